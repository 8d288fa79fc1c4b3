import SparseMatrices

extension EntrySelection {
  /// The selected entries of `a`.
  public func forward<S>(_ a: Variable<CSRMatrix<S>>) -> Variable<CSRMatrix<S>> {
    LinearOperation(
      name: "select", map: { self.forward($0) }, adjoint: { self.vjp(cotangent: $0) })(a)
  }
}

/// Parts of a matrix, as of a ``CSRMatrix``. Each finds its ``EntrySelection`` anew: whoever takes the same part often
/// makes the selection once and uses its ``EntrySelection/forward(_:)``.
extension Variable {
  /// The block of consecutive rows and columns, as in `a[2..<5, ..<3]`.
  public subscript<S>(
    rows: some RangeExpression<Int>, columns: some RangeExpression<Int>
  ) -> Variable where Value == CSRMatrix<S> {
    value.pattern.selecting(
      rows: rows.relative(to: 0..<value.rows), columns: columns.relative(to: 0..<value.columns)
    ).forward(self)
  }

  /// Consecutive rows.
  public subscript<S>(rows rows: some RangeExpression<Int>) -> Variable
  where Value == CSRMatrix<S> {
    self[rows, 0...]
  }

  /// Consecutive columns.
  public subscript<S>(columns columns: some RangeExpression<Int>) -> Variable
  where Value == CSRMatrix<S> {
    self[0..., columns]
  }

  /// Rows in any order, where one may come several times.
  public subscript<S>(rows rows: [Int]) -> Variable where Value == CSRMatrix<S> {
    value.pattern.selecting(rows: rows).forward(self)
  }

  /// Columns in any order, where one may come several times.
  public subscript<S>(columns columns: [Int]) -> Variable where Value == CSRMatrix<S> {
    value.pattern.selecting(columns: columns).forward(self)
  }

  /// `B_ij = A_{rows[i], columns[j]}`: rows and columns in any order, where one may come several times.
  public func submatrix<S>(rows: [Int], columns: [Int]) -> Variable where Value == CSRMatrix<S> {
    value.pattern.selecting(rows: rows, columns: columns).forward(self)
  }

  /// `B_ij = A_{rows[i], columns[j]}` for permutations of all rows and of all columns; nil leaves them as they are.
  public func permuted<S>(rows: [Int]? = nil, columns: [Int]? = nil) -> Variable
  where Value == CSRMatrix<S> {
    value.pattern.permuting(rows: rows, columns: columns).forward(self)
  }

  /// The entries on and below diagonal `k`: those with `column - row ≤ k`.
  public func lowerTriangle<S>(diagonal k: Int = 0) -> Variable where Value == CSRMatrix<S> {
    value.pattern.selectingLowerTriangle(diagonal: k).forward(self)
  }

  /// The entries on and above diagonal `k`: those with `column - row ≥ k`.
  public func upperTriangle<S>(diagonal k: Int = 0) -> Variable where Value == CSRMatrix<S> {
    value.pattern.selectingUpperTriangle(diagonal: k).forward(self)
  }
}
