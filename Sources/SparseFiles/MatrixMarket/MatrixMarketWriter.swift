import SparseMatrices

extension CSRMatrix {
  /// Writes the matrix as a `coordinate real` Matrix Market file, gzipped where `path` ends in `.gz`.
  ///
  /// Every value is the shortest decimal that reads back as the same bits (of a NaN, only that and its sign). The file
  /// appears whole or not at all: until it is complete, a file of that name stays as it was.
  ///
  /// - Parameters:
  ///   - path: the file's name.
  ///   - comment: what is written after the banner, each of its lines as a comment.
  ///   - symmetry: with `.symmetric` or `.skewSymmetric`, only the lower triangle is written.
  /// - Throws: ``MatrixMarketError``, where the matrix does not have that symmetry or the file cannot be written.
  /// - Precondition: `symmetry` is not `.hermitian`, and `.general` where the matrix is not square.
  /// - Complexity: O(`count`), with a binary search for each entry where there is a symmetry to check.
  public func write(
    matrixMarket path: String, comment: String = "",
    symmetry: MatrixMarket.Header.Symmetry = .general
  ) throws(MatrixMarketError) {
    try Self.write(
      pattern, values, path, field: .real, comment: comment, symmetry: symmetry)
  }

  fileprivate static func write(
    _ pattern: SparsityPattern, _ values: [Scalar]?, _ path: String,
    field: MatrixMarket.Header.Field, comment: String, symmetry: MatrixMarket.Header.Symmetry
  ) throws(MatrixMarketError) {
    let isGeneral = symmetry == .general
    let sign: Scalar = symmetry.mirrorSign()
    var stored = pattern.count
    if !isGeneral {
      require(
        pattern.rows == pattern.columns,
        "a \(pattern.rows)×\(pattern.columns) matrix cannot be written as \(symmetry)")
      stored = 0
      for i in 0..<pattern.rows {
        for p in pattern.entries(inRow: i) {
          let j = Int(pattern.columnIndices[p])
          guard let q = pattern.entry(j, i), sign > 0 || i != j,
            values.map({ MatrixMarket.same($0[p], sign * $0[q]) }) ?? true
          else { throw .notSymmetric(path: path, row: i, column: j) }
          if j <= i { stored += 1 }
        }
      }
    }
    var writer = try MatrixMarketWriter(
      path, .coordinate, field, symmetry, comment,
      sizes: [pattern.rows, pattern.columns, stored])
    let columns = pattern.columnIndices
    for i in 0..<pattern.rows {
      for p in pattern.entries(inRow: i) where isGeneral || Int(columns[p]) <= i {
        try writer.line(i + 1, Int(columns[p]) + 1, values?[p])
      }
    }
    try writer.finish()
  }
}

extension SparsityPattern {
  /// Writes the pattern as a `coordinate pattern` Matrix Market file, as ``CSRMatrix/write(matrixMarket:comment:symmetry:)``.
  ///
  /// - Precondition: `symmetry` is `.general` or, where the pattern is square, `.symmetric`.
  public func write(
    matrixMarket path: String, comment: String = "",
    symmetry: MatrixMarket.Header.Symmetry = .general
  ) throws(MatrixMarketError) {
    require(symmetry != .skewSymmetric, "a pattern has no signs")
    try CSRMatrix<Double>.write(
      self, nil, path, field: .pattern, comment: comment, symmetry: symmetry)
  }
}

extension COOMatrix {
  /// Writes the triplets in their order as a `coordinate real general` Matrix Market file, as
  /// ``CSRMatrix/write(matrixMarket:comment:symmetry:)``.
  public func write(matrixMarket path: String, comment: String = "") throws(MatrixMarketError) {
    var writer = try MatrixMarketWriter(
      path, .coordinate, .real, .general, comment, sizes: [rows, columns, count])
    for k in 0..<count {
      try writer.line(Int(rowIndices[k]) + 1, Int(columnIndices[k]) + 1, values[k])
    }
    try writer.finish()
  }
}

