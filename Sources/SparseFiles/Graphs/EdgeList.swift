import SparseMatrices

/// The edges of a graph as a text lists them, one a line:
///
///     # a comment, also one that begins with %
///     0 1
///     0,2
///
/// or each with a weight, `i j w`. Blanks, tabs and commas part the words. Edges stay in their order, repeated ones and
/// loops included; what they mean, a ``Graph`` decides.
public struct EdgeList<Scalar: SparseScalar>: Sendable, Equatable {
  /// The number of nodes.
  public let nodes: Int
  /// Where each edge begins, from 0.
  public private(set) var sources: [Int32] = []
  /// Where each edge ends, from 0.
  public private(set) var targets: [Int32] = []
  /// The weight of each edge, or nil where the text has no weights.
  public private(set) var weights: [Scalar]?

  /// The number of edges, repeated ones included.
  public var count: Int { sources.count }

  /// The edges in a file, inflated where it is a gzip file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - first: the number that the file gives the first node: 0 or 1.
  ///   - nodes: the number of nodes; without it, the last one that has an edge is the last.
  /// - Throws: ``GraphFileError`` naming the line.
  public init(
    contentsOf path: String, countingFrom first: Int, nodes: Int? = nil
  ) throws(GraphFileError) {
    let lines = try GraphFileError.file { () throws(FileError) in try LineReader(path: path) }
    try self.init(lines, first, nodes)
  }

  /// The edges in a text in memory.
  public init(
    text: [UInt8], countingFrom first: Int, nodes: Int? = nil
  ) throws(GraphFileError) {
    try self.init(LineReader(bytes: text), first, nodes)
  }

  private init(_ lines: LineReader, _ first: Int, _ nodes: Int?) throws(GraphFileError) {
    require(first == 0 || first == 1, "nodes count from 0 or from 1, not from \(first)")
    let range = 0...Int(Int32.max) - 2
    require(nodes.map { (0..<Int(Int32.max)).contains($0) } ?? true, "\(nodes ?? 0) nodes")
    var greatest = -1
    while true {
      let number = lines.line
      guard let line = try GraphFileError.file({ () throws(FileError) in try lines.nextLine() })
      else { break }
      let words = Self.words(of: line)
      if words.isEmpty { continue }
      func fault(_ problem: GraphFileError.Problem) -> GraphFileError {
        .line(problem, path: lines.name, line: number)
      }
      guard words.count == 2 || words.count == 3 else { throw fault(.wordCount(words.count)) }
      func node(_ word: String) throws(GraphFileError) -> Int32 {
        guard let written = Int(word) else { throw fault(.badNode(word)) }
        let (node, overflow) = written.subtractingReportingOverflow(first)
        guard !overflow, range.contains(node), node < nodes ?? .max else {
          throw fault(.nodeOutOfRange(written))
        }
        greatest = max(greatest, node)
        return Int32(node)
      }
      let (source, target) = (try node(words[0]), try node(words[1]))
      if sources.isEmpty, words.count == 3 { weights = [] }
      guard (weights != nil) == (words.count == 3) else { throw fault(.unevenWeights) }
      if words.count == 3 {
        guard let weight = Scalar(words[2]), weight.isFinite else {
          throw fault(.badWeight(words[2]))
        }
        weights?.append(weight)
      }
      sources.append(source)
      targets.append(target)
    }
    self.nodes = nodes ?? greatest + 1
  }

  private static func words(of line: [UInt8]) -> [String] {
    let isComment: (UInt8) -> Bool = { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "%") }
    let isBetween: (UInt8) -> Bool = {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ",")
    }
    return line.prefix { !isComment($0) }.split(whereSeparator: isBetween)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
