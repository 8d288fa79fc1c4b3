import SparseAutodiff
import SparseMatrices

/// Why something is no graph. Nodes count from 0.
public enum GraphError: Error, Equatable {
  /// The matrix of a graph has a row and a column for each node.
  case notSquare(rows: Int, columns: Int)
  /// The matrix of an undirected graph has no equal entry at the mirrored place.
  case notSymmetric(row: Int, column: Int)
  /// An edge at a node that there is not.
  case nodeOutOfRange(edge: Int, node: Int, nodes: Int)
  /// The same edge several times, where that is refused.
  case duplicate(source: Int, target: Int)
  /// More nodes or entries than an `Int32` counts.
  case tooLarge(nodes: Int, entries: Int)
}

extension GraphError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notSquare(let rows, let columns): "the matrix of a graph cannot be \(rows)×\(columns)"
    case .notSymmetric(let row, let column):
      "an undirected graph has the edge (\(row), \(column)) with another weight, or not, as (\(column), \(row))"
    case .nodeOutOfRange(let edge, let node, let nodes):
      "edge \(edge) is at node \(node), of \(nodes) nodes"
    case .duplicate(let source, let target): "the edge (\(source), \(target)) is there twice"
    case .tooLarge(let nodes, let entries):
      "\(nodes) nodes and \(entries) entries; at most \(Int32.max) can be counted"
    }
  }
}

extension GraphError {
  /// The transpose of a pattern that must be equal to it.
  static func checkSymmetric(_ pattern: SparsityPattern) throws(GraphError) -> PatternTranspose {
    guard pattern.rows == pattern.columns else {
      throw .notSquare(rows: pattern.rows, columns: pattern.columns)
    }
    let transpose = pattern.transpose
    guard transpose.pattern == pattern else {
      let missing = transpose.pattern.positions(in: pattern).firstIndex { $0 < 0 } ?? 0
      let (column, row) = transpose.pattern.place(ofEntry: missing)
      throw .notSymmetric(row: row, column: column)
    }
    return transpose
  }
}