extension DenseMatrix {
  /// Writes the matrix as an `array real` Matrix Market file, as ``CSRMatrix/write(matrixMarket:comment:symmetry:)``.
  ///
  /// - Throws: ``MatrixMarketError``, where the matrix does not have that symmetry or the file cannot be written.
  /// - Precondition: `symmetry` is not `.hermitian`, and `.general` where the matrix is not square.
  public func write(
    matrixMarket path: String, comment: String = "",
    symmetry: MatrixMarket.Header.Symmetry = .general
  ) throws(MatrixMarketError) {
    let sign: Scalar = symmetry.mirrorSign()
    if symmetry != .general {
      require(
        rows == columns, "a \(rows)×\(columns) matrix cannot be written as \(symmetry)")
      for i in 0..<rows {
        for j in 0...i {
          let agrees =
            i == j && sign < 0
            ? self[i, i] == 0 : MatrixMarket.same(self[i, j], sign * self[j, i])
          guard agrees else { throw .notSymmetric(path: path, row: i, column: j) }
        }
      }
    }
    var writer = try MatrixMarketWriter(
      path, .array, .real, symmetry, comment, sizes: [rows, columns])
    for j in 0..<columns {
      let first = symmetry == .general ? 0 : symmetry == .symmetric ? j : j + 1
      for i in min(first, rows)..<rows { try writer.line(self[i, j]) }
    }
    try writer.finish()
  }
}

extension MatrixMarket {
  /// Whether two numbers are equal, or both no numbers.
  fileprivate static func same<Scalar: SparseScalar>(_ a: Scalar, _ b: Scalar) -> Bool {
    a == b || (a.isNaN && b.isNaN)
  }
}

/// The text of a Matrix Market file on its way into the file.
private struct MatrixMarketWriter {
  private let file: FileWriter
  private var text: [UInt8] = []

  init(
    _ path: String, _ format: MatrixMarket.Header.Format, _ field: MatrixMarket.Header.Field,
    _ symmetry: MatrixMarket.Header.Symmetry, _ comment: String, sizes: [Int]
  ) throws(MatrixMarketError) {
    require(symmetry != .hermitian, "a matrix of real numbers cannot be written as hermitian")
    file = try MatrixMarketError.file { () throws(FileError) in try FileWriter(path: path) }
    text += "%%MatrixMarket matrix \(format) \(field) \(symmetry.rawValue)\n".utf8
    if !comment.isEmpty {
      for line in comment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
        text += "% \(line)\n".utf8
      }
    }
    text += "\(sizes.map(String.init).joined(separator: " "))\n".utf8
  }

  mutating func line<Scalar: SparseScalar>(
    _ row: Int, _ column: Int, _ value: Scalar?
  ) throws(MatrixMarketError) {
    append(row)
    text.append(UInt8(ascii: " "))
    append(column)
    if let value {
      text.append(UInt8(ascii: " "))
      append(value)
    }
    try endLine()
  }

  mutating func line<Scalar: SparseScalar>(_ value: Scalar) throws(MatrixMarketError) {
    append(value)
    try endLine()
  }

  private mutating func endLine() throws(MatrixMarketError) {
    text.append(UInt8(ascii: "\n"))
    if text.count >= 1 << 16 { try flush() }
  }

  private mutating func append(_ number: Int) {
    text += String(number).utf8
  }

  private mutating func append<Scalar: SparseScalar>(_ value: Scalar) {
    guard !value.isNaN else {
      text += (value.sign == .minus ? "-nan" : "nan").utf8
      return
    }
    // Swift's description is the shortest decimal that reads back as the same value.
    text += value.description.utf8
    if text.suffix(2).elementsEqual(".0".utf8) { text.removeLast(2) }
  }

  private mutating func flush() throws(MatrixMarketError) {
    let bytes = text
    try MatrixMarketError.file { () throws(FileError) in try file.write(bytes) }
    text.removeAll(keepingCapacity: true)
  }

  mutating func finish() throws(MatrixMarketError) {
    try flush()
    try MatrixMarketError.file { () throws(FileError) in try file.commit() }
  }
}
