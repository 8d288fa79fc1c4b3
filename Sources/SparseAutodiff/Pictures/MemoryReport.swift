import SparseMatrices

/// The bytes that a tape holds, by operation.
///
///     operation           nodes     bytes    shared
///     spmm                    4   692 224         0
///     …
///
/// A buffer of values that several nodes hold, as an alias and its operand do, counts once, for the first; the others show
/// it as shared. A sparsity pattern counts once for all matrices on it, without the transpose that it may keep. What an
/// operation itself keeps, such as a plan or a dropout mask, is not counted.
public struct MemoryReport: Sendable, Equatable {
  /// The nodes of one operation together.
  public struct Row: Sendable, Equatable {
    /// The operation's name; `input`, `constant`, `sparsity patterns` and `tape` for what is not computed.
    public let name: String
    /// How many nodes; for patterns, how many of them.
    public let nodes: Int
    /// Bytes held here first.
    public let bytes: Int
    /// Bytes that an earlier node holds already.
    public let sharedBytes: Int

    /// A row of given figures.
    public init(name: String, nodes: Int, bytes: Int, sharedBytes: Int) {
      self.name = name
      self.nodes = nodes
      self.bytes = bytes
      self.sharedBytes = sharedBytes
    }
  }

  /// The largest first.
  public let rows: [Row]
  /// The number of nodes.
  public let nodes: Int
  /// Bytes in all.
  public var bytes: Int { rows.reduce(0) { $0 + $1.bytes } }
}

extension ComputationGraph {
  /// The bytes that the tape held when the graph was made.
  public var memoryReport: MemoryReport {
    let groups = Dictionary(grouping: nodes) { node in
      switch node.kind {
      case .input: "input"
      case .constant: "constant"
      case .operation(let name): name
      }
    }
    var rows = groups.map { name, nodes in
      MemoryReport.Row(
        name: name, nodes: nodes.count, bytes: nodes.reduce(0) { $0 + $1.ownBytes },
        sharedBytes: nodes.reduce(0) { $0 + $1.sharedBytes })
    }
    if patternCount > 0 {
      rows.append(
        .init(name: "sparsity patterns", nodes: patternCount, bytes: patternBytes, sharedBytes: 0))
    }
    rows.append(.init(name: "tape", nodes: nodes.count, bytes: tapeBytes, sharedBytes: 0))
    rows.sort { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    return MemoryReport(rows: rows, nodes: nodes.count)
  }
}

extension MemoryReport: CustomStringConvertible {
  /// A table, one row an operation, and the total.
  public var description: String {
    var cells = [["operation", "nodes", "bytes", "shared"]]
    for row in rows {
      cells.append([row.name, "\(row.nodes)", row.bytes.grouped, row.sharedBytes.grouped])
    }
    let shared = rows.reduce(0) { $0 + $1.sharedBytes }
    cells.append(["total", "\(nodes)", bytes.grouped, shared.grouped])
    let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}

extension Int {
  /// Digits in groups of three.
  fileprivate var grouped: String {
    var text = ""
    for (position, digit) in "\(self)".reversed().enumerated() {
      if position > 0, position % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
