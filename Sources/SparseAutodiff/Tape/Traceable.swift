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
    for slot in _slots { _ = tape.variable(slot: slot) }
    return _trace(on: tape, from: first)
  }

  /// The value as functions see constants.
  package var untraced: Trace { _trace(on: nil, from: 0) }
}

extension TapeValue {
  public var _slots: [_Slot<Scalar>] { [_slot] }
  public func _with(slots: [_Slot<Scalar>]) -> Self { Self(_slot: slots[0]) }
  public func _trace(on tape: Tape<Scalar>?, from node: Int32) -> Variable<Self> {
    tape.map { Variable(self, $0, node) } ?? Variable(self)
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

  /// `Jᵀ` times cotangents of the results: the cotangents of the inputs; nil is zero.
  package func vjp(_ cotangents: [_Slot<Scalar>]) -> [_Slot<Scalar>?] {
    guard let last = results.compactMap({ $0 }).max() else {
      return [_Slot<Scalar>?](repeating: nil, count: inputCount)
    }
    let sweep = ReverseSweep(tape, first: 0, last: last, isRecorded: false)
    for (node, cotangent) in zip(results, cotangents) {
      if let node { sweep.add(slot: cotangent, to: node) }
    }
    sweep.run { $0 < inputCount }
    return (0..<inputCount).map { $0 <= last ? sweep.slot(Int32($0)) : nil }
  }

  /// `J` times tangents of the inputs: the tangents of the results; nil is zero.
  package func jvp(_ tangents: [_Slot<Scalar>]) -> [_Slot<Scalar>?] {
    guard let last = results.compactMap({ $0 }).max() else { return results.map { _ in nil } }
    let sweep = ForwardSweep(tape, first: 0, last: last, isRecorded: false)
    for (node, tangent) in tangents.enumerated() where node <= last {
      sweep.set(slot: tangent, of: Int32(node))
    }
    sweep.run()
    return results.map { $0.flatMap { sweep.slot($0) } }
  }
}
