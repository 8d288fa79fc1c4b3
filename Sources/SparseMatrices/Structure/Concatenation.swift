/// Matrices put side by side, one below the other, or along the diagonal.
///
///     horizontal  [A B]        vertical  ⎡A⎤        diagonal  ⎡A  ⎤
///                                        ⎣B⎦                  ⎣  B⎦
///
///     forward      C holds the entries of all parts
///     tangent      likewise
///     cotangent    Ā, B̄ = the parts of C̄
///
/// Each is O(entries), the horizontal structure O(parts · rows + entries).
public struct Concatenation: Sendable {
  /// The patterns of the parts, in order.
  public let parts: [SparsityPattern]
  /// The pattern of the result.
  public let pattern: SparsityPattern
  /// For each entry of ``pattern`` its position among the entries of all parts; nil where those are just appended.
  private let order: [Int32]?

  /// Side by side: all parts have the same number of rows. No parts make a 0×0 matrix.
  ///
  /// - Throws: ``SizeError`` where the columns or entries are more than an `Int32` counts.
  public static func horizontal(_ parts: [SparsityPattern]) throws(SizeError) -> Concatenation {
    let rows = parts.first?.rows ?? 0
    for part in parts {
      require(part.rows == rows, "\(part.rows) rows beside \(rows)")
    }
    var structure = try empty(
      parts, rows: rows, columns: parts.reduce(0) { $0 + $1.columns })
    var order: [Int32] = []
    order.reserveCapacity(structure.columns.capacity)
    for i in 0..<rows {
      var (column, entry): (Int32, Int32) = (0, 0)
      for part in parts {
        for k in part.entries(inRow: i) {
          structure.columns.append(column + part.structure.columns[k])
          order.append(entry + Int32(k))
        }
        column += Int32(part.columns)
        entry += Int32(part.count)
      }
      structure.starts[i + 1] = Int32(order.count)
    }
    return Concatenation(parts: parts, pattern: SparsityPattern(structure), order: order)
  }

  /// One below the other: all parts have the same number of columns. No parts make a 0×0 matrix.
  ///
  /// - Throws: ``SizeError`` where the rows or entries are more than an `Int32` counts.
  public static func vertical(_ parts: [SparsityPattern]) throws(SizeError) -> Concatenation {
    let columns = parts.first?.columns ?? 0
    for part in parts {
      require(part.columns == columns, "\(part.columns) columns below \(columns)")
    }
    return try stacked(parts, columns: columns) { _ in 0 }
  }

  /// Along the diagonal, with nothing beside the parts. No parts make a 0×0 matrix.
  ///
  /// - Throws: ``SizeError`` where the rows, columns or entries are more than an `Int32` counts.
  public static func diagonal(_ parts: [SparsityPattern]) throws(SizeError) -> Concatenation {
    try stacked(parts, columns: parts.reduce(0) { $0 + $1.columns }) { part in part.columns }
  }

  /// The parts one below the other, each moved to the right by what the parts before it say.
  private static func stacked(
    _ parts: [SparsityPattern], columns: Int, shift: (SparsityPattern) -> Int
  ) throws(SizeError) -> Concatenation {
    var structure = try empty(
      parts, rows: parts.reduce(0) { $0 + $1.rows }, columns: columns)
    var (row, column) = (0, Int32(0))
    for part in parts {
      let entry = Int32(structure.count)
      structure.columns.append(contentsOf: part.structure.columns.lazy.map { column + $0 })
      for i in 0..<part.rows {
        structure.starts[row + i + 1] = entry + part.structure.starts[i + 1]
      }
      row += part.rows
      column += Int32(shift(part))
    }
    return Concatenation(parts: parts, pattern: SparsityPattern(structure), order: nil)
  }

  /// Room for all entries of the parts.
  private static func empty(
    _ parts: [SparsityPattern], rows: Int, columns: Int
  ) throws(SizeError) -> Structure {
    let entries = parts.reduce(0) { $0 + $1.count }
    // A column, a place in the order and a value each.
    try SizeError.check(
      "a \(rows)×\(columns) concatenation", rows: rows, columns: columns, entries: entries,
      bytesEach: 16)
    var structure = Structure(rowCount: rows, columnCount: columns)
    structure.columns.reserveCapacity(entries)
    return structure
  }
}

extension Concatenation {
  /// The concatenation of matrices on the patterns of the parts.
  public func forward<Scalar>(_ matrices: [CSRMatrix<Scalar>]) -> CSRMatrix<Scalar> {
    require(
      matrices.count == parts.count && zip(matrices, parts).allSatisfy { $0.pattern === $1 },
      "the matrices are not on the patterns of the parts")
    let values = matrices.flatMap(\.values)
    return CSRMatrix(
      pattern: pattern, values: order.map { Kernels.gather(values, at: $0) } ?? values)
  }

  /// The tangent of the concatenation: the map is linear.
  public func jvp<Scalar>(_ tangents: [CSRMatrix<Scalar>]) -> CSRMatrix<Scalar> {
    forward(tangents)
  }

  /// The cotangent of each part.
  public func vjp<Scalar>(cotangent: CSRMatrix<Scalar>) -> [CSRMatrix<Scalar>] {
    require(
      cotangent.pattern === pattern, "the cotangent is not on the concatenation's pattern")
    let values =
      order.map { Kernels.scatterAdd(cotangent.values, to: $0, count: pattern.count) }
      ?? cotangent.values
    var first = 0
    return parts.map { part in
      defer { first += part.count }
      return CSRMatrix(pattern: part, values: Array(values[first..<first + part.count]))
    }
  }
}

extension CSRMatrix {
  /// `[A B …]`: all have the same number of rows.
  ///
  /// - Throws: ``SizeError`` where the columns or entries are more than an `Int32` counts.
  public static func horizontal(_ matrices: [CSRMatrix]) throws(SizeError) -> CSRMatrix {
    try Concatenation.horizontal(matrices.map(\.pattern)).forward(matrices)
  }

  /// Matrices one below the other: all have the same number of columns.
  ///
  /// - Throws: ``SizeError`` where the rows or entries are more than an `Int32` counts.
  public static func vertical(_ matrices: [CSRMatrix]) throws(SizeError) -> CSRMatrix {
    try Concatenation.vertical(matrices.map(\.pattern)).forward(matrices)
  }

  /// Matrices along the diagonal, with nothing beside them.
  ///
  /// - Throws: ``SizeError`` where the rows, columns or entries are more than an `Int32` counts.
  public static func blockDiagonal(_ matrices: [CSRMatrix]) throws(SizeError) -> CSRMatrix {
    try Concatenation.diagonal(matrices.map(\.pattern)).forward(matrices)
  }
}
