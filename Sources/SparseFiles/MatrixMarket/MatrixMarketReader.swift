import CSparseKernels
import SparseMatrices

extension MatrixMarket {
  /// What becomes of a symmetric or skew-symmetric matrix, of which a file holds one triangle.
  public enum Symmetric: Sendable {
    /// Both triangles are stored.
    case expanded
    /// Only the lower triangle is stored; what a coordinate file holds above the diagonal is mirrored below it.
    ///
    /// The result is that triangle, and products take it for the whole matrix; a ``CholeskyFactor`` with storage
    /// ``SymmetricStorage/lower`` takes it for the symmetric one.
    case lowerTriangle
  }

  /// A matrix in the form its file has.
  public enum Content<Scalar: SparseScalar>: Sendable, Equatable {
    /// Triplets, in the order of the file.
    case coordinate(COOMatrix<Scalar>)
    /// A dense matrix.
    case array(DenseMatrix<Scalar>)
  }

  /// The matrix in a file: triplets as they are written, duplicates and zeros included, or a dense matrix.
  ///
  /// - Throws: ``MatrixMarketError`` naming the path, line and column; before anything is allocated where a size is at fault.
  /// - Complexity: one pass over the file, of which some hundred kilobytes are in memory at a time.
  public static func read<Scalar>(
    _ path: String, as type: Scalar.Type = Scalar.self, symmetric: Symmetric = .expanded
  ) throws(MatrixMarketError) -> Content<Scalar> {
    try read(open(path), symmetric).content
  }

  /// The matrix in a text in memory, which must not be compressed.
  public static func read<Scalar>(
    _ text: [UInt8], as type: Scalar.Type = Scalar.self, symmetric: Symmetric = .expanded
  ) throws(MatrixMarketError) -> Content<Scalar> {
    try read(LineReader(bytes: text), symmetric).content
  }

  static func read<Scalar>(
    _ lines: LineReader, _ symmetric: Symmetric
  ) throws(MatrixMarketError) -> (header: Header, content: Content<Scalar>) {
    let header = try Header(lines, acceptsComplex: false)
    let field: TextField =
      switch header.field {
      case .integer: .integer
      case .pattern: .pattern
      case .real, .complex: .real
      }
    switch header.format {
    case .coordinate:
      return (header, .coordinate(try readCoordinates(lines, header, field, symmetric)))
    case .array:
      return (header, .array(try readArray(lines, header, field, symmetric)))
    }
  }

  private static func readCoordinates<Scalar>(
    _ lines: LineReader, _ header: Header, _ field: TextField, _ symmetric: Symmetric
  ) throws(MatrixMarketError) -> COOMatrix<Scalar> {
    let expands = header.symmetry != .general && symmetric == .expanded
    let capacity = (expands ? 2 : 1) * header.storedEntries
    try MatrixMarketError.check(
      "triplets", of: lines.name, entries: capacity, bytesEach: TripletBuffer<Scalar>.bytesEach)
    var triplets = TripletBuffer<Scalar>(capacity: capacity)
    let fault = try MatrixMarketError.file { () throws(FileError) in
      try triplets.read(
        lines, field, rowCount: header.rows, columnCount: header.columns,
        limit: header.storedEntries)
    }
    try MatrixMarketError.check(
      fault, complete: triplets.count == header.storedEntries, lines, header)
    if expands {
      triplets.appendMirrorImages(sign: header.symmetry.mirrorSign())
    } else if header.symmetry != .general {
      triplets.foldIntoLowerTriangle(sign: header.symmetry.mirrorSign())
    }
    triplets.shrink()
    return COOMatrix(
      uncheckedRows: header.rows, columns: header.columns, rowIndices: triplets.rows,
      columnIndices: triplets.columns, values: triplets.values)
  }

  private static func readArray<Scalar>(
    _ lines: LineReader, _ header: Header, _ field: TextField, _ symmetric: Symmetric
  ) throws(MatrixMarketError) -> DenseMatrix<Scalar> {
    try MatrixMarketError.check(
      "array", of: lines.name, entries: header.rows * header.columns,
      bytesEach: MemoryLayout<Scalar>.size, most: .max)
    var matrix = DenseMatrix<Scalar>(rows: header.rows, columns: header.columns)
    let (fault, complete) = try MatrixMarketError.file { () throws(FileError) in
      try Kernels.readArray(
        lines, field, header.symmetry.triangle,
        mirror: symmetric == .expanded ? header.symmetry.mirrorSign() : 0,
        rowCount: header.rows, columnCount: header.columns, into: &matrix.values)
    }
    try MatrixMarketError.check(fault, complete: complete, lines, header)
    return matrix
  }
}

extension MatrixMarketError {
  /// Throws what was found wrong with a body, or that it ends too early.
  fileprivate static func check(
    _ fault: TextFault?, complete: Bool, _ lines: LineReader, _ header: MatrixMarket.Header
  ) throws(MatrixMarketError) {
    let announced = header.storedEntries
    guard let fault else {
      guard complete else {
        throw .text(
          .tooFewEntries(announced: announced), path: lines.name, line: lines.line, column: 1)
      }
      return
    }
    let problem: Problem =
      switch Int(fault.kind) {
      case SAD_TEXT_INDEX: .badIndex
      case SAD_TEXT_INDEX_RANGE: .indexOutOfRange
      case SAD_TEXT_VALUE: .badValue
      case SAD_TEXT_VALUE_RANGE: .valueOutOfRange
      case SAD_TEXT_TRAILING: .trailingText
      default: .tooManyEntries(announced: announced)
      }
    throw .text(problem, path: lines.name, line: fault.line, column: fault.column)
  }
}
