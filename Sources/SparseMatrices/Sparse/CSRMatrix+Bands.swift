extension CSRMatrix {
  /// A matrix of constant or given diagonals: `[-1: …, 0: …, 1: …]` by their distance from the main one, those above it
  /// positive.
  ///
  ///     try CSRMatrix(rows: 3, columns: 3, diagonals: [-1: [1, 1], 0: [2, 2, 2]])
  ///
  /// - Throws: ``SizeError`` where there are more rows, columns or entries than an `Int32` counts or memory holds.
  /// - Precondition: each diagonal lies in the matrix and is as long as the matrix has it.
  /// - Complexity: O(rows · diagonals).
  public init(rows: Int, columns: Int, diagonals: [Int: [Scalar]]) throws(SizeError) {
    for (k, values) in diagonals {
      let length = min(rows - max(0, -k), columns - max(0, k))
      require(length > 0, "diagonal \(k) of a \(rows)×\(columns) matrix, which has none")
      require(
        values.count == length, "\(values.count) values for diagonal \(k), which has \(length)")
    }
    let count = diagonals.values.reduce(0) { $0 + $1.count }
    try SizeError.check(
      "a matrix of \(diagonals.count) diagonals", entries: max(count, rows, columns),
      bytesEach: 4 + MemoryLayout<Scalar>.stride)
    let bands = diagonals.sorted { $0.key < $1.key }
    var starts: [Int32] = [0]
    var (indices, values): ([Int32], [Scalar]) = ([], [])
    indices.reserveCapacity(count)
    values.reserveCapacity(count)
    for i in 0..<rows {
      for (k, band) in bands where i + k >= 0 && i + k < columns {
        indices.append(Int32(i + k))
        values.append(band[min(i, i + k)])
      }
      starts.append(Int32(indices.count))
    }
    self.init(
      pattern: SparsityPattern(
        uncheckedRows: rows, columns: columns, rowStarts: starts, columnIndices: indices),
      values: values)
  }

  /// A square matrix with one value on each of some diagonals: `[-1: -1, 0: 2, 1: -1]` is the second difference.
  ///
  /// - Throws: ``SizeError``.
  /// - Precondition: each diagonal lies in the matrix.
  public static func banded(_ size: Int, _ diagonals: [Int: Scalar]) throws(SizeError) -> CSRMatrix
  {
    require(size >= 0, "a matrix of \(size) rows")
    let bands = diagonals.map { k, value in
      (k, [Scalar](repeating: value, count: max(0, size - Int(clamping: k.magnitude))))
    }
    return try CSRMatrix(
      rows: size, columns: size, diagonals: Dictionary(uniqueKeysWithValues: bands))
  }
}
