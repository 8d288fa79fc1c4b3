import SparseMatrices

/// What a function over the tape can take: a value of one of the four kinds, or a struct of them.
///
/// ``TapeValue`` and ``Parameters`` are such; conform to one of these.
public protocol Traceable: Coordinates {
  /// What a function sees in the place of the value: a ``Variable``, or a ``Traced`` struct.
  associatedtype Trace

  /// The values held, in order.
  var _slots: [_Slot<Scalar>] { get }

  /// What the values are called, each as it follows the name of the whole: nothing, `.weight`, `.layers[2].bias`.
  var _slotNames: [String] { get }

  /// The same with other values of the same kinds, shapes and patterns; `.empty` is zero.
  func _with(slots: [_Slot<Scalar>]) -> Self

  /// Adds values of the same kinds, shapes and patterns; `.empty` is zero.
  mutating func _add(slots: [_Slot<Scalar>])

  /// The value as a function sees it: as the inputs of a tape that follow one another from `node` on, or as constants.
  func _trace(on tape: Tape<Scalar>?, from node: Int32) -> Trace

  /// The value as a function sees it: at the next of given nodes of a tape; nodes that are negative or none are constants.
  func _trace(on tape: Tape<Scalar>?, nodes: inout ArraySlice<Int32>) -> Trace

  /// The value of what a function returned.
  static func _value(of trace: Trace) -> Self

  /// The nodes of what a function returned, in the order of the slots; nil for constants.
  static func _nodes(of trace: Trace, on tape: Tape<Scalar>) -> [Int32?]

  /// The tape that recorded what a function returned; nil where all of it is constant.
  static func _tape(of trace: Trace) -> Tape<Scalar>?
}

extension Traceable {
  public var _slotNames: [String] { _slots.map { _ in "" } }

  public func _trace(on tape: Tape<Scalar>?, from node: Int32) -> Trace {
    guard let tape else { return untraced }
    var nodes = (0..<Int32(_slots.count)).map { node + $0 }[...]
    return _trace(on: tape, nodes: &nodes)
  }

  public mutating func _add(slots: [_Slot<Scalar>]) {
    if !slots.allSatisfy(\.isEmpty) { combine(1, 1, _with(slots: slots), 0, [], []) }
  }

  /// Makes the values inputs of a tape.
  package func traced(on tape: Tape<Scalar>) -> Trace {
    let first = Int32(tape.count)
    tape.appendInputs(_slots)
    return _trace(on: tape, from: first)
  }

  /// The value as functions see constants.
  package var untraced: Trace {
    var none: ArraySlice<Int32> = []
    return _trace(on: nil, nodes: &none)
  }

  /// The slots as those of a tape, whose scalar is this one's. Swift cannot yet say so of a parameter pack.
  func slots<S>(as _: S.Type) -> [_Slot<S>] {
    guard let slots = _slots as Any as? [_Slot<S>] else { wrongScalar(S.self) }
    return slots
  }

  /// The same with the values that are next among those of a tape.
  func taken<S>(from slots: inout ArraySlice<_Slot<S>>) -> Self {
    let count = _slots.count
    defer { slots = slots.dropFirst(count) }
    guard let own = Array(slots.prefix(count)) as Any as? [_Slot<Scalar>] else {
      wrongScalar(S.self)
    }
    return _with(slots: own)
  }
}

extension Coordinates {
  func wrongScalar(_ other: Any.Type) -> Never {
    stop("an argument of \(Scalar.self) and a result of \(other) in one derivative")
  }
}

extension TapeValue {
  public var _slots: [_Slot<Scalar>] { [_slot] }
  public var _slotNames: [String] { [""] }
  public func _with(slots: [_Slot<Scalar>]) -> Self {
    if case .empty = slots[0] { return zero }
    return Self(_slot: slots[0])
  }
  public mutating func _add(slots: [_Slot<Scalar>]) {
    if case .empty = slots[0] { return }
    add(Self(_slot: slots[0]))
  }
  public func _trace(on tape: Tape<Scalar>?, from node: Int32) -> Variable<Self> {
    guard let tape else { return Variable(self) }
    return Variable(self, tape, node)
  }
  public func _trace(on tape: Tape<Scalar>?, nodes: inout ArraySlice<Int32>) -> Variable<Self> {
    guard let node = nodes.popFirst(), let tape, node >= 0 else { return Variable(self) }
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
