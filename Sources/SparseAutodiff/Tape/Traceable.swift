import SparseMatrices

/// What a function over the tape can take or return: a value of one of the four kinds, or a struct of them.
///
/// ``TapeValue`` and ``Parameters`` are such; conform to one of these.
public protocol Traceable: Coordinates {
  /// What a function sees in the place of the value: a ``Variable``, or a ``Traced`` struct.
  associatedtype Trace

  /// The values held, in order.
  var _slots: [_Slot<Scalar>] { get }

  /// The same with other values of the same kinds, shapes and patterns.
  func _with(slots: [_Slot<Scalar>]) -> Self

  /// Adds values of the same kinds, shapes and patterns; `.empty` is zero.
  mutating func _add(slots: [_Slot<Scalar>])

  /// The value as a function sees it: as the inputs of a tape that follow one another from `node` on, or as constants.
  func _trace(on tape: Tape<Scalar>?, from node: Int32) -> Trace

  /// The value of what a function returned.
  static func _value(of trace: Trace) -> Self

  /// The nodes of what a function returned, in the order of the slots; nil for constants.
  static func _nodes(of trace: Trace, on tape: Tape<Scalar>) -> [Int32?]

  /// The tape that recorded what a function returned; nil where all of it is constant.
  static func _tape(of trace: Trace) -> Tape<Scalar>?
}

extension Traceable {
  /// Makes the values inputs of a tape.
  package func traced(on tape: Tape<Scalar>) -> Trace {
    let first = Int32(tape.count)
    tape.appendInputs(_slots)
    return _trace(on: tape, from: first)
  }

  public mutating func _add(slots: [_Slot<Scalar>]) {
    guard let slots = _Slot.filled(slots, with: { zero._slots }) else { return }
    combine(1, 1, _with(slots: slots), 0, [], [])
  }

  /// The value as functions see constants.
  package var untraced: Trace { _trace(on: nil, from: 0) }
}

extension TapeValue {
  public var _slots: [_Slot<Scalar>] { [_slot] }
  public func _with(slots: [_Slot<Scalar>]) -> Self { Self(_slot: slots[0]) }
  public mutating func _add(slots: [_Slot<Scalar>]) {
    if case .empty = slots[0] { return }
    add(Self(_slot: slots[0]))
  }
  public func _trace(on tape: Tape<Scalar>?, from node: Int32) -> Variable<Self> {
    guard let tape else { return Variable(self) }
    return Variable(self, tape, node)
  }
  public static func _value(of trace: Variable<Self>) -> Self { trace.value }
  public static func _nodes(of trace: Variable<Self>, on tape: Tape<Scalar>) -> [Int32?] {
    require(
      trace.tape == nil || trace.tape === tape, "variables of two tapes meet in one operation")
    return [trace.tape == nil ? nil : trace.node]
  }
  public static func _tape(of trace: Variable<Self>) -> Tape<Scalar>? { trace.tape }
}

/// A function over the tape, recorded once, and its derivatives there.
package struct Recording<Scalar: SparseScalar> {
  private let tape: Tape<Scalar>
  private let closer: TapeCloser<Scalar>
  /// How many inputs there are: the first nodes.
  private let inputCount: Int
  /// The nodes of the results; nil for constants.
  private let results: [Int32?]

  package init(_ tape: Tape<Scalar>, inputCount: Int, results: [Int32?]) {
    self.tape = tape
    self.inputCount = inputCount
    self.results = results
    closer = TapeCloser(tape)
  }

  /// `Jᵀ` times cotangents of the results: the cotangents of the inputs; `.empty` is zero.
  ///
  /// - Parameter counts: how many of the inputs, in their order, make an argument; their cotangents are returned apart.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func vjp(_ cotangents: [_Slot<Scalar>], counts: [Int]) -> [[_Slot<Scalar>]] {
    var bars = counts.map { [_Slot<Scalar>](repeating: .empty, count: $0) }
    guard let last = lastResult else { return bars }
    let sweep = ReverseSweep(tape, first: 0, last: last, isRecorded: false)
    for (k, node) in results.enumerated() {
      if let node { sweep.add(slot: cotangents[k], to: node) }
    }
    sweep.run { $0 < inputCount }
    var node: Int32 = 0
    for argument in counts.indices {
      for k in 0..<counts[argument] where node <= last {
        if let bar = sweep.slot(node) { bars[argument][k] = bar }
        node += 1
      }
    }
    return bars
  }

  /// `J` times tangents of the inputs: the tangents of the results; `.empty` is zero.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func jvp(_ tangents: [_Slot<Scalar>]) -> [_Slot<Scalar>] {
    var dots = [_Slot<Scalar>](repeating: .empty, count: results.count)
    guard let last = lastResult else { return dots }
    let sweep = ForwardSweep(tape, first: 0, last: last, isRecorded: false)
    for k in 0..<min(tangents.count, Int(last) + 1) { sweep.set(slot: tangents[k], of: Int32(k)) }
    sweep.run()
    for (k, node) in results.enumerated() {
      if let node { dots[k] = sweep.slot(node) ?? .empty }
    }
    return dots
  }

  private var lastResult: Int32? {
    var last: Int32?
    for node in results { if let node { last = max(node, last ?? node) } }
    return last
  }
}

extension _Slot {
  /// The slots, with those of `zero` where they are empty; nil where all are.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package static func filled(_ slots: [_Slot], with zero: () -> [_Slot]) -> [_Slot]? {
    var empty = 0
    for slot in slots { if case .empty = slot { empty += 1 } }
    if empty == 0 { return slots }
    if empty == slots.count { return nil }
    var (filled, zeros) = (slots, zero())
    for k in slots.indices { if case .empty = slots[k] { swap(&filled[k], &zeros[k]) } }
    return filled
  }
}
