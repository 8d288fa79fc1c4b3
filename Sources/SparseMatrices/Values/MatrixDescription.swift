import RealModule

/// A number to so many significant digits.
package func decimal(_ value: some SparseScalar, digits: Int = 6) -> String {
  let x = Double(value)
  guard x.isFinite, x != 0 else { return "\(value)" }
  // Powers of ten up to 22 are exact, so that the quotient prints as the few digits that it has.
  let places = digits - 1 - Int(Double.log10(x.magnitude).rounded(.down))
  guard places.magnitude <= 22 else { return "\(value)" }
  let power = (0..<Int(places.magnitude)).reduce(1.0) { power, _ in power * 10 }
  return places >= 0 ? "\((x * power).rounded() / power)" : "\((x / power).rounded() * power)"
}

/// Matrices as text: a header, and below it all of a small matrix or the first entries of a large one.
///
/// Numbers are shown to six digits; `"\(a.values)"` shows all of them.
private enum MatrixText {
  /// A matrix of at most so many rows and columns is shown whole.
  static let gridLimit = 12
  static let firstEntries = 6

  static func header(_ shape: (Int, Int), _ type: String, entries: Int) -> String {
    let places = Double(shape.0) * Double(shape.1)
    var percent = places > 0 ? decimal(100 * Double(entries) / places, digits: 2) : ""
    if percent.hasSuffix(".0") { percent.removeLast(2) }
    let noun = entries == 1 ? "entry" : "entries"
    return "\(shape.0)×\(shape.1) \(type), \(entries) \(noun)"
      + (places > 0 ? " (\(percent) %)" : "")
  }

  /// Right-aligned columns.
  static func grid(rows: Int, columns: Int, _ cell: (Int, Int) -> String) -> String {
    let cells = (0..<rows).map { i in (0..<columns).map { cell(i, $0) } }
    let widths = (0..<columns).map { j in cells.map { $0[j].count }.max() ?? 0 }
    return cells.map { row in
      let padded = zip(row, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }
      return "\n" + padded.joined(separator: "  ")
    }.joined()
  }

  /// One line an entry, for the first of them.
  static func list(
    _ entries: some Sequence<(row: Int, column: Int, value: some SparseScalar)>, of count: Int
  ) -> String {
    entries.prefix(firstEntries).map { "\n(\($0.row), \($0.column))  \(decimal($0.value))" }
      .joined()
      + (count > firstEntries ? "\n…" : "")
  }

  static func isSmall(_ rows: Int, _ columns: Int) -> Bool {
    rows <= gridLimit && columns <= gridLimit && rows > 0 && columns > 0
  }
}

extension CSRMatrix: CustomStringConvertible {
  /// The shape and number of entries; and a small matrix as a grid with `·` where nothing is stored, of a large one the
  /// first entries.
  public var description: String {
    let header = MatrixText.header((rows, columns), "CSRMatrix<\(Scalar.self)>", entries: count)
    guard MatrixText.isSmall(rows, columns) else {
      return header + MatrixText.list(entries, of: count)
    }
    return header
      + MatrixText.grid(rows: rows, columns: columns) { i, j in
        pattern.entry(i, j).map { decimal(values[$0]) } ?? "·"
      }
  }
}

extension SparsityPattern: CustomStringConvertible {
  /// The shape and number of entries; and a small pattern as a grid of `×`, with `·` where nothing is stored.
  public var description: String {
    let header = MatrixText.header((rows, columns), "SparsityPattern", entries: count)
    guard MatrixText.isSmall(rows, columns) else { return header }
    return header
      + MatrixText.grid(rows: rows, columns: columns) { entry($0, $1) == nil ? "·" : "×" }
  }
}

extension COOMatrix: CustomStringConvertible {
  /// The shape, the number of triplets and the first of them.
  public var description: String {
    let noun = count == 1 ? "triplet" : "triplets"
    return "\(rows)×\(columns) COOMatrix<\(Scalar.self)>, \(count) \(noun)"
      + MatrixText.list(entries, of: count)
  }
}

extension DenseMatrix: CustomStringConvertible {
  /// The shape; and a small matrix whole, of a large one the upper left corner.
  public var description: String {
    let header = "\(rows)×\(columns) DenseMatrix<\(Scalar.self)>"
    guard !values.isEmpty else { return header }
    func cut(_ size: Int) -> Int { size <= MatrixText.gridLimit ? size : MatrixText.firstEntries }
    let (shownRows, shownColumns) = (cut(rows), cut(columns))
    let isCut = (shownRows < rows, shownColumns < columns)
    return header
      + MatrixText.grid(
        rows: shownRows + (isCut.0 ? 1 : 0), columns: shownColumns + (isCut.1 ? 1 : 0)
      ) { i, j in
        i < shownRows && j < shownColumns ? decimal(self[i, j]) : "…"
      }
  }
}
