import SparseMatrices

/// The record of a computation: what was computed from what, in order.
///
/// A tape is an arena of flat arrays. A node is an integer; it names the nodes it was computed from, all of them earlier,
/// so running backwards over the numbers meets every node once and after all its uses. Nothing owns its parents and
/// nothing recurses: a tape of a million nodes is swept and freed on any stack.
///
/// `gradient(at:of:)` and its relatives make a tape, and close it when they are done. A tape stays on one thread.
public final class Tape<Scalar: SparseScalar> {
  struct Node {
    /// What was computed; nil for inputs and constants.
    var rule: Rule<Scalar>?
    var firstInput: Int32
    var inputCount: Int32
    /// Whether a derivative can reach it: false for constants.
    var isActive: Bool
  }

  // No access lasts longer than the statement it is in, so none can meet another; that Swift would check it each time is a
  // quarter of what an operation on few elements costs.
  @exclusivity(unchecked) private(set) var nodes: [Node] = []
  @exclusivity(unchecked) private(set) var slots: [_Slot<Scalar>] = []
  @exclusivity(unchecked) private(set) var inputs: [Int32] = []
  /// The nodes whose rules hold variables of this tape, in order: see ``close()``.
  private var replayed: [Int32] = []
  /// Whether the derivative that the tape was made for is done.
  private(set) var isClosed = false

  // Not for users: who makes a tape has to close it.
  package init() {}

  /// The number of nodes recorded.
  public var count: Int { nodes.count }

  /// Makes `value` an input, in which derivatives can be taken.
  package func variable<Value: TapeValue>(_ value: Value) -> Variable<Value>
  where Value.Scalar == Scalar {
    Variable(value, self, append(nil, value._slot, isActive: true))
  }

  /// Makes values inputs.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func appendInputs(_ values: [_Slot<Scalar>]) {
    for value in values { _ = append(nil, value, isActive: true) }
  }

  /// The node of a variable; a constant is given one.
  package func node<Value: TapeValue>(of variable: Variable<Value>) -> Int32
  where Value.Scalar == Scalar {
    guard let tape = variable.tape else {
      return append(nil, variable.value._slot, isActive: false)
    }
    require(tape === self, "variables of two tapes meet in one operation")
    return variable.node
  }

  /// Records a result of two operands or one.
  func record(_ rule: Rule<Scalar>, _ value: _Slot<Scalar>, _ a: Int32, _ b: Int32? = nil)
    -> Int32
  {
    let first = Int32(inputs.count)
    inputs.append(a)
    if let b { inputs.append(b) }
    return append(rule, value, isActive: true, first)
  }

  /// Records a result of many operands.
  package func record(_ rule: Rule<Scalar>, _ value: _Slot<Scalar>, _ operands: [Int32]) -> Int32 {
    let first = Int32(inputs.count)
    inputs.append(contentsOf: operands)
    return append(rule, value, isActive: true, first)
  }

  /// Records a result whose rule holds variables of this tape.
  func record(replaying rule: Rule<Scalar>, _ value: _Slot<Scalar>, _ operands: [Int32]) -> Int32 {
    let node = record(rule, value, operands)
    replayed.append(node)
    return node
  }

  /// Cuts the ring of a tape, its rules and the variables they hold, when a derivative is done. What was recorded cannot
  /// be swept after, and nothing that holds variables is recorded any more (``checkpoint(_:_:)``).
  func close() {
    for node in replayed {
      guard let name = nodes[Int(node)].rule?.name else { continue }
      nodes[Int(node)].rule = Rule(name: name, pullback: { _, _ in }, pushforward: { _, _ in })
    }
    replayed = []
    isClosed = true
  }

  private func append(
    _ rule: Rule<Scalar>?, _ value: _Slot<Scalar>, isActive: Bool, _ firstInput: Int32 = 0
  ) -> Int32 {
    require(nodes.count < Int(Int32.max), "a tape holds at most \(Int32.max) nodes")
    let inputCount = rule == nil ? 0 : Int32(inputs.count) - firstInput
    nodes.append(
      Node(rule: rule, firstInput: firstInput, inputCount: inputCount, isActive: isActive))
    slots.append(value)
    return Int32(nodes.count - 1)
  }

  /// The nodes before `begin` that those from `begin` on were computed from.
  func operands(ofNodesFrom begin: Int32) -> [Int32] {
    guard let firstInput = nodes[Int(begin)...].first(where: { $0.inputCount > 0 })?.firstInput
    else { return [] }
    return Set(inputs[Int(firstInput)...].filter { $0 < begin }).sorted()
  }

  /// Forgets the nodes from `begin` on.
  func truncate(to begin: Int32) {
    if let firstInput = nodes[Int(begin)...].first(where: { $0.inputCount > 0 })?.firstInput {
      inputs.removeLast(inputs.count - Int(firstInput))
    }
    while let last = replayed.last, last >= begin { replayed.removeLast() }
    nodes.removeLast(nodes.count - Int(begin))
    slots.removeLast(slots.count - Int(begin))
  }

  package func inputs(of node: Int32) -> ArraySlice<Int32> {
    let first = Int(nodes[Int(node)].firstInput)
    return inputs[first..<first + Int(nodes[Int(node)].inputCount)]
  }

  package func input(_ k: Int, of node: Int32) -> Int32 {
    inputs[Int(nodes[Int(node)].firstInput) + k]
  }

  func value<Value: TapeValue>(_ node: Int32) -> Value where Value.Scalar == Scalar {
    Value(_slot: slots[Int(node)])
  }
}
