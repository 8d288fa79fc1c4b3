import SparseMatrices

extension COOMatrix {
  /// The triplets of a Matrix Market file, in its order; a dense array becomes one triplet for each entry it has.
  ///
  /// - Throws: ``MatrixMarketError`` naming the path, line and column.
  public init(
    matrixMarket path: String, symmetric: MatrixMarket.Symmetric = .expanded
  ) throws(MatrixMarketError) {
    try self.init(MatrixMarket.open(path), symmetric)
  }

  /// The triplets of a Matrix Market text in memory.
  public init(
    matrixMarket text: [UInt8], symmetric: MatrixMarket.Symmetric = .expanded
  ) throws(MatrixMarketError) {
    try self.init(LineReader(bytes: text), symmetric)
  }

  fileprivate init(
    _ lines: LineReader, _ symmetric: MatrixMarket.Symmetric
  ) throws(MatrixMarketError) {
    let (header, content): (_, MatrixMarket.Content<Scalar>) = try MatrixMarket.read(
      lines, symmetric)
    switch content {
    case .coordinate(let matrix): self = matrix
    case .array(let matrix): try self.init(array: matrix, of: lines.name, header, symmetric)
    }
  }

  /// The entries that an array has: all, zeros too, but no diagonal of a skew-symmetric one, nor the triangle left out.
  private init(
    array: DenseMatrix<Scalar>, of path: String, _ header: MatrixMarket.Header,
    _ symmetric: MatrixMarket.Symmetric
  ) throws(MatrixMarketError) {
    let (rows, columns) = (array.rows, array.columns)
    try MatrixMarketError.check(
      "triplets", of: path, entries: rows * columns, bytesEach: TripletBuffer<Scalar>.bytesEach)
    let first = header.symmetry == .skewSymmetric ? 1 : 0
    var (rowIndices, columnIndices): ([Int32], [Int32]) = ([], [])
    var values: [Scalar] = []
    for i in 0..<rows {
      let isLower = header.symmetry != .general && symmetric == .lowerTriangle
      for j in 0..<(isLower ? i + 1 - first : columns) where i != j || first == 0 {
        rowIndices.append(Int32(i))
        columnIndices.append(Int32(j))
        values.append(array.values[i * columns + j])
      }
    }
    self.init(
      uncheckedRows: rows, columns: columns, rowIndices: rowIndices, columnIndices: columnIndices,
      values: values)
  }
}

extension CSRMatrix {
  /// The matrix in a Matrix Market file. Entries written several times are summed, zeros stay stored; of a dense array
  /// every entry is stored, zeros too.
  ///
  /// - Throws: ``MatrixMarketError`` naming the path, line and column.
  /// - Complexity: one pass over the file, then as ``COOMatrix/compressed(duplicates:)``.
  public init(
    matrixMarket path: String, symmetric: MatrixMarket.Symmetric = .expanded
  ) throws(MatrixMarketError) {
    try self.init(MatrixMarket.open(path), symmetric)
  }

  /// The matrix in a Matrix Market text in memory.
  public init(
    matrixMarket text: [UInt8], symmetric: MatrixMarket.Symmetric = .expanded
  ) throws(MatrixMarketError) {
    try self.init(LineReader(bytes: text), symmetric)
  }

  private init(
    _ lines: LineReader, _ symmetric: MatrixMarket.Symmetric
  ) throws(MatrixMarketError) {
    let triplets = try COOMatrix(lines, symmetric) as COOMatrix<Scalar>
    // What a file announces costs nothing before here; rows without entries do from here on.
    try MatrixMarketError.check(
      "row starts", of: lines.name, entries: triplets.rows + 1, bytesEach: 4)
    try MatrixMarketError.check(
      "compressed rows", of: lines.name, entries: triplets.count,
      bytesEach: 28 + MemoryLayout<Scalar>.size)
    self = triplets.summed()
  }
}

extension DenseMatrix {
  /// The matrix in a Matrix Market file as a dense one; entries of a coordinate file written several times are summed.
  ///
  /// - Throws: ``MatrixMarketError`` naming the path, line and column; its size where a sparse matrix would not fit in memory.
  public init(
    matrixMarket path: String, symmetric: MatrixMarket.Symmetric = .expanded
  ) throws(MatrixMarketError) {
    try self.init(MatrixMarket.open(path), symmetric)
  }

  /// The matrix in a Matrix Market text in memory, as a dense one.
  public init(
    matrixMarket text: [UInt8], symmetric: MatrixMarket.Symmetric = .expanded
  ) throws(MatrixMarketError) {
    try self.init(LineReader(bytes: text), symmetric)
  }

  private init(
    _ lines: LineReader, _ symmetric: MatrixMarket.Symmetric
  ) throws(MatrixMarketError) {
    switch try MatrixMarket.read(lines, symmetric).content as MatrixMarket.Content<Scalar> {
    case .array(let matrix): self = matrix
    case .coordinate(let triplets):
      try MatrixMarketError.check(
        "dense matrix", of: lines.name, entries: triplets.rows * triplets.columns,
        bytesEach: MemoryLayout<Scalar>.size, most: .max)
      var values: [Scalar] = Kernels.zeros(triplets.rows * triplets.columns)
      for k in 0..<triplets.count {
        let place = Int(triplets.rowIndices[k]) * triplets.columns + Int(triplets.columnIndices[k])
        values[place] += triplets.values[k]
      }
      self.init(rows: triplets.rows, columns: triplets.columns, values: values)
    }
  }
}
