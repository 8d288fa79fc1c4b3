extension DenseMatrix {
  /// A matrix of its rows, all of the same length. No rows make a 0×0 matrix.
  public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() {
      require(
        row.count == columns, "row \(i) has \(row.count) elements, the first \(columns)")
    }
    self.init(rows: rows.count, columns: columns, values: rows.flatMap { $0 })
  }

  /// The identity matrix.
  public static func identity(_ size: Int) -> DenseMatrix {
    var matrix = DenseMatrix(rows: size, columns: size)
    for i in 0..<size { matrix[i, i] = 1 }
    return matrix
  }

  /// Standard normal elements: the same for the same seed.
  ///
  /// - Throws: ``SizeError`` where they do not fit in memory.
  public static func random(rows: Int, columns: Int, seed: UInt64) throws(SizeError) -> DenseMatrix
  {
    var generator = SeededGenerator(seed: seed)
    return try random(rows: rows, columns: columns, using: &generator)
  }

  /// Standard normal elements.
  ///
  /// - Throws: ``SizeError`` where they do not fit in memory.
  public static func random(
    rows: Int, columns: Int, using generator: inout SeededGenerator
  ) throws(SizeError) -> DenseMatrix {
    require(rows >= 0 && columns >= 0, "a \(rows)×\(columns) matrix")
    try SizeError.checkDense(
      rows: rows, columns: columns, bytesEach: MemoryLayout<Scalar>.stride)
    return DenseMatrix(rows: rows, columns: columns, values: generator.normals(rows * columns))
  }

  /// The same matrix in this precision; where it has it already, sharing its elements.
  public init<Other>(_ other: DenseMatrix<Other>) {
    self = other as? DenseMatrix ?? other.converted()
  }
}

extension DenseMatrix {
  @specialized(where Scalar == Double, Other == Float)
  @specialized(where Scalar == Float, Other == Double)
  fileprivate func converted<Other>() -> DenseMatrix<Other> {
    DenseMatrix<Other>(rows: rows, columns: columns, values: values.map { Other($0) })
  }
}
