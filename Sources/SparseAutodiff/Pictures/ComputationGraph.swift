import SparseMatrices

/// A picture of what a tape recorded: every value, the operation that made it, and from what.
///
///     let graph = computationGraph(at: a, x, names: ["A", "x"]) { a, x in (a * x).squared().sum() }
///     print(graph.graphviz())        // for any Graphviz viewer
///     print(graph.memoryReport)      // bytes by operation
///
/// It is a copy made once; later recording does not change it.
public struct ComputationGraph: Sendable {
  /// What a node stands for.
  public enum Kind: Sendable, Equatable {
    /// A value in which derivatives can be taken.
    case input(name: String)
    /// A value that no derivative reaches.
    case constant
    /// The result of an operation.
    case operation(name: String)
  }

  /// A value of the computation.
  public struct Node: Sendable {
    /// What it stands for.
    public let kind: Kind
    /// Shape and stored entries: `34×4`, `34×34, 156 stored`.
    public let shape: String
    /// The nodes that this one was computed from, in the operation's order; all of them earlier.
    public let operands: [Int]
    /// Whether the result depends on it.
    public let isUsed: Bool
    /// The first coordinates of the value, at most six, and how many there are.
    let preview: [Double]
    let coordinateCount: Int
    /// Bytes of values that no earlier node holds, and bytes that one does.
    let ownBytes: Int
    let sharedBytes: Int
  }

  /// The nodes in the order of recording.
  public let nodes: [Node]
  /// The node of the result.
  public let result: Int
  /// Bytes of the distinct sparsity patterns, each counted once, and their number.
  let patternBytes: Int
  let patternCount: Int
  /// Bytes of the tape's own arrays.
  let tapeBytes: Int

  /// All that the tape of `result` holds by now.
  ///
  /// - Parameters:
  ///   - result: the variable that counts as the result.
  ///   - names: of the inputs, in the order in which they were put on the tape; `input 3` where there are fewer.
  public init<Value: TapeValue>(_ result: Variable<Value>, names: [String] = []) {
    let tape = result.tape ?? Tape<Value.Scalar>()
    self.init(tape, result: Int(tape.node(of: result)), names: names)
  }

  init<Scalar: SparseScalar>(_ tape: Tape<Scalar>, result: Int, names: [String]) {
    let operands = tape.nodes.enumerated().map { number, node in
      (0..<Int(node.inputCount)).map { Int(tape.input($0, of: Int32(number))) }
    }
    var isUsed = [Bool](repeating: false, count: tape.count)
    isUsed[result] = true
    for node in (0...result).reversed() where isUsed[node] {
      for operand in operands[node] { isUsed[operand] = true }
    }
    var inputs = 0
    var buffers = Set<UInt>()
    var patterns: [ObjectIdentifier: Int] = [:]
    nodes = zip(tape.nodes, tape.slots).enumerated().map { node, recorded in
      let (record, slot) = recorded
      let kind: Kind
      if let rule = record.rule {
        kind = .operation(name: rule.name)
      } else if record.isActive {
        inputs += 1
        kind = .input(name: inputs <= names.count ? names[inputs - 1] : "input \(inputs)")
      } else {
        kind = .constant
      }
      if case .sparse(let a) = slot {
        patterns[ObjectIdentifier(a.pattern)] =
          MemoryLayout<Int32>.stride * (a.rows + 1 + a.count)
      }
      let isShared = slot.buffer.map { !buffers.insert($0).inserted } ?? false
      let (preview, count) = slot.preview(6)
      return Node(
        kind: kind, shape: slot.shapeDescription, operands: operands[node], isUsed: isUsed[node],
        preview: preview, coordinateCount: count, ownBytes: isShared ? 0 : slot.bytes,
        sharedBytes: isShared ? slot.bytes : 0)
    }
    self.result = result
    patternBytes = patterns.values.reduce(0, +)
    patternCount = patterns.count
    tapeBytes = tape.bookkeepingBytes
  }
}

/// What a function computes at a point, as a graph: see ``ComputationGraph``.
///
/// - Parameters:
///   - arguments: the point.
///   - names: of the arguments; `input 2` where there are fewer. The members of a struct of ``Parameters`` have theirs.
///   - f: the function; it is evaluated once.
/// - Throws: what `f` throws.
/// - Complexity: one evaluation, and O(nodes).
public func computationGraph<each Argument: Traceable, Result: TapeValue, E: Error>(
  at arguments: repeat each Argument, names: [String] = [],
  of f: (repeat (each Argument).Trace) throws(E) -> Variable<Result>
) throws(E) -> ComputationGraph {
  var inputs = InputNames(names)
  repeat inputs.append((each arguments)._slotNames)
  return try withTape { (tape: Tape<Result.Scalar>) throws(E) in
    let y = try f(repeat (each arguments).traced(on: tape.of(each arguments)))
    return ComputationGraph(tape, result: Int(tape.node(of: y)), names: inputs.names)
  }
}

/// The names of a tape's inputs: of each argument, or of the members of each.
private struct InputNames {
  private var given: ArraySlice<String>
  private(set) var names: [String] = []

  init(_ given: [String]) { self.given = given[...] }

  mutating func append(_ members: [String]) {
    let name = given.popFirst()
    for member in members {
      let fallback =
        member.isEmpty ? "input \(names.count + 1)" : String(member.trimmingPrefix("."))
      names.append(name.map { $0 + member } ?? fallback)
    }
  }
}

extension Tape {
  /// Bytes of the flat arrays: what a node costs beyond its value. An operation's own data is not in it.
  fileprivate var bookkeepingBytes: Int {
    nodes.count * (MemoryLayout<Node>.stride + MemoryLayout<_Slot<Scalar>>.stride)
      + inputs.count * MemoryLayout<Int32>.stride
  }
}

extension _Slot {
  /// The first coordinates, and the number of all.
  fileprivate func preview(_ most: Int) -> ([Double], Int) {
    switch self {
    case .empty: ([], 0)
    case .scalar(let x): ([Double(x)], 1)
    case .vector(let x): (x.prefix(most).map { Double($0) }, x.count)
    case .dense(let x): (x.values.prefix(most).map { Double($0) }, x.values.count)
    case .sparse(let x): (x.values.prefix(most).map { Double($0) }, x.count)
    }
  }

  /// What tells the array of values from others; nil where there is none.
  fileprivate var buffer: UInt? {
    switch self {
    case .empty, .scalar: nil
    case .vector(let x): Kernels.identity(of: x)
    case .dense(let x): Kernels.identity(of: x.values)
    case .sparse(let x): Kernels.identity(of: x.values)
    }
  }
}
