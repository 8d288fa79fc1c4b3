extension CSRMatrix: ExpressibleByArrayLiteral {
  /// Rows as they are written, `[[2, 0, 1], [0, 3, 0]]`, of which the zeros are not stored.
  ///
  /// - Precondition: all rows are equally long.
  public init(arrayLiteral rows: [Scalar]...) {
    let dense = DenseMatrix(rows)
    var entries: [Int] = []
    entries.reserveCapacity(rows.count)
    for row in rows { entries.append(row.count { $0 != 0 }) }
    let indices = rows.flatMap { row in
      row.indices.filter { row[$0] != 0 }.map { Int32($0) }
    }
    let starts = entries.reduce(into: [Int32(0)]) { $0.append($0[$0.count - 1] + Int32($1)) }
    self.init(
      pattern: SparsityPattern(
        uncheckedRows: dense.rows, columns: dense.columns, rowStarts: starts,
        columnIndices: indices),
      values: dense.values.filter { $0 != 0 })
  }

  /// The number of stored entries whose value is not 0; ``count`` is that of all stored entries.
  public var nonzeros: Int { values.count { $0 != 0 } }
}
