extension DenseMatrix {
  /// The elements of row `i`; their indices are those in ``values``.
  public func row(_ i: Int) -> ArraySlice<Scalar> {
    require(i >= 0 && i < rows, "row \(i) of a \(rows)×\(columns) matrix")
    return values[i * columns..<(i + 1) * columns]
  }

  /// The elements of column `j`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func column(_ j: Int) -> [Scalar] {
    require(j >= 0 && j < columns, "column \(j) of a \(rows)×\(columns) matrix")
    return (0..<rows).map { values[$0 * columns + j] }
  }

  /// The block of consecutive rows and columns, as in `a[2..<5, ..<3]`.
  public subscript(
    rows: some RangeExpression<Int>, columns: some RangeExpression<Int>
  ) -> DenseMatrix {
    let rows = rows.relative(to: 0..<self.rows)
    let columns = columns.relative(to: 0..<self.columns)
    require(
      rows.lowerBound >= 0 && rows.upperBound <= self.rows && columns.lowerBound >= 0
        && columns.upperBound <= self.columns,
      "rows \(rows) and columns \(columns) of a \(self.rows)×\(self.columns) matrix")
    return DenseMatrix(
      rows: rows.count, columns: columns.count,
      values: rows.flatMap { i in
        let first = i * self.columns
        return values[first + columns.lowerBound..<first + columns.upperBound]
      })
  }

  /// Rows in any order, where one may come several times.
  public subscript(rows rows: [Int]) -> DenseMatrix {
    DenseMatrix(rows: rows.count, columns: columns, values: rows.flatMap { row($0) })
  }

  /// `[A B …]`: all have the same number of rows. No matrices make a 0×0 one.
  public static func horizontal(_ matrices: [DenseMatrix]) -> DenseMatrix {
    let rows = matrices.first?.rows ?? 0
    for matrix in matrices {
      require(matrix.rows == rows, "\(matrix.rows) rows beside \(rows)")
    }
    return DenseMatrix(
      rows: rows, columns: matrices.reduce(0) { $0 + $1.columns },
      values: (0..<rows).flatMap { i in matrices.flatMap { $0.row(i) } })
  }

  /// Matrices one below the other: all have the same number of columns. No matrices make a 0×0 one.
  public static func vertical(_ matrices: [DenseMatrix]) -> DenseMatrix {
    let columns = matrices.first?.columns ?? 0
    for matrix in matrices {
      require(matrix.columns == columns, "\(matrix.columns) columns below \(columns)")
    }
    return DenseMatrix(
      rows: matrices.reduce(0) { $0 + $1.rows }, columns: columns,
      values: matrices.flatMap(\.values))
  }

  /// `Aᵀ`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func transposed() -> DenseMatrix {
    var values: [Scalar] = []
    values.reserveCapacity(self.values.count)
    for j in 0..<columns {
      for i in 0..<rows { values.append(self.values[i * columns + j]) }
    }
    return DenseMatrix(rows: columns, columns: rows, values: values)
  }

  /// `f` of each element.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func map(_ f: (Scalar) throws -> Scalar) rethrows -> DenseMatrix {
    DenseMatrix(rows: rows, columns: columns, values: try values.map(f))
  }
}
