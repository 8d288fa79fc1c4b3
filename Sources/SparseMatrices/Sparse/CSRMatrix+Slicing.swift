/// Parts of a matrix. Each is an ``EntrySelection`` of its pattern; whoever takes the same part of many matrices on
/// one pattern, or needs its gradient, makes the selection once and keeps it.
extension CSRMatrix {
  /// The block of consecutive rows and columns, as in `a[2..<5, ..<3]`.
  public subscript(
    rows: some RangeExpression<Int>, columns: some RangeExpression<Int>
  ) -> CSRMatrix {
    pattern.selecting(
      rows: rows.relative(to: 0..<self.rows), columns: columns.relative(to: 0..<self.columns)
    ).forward(self)
  }

  /// Consecutive rows.
  public subscript(rows rows: some RangeExpression<Int>) -> CSRMatrix {
    self[rows, 0...]
  }

  /// Consecutive columns.
  public subscript(columns columns: some RangeExpression<Int>) -> CSRMatrix {
    self[0..., columns]
  }

  /// Rows in any order, where one may come several times.
  public subscript(rows rows: [Int]) -> CSRMatrix {
    pattern.selecting(rows: rows).forward(self)
  }

  /// Columns in any order, where one may come several times.
  public subscript(columns columns: [Int]) -> CSRMatrix {
    pattern.selecting(columns: columns).forward(self)
  }

  /// `B_ij = A_{rows[i], columns[j]}`: rows and columns in any order, where one may come several times.
  public func submatrix(rows: [Int], columns: [Int]) -> CSRMatrix {
    pattern.selecting(rows: rows, columns: columns).forward(self)
  }

  /// `B_ij = A_{rows[i], columns[j]}` for permutations of all rows and of all columns; nil leaves them as they are.
  public func permuted(rows: [Int]? = nil, columns: [Int]? = nil) -> CSRMatrix {
    pattern.permuting(rows: rows, columns: columns).forward(self)
  }

  /// The entries on and below diagonal `k`: those with `column - row ≤ k`.
  public func lowerTriangle(diagonal k: Int = 0) -> CSRMatrix {
    pattern.selectingLowerTriangle(diagonal: k).forward(self)
  }

  /// The entries on and above diagonal `k`: those with `column - row ≥ k`.
  public func upperTriangle(diagonal k: Int = 0) -> CSRMatrix {
    pattern.selectingUpperTriangle(diagonal: k).forward(self)
  }

  /// The elements `A_ii`, 0 where nothing is stored; as many as the lesser of `rows` and `columns`.
  public var diagonal: [Scalar] {
    var diagonal: [Scalar] = Kernels.uninitialized(min(rows, columns))
    Kernels.diagonal(pattern.structure, values, into: &diagonal)
    return diagonal
  }
}
