/// The shape of a dense value as a matrix: a scalar is 1×1, a vector of n elements 1×n.
public struct DenseShape: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// A shape of so many rows and columns.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  package static let scalar = DenseShape(rows: 1, columns: 1)
  package static func row(_ columns: Int) -> DenseShape { DenseShape(rows: 1, columns: columns) }
  package static func column(_ rows: Int) -> DenseShape { DenseShape(rows: rows, columns: 1) }

  package var count: Int { rows * columns }
  package var transposed: DenseShape { DenseShape(rows: columns, columns: rows) }

  /// The shape of a result of two operands, by NumPy's rule: along an axis they agree, or one of them is 1.
  package func broadcast(with other: DenseShape) -> DenseShape {
    func along(_ a: Int, _ b: Int) -> Int {
      require(
        a == b || a == 1 || b == 1,
        "\(rows)×\(columns) and \(other.rows)×\(other.columns) do not broadcast together")
      return a == 1 ? b : a
    }
    return DenseShape(
      rows: along(rows, other.rows), columns: along(columns, other.columns))
  }

  /// How far apart elements of this shape lie that follow one another in a result it is broadcast to: 0 repeats one.
  var strides: (row: Int64, column: Int64) {
    (rows == 1 ? 0 : Int64(columns), columns == 1 ? 0 : 1)
  }
}
