import SparseMatrices

/// One member of a struct of ``Parameters``.
public struct Parameter<Root, Scalar: SparseScalar>: Sendable {
  /// The name in reports and messages.
  public let name: String
  let path: PartialKeyPath<Root> & Sendable
  /// Where the member is in the struct; nil where it is computed.
  var offset: Int? { MemoryLayout<Root>.offset(of: path) }
  let slots: @Sendable (Root) -> [_Slot<Scalar>]
  let slotCount: @Sendable (Root) -> Int
  let slotNames: @Sendable (Root) -> [String]
  let setSlots: @Sendable (inout Root, [_Slot<Scalar>]) -> Void
  let addSlots: @Sendable (inout Root, [_Slot<Scalar>]) -> Void
  let coordinateBlock: @Sendable (Root, Int) -> [Scalar]
  let coordinateBlocks: @Sendable (Root) -> [[Scalar]]
  let update: @Sendable (inout Root, (Int, inout [Scalar]) -> Void) -> Void

  /// A scalar, a vector, a matrix, a struct of ``Parameters``, or an optional of these.
  public init<Value: Traceable>(
    _ name: String, _ path: WritableKeyPath<Root, Value> & Sendable
  ) where Value.Scalar == Scalar {
    self.init(name, path, get: { $0[keyPath: path] }, change: { $1(&$0[keyPath: path]) })
  }

  /// An array of vectors, matrices, structs of ``Parameters``, or optionals of these.
  public init<Element: ParameterListElement>(
    _ name: String, _ path: WritableKeyPath<Root, [Element]> & Sendable
  ) where Element.Scalar == Scalar {
    self.init(
      name, path, get: { ParameterList($0[keyPath: path]) },
      change: { root, body in
        // Taken out, so that there is one owner and changes are made in place.
        var list = ParameterList<Element>([])
        swap(&list.elements, &root[keyPath: path])
        body(&list)
        swap(&list.elements, &root[keyPath: path])
      })
  }

  @available(
    *, unavailable,
    message: """
      a parameter is a 'var' that holds a scalar, a vector, a matrix, a struct of Parameters, an optional of these, or an \
      array of vectors, matrices or structs; all of the struct's own Scalar
      """
  )
  public init<Value>(_ name: String, _ path: KeyPath<Root, Value>) { stop("no parameter") }

  private init<Value: Traceable>(
    _ name: String, _ path: PartialKeyPath<Root> & Sendable,
    get: @escaping @Sendable (Root) -> Value,
    change: @escaping @Sendable (inout Root, (inout Value) -> Void) -> Void
  ) where Value.Scalar == Scalar {
    self.name = name
    self.path = path
    let isOneValue = Value.self is any TapeValue.Type
    slots = { get($0)._slots }
    slotCount = { isOneValue ? 1 : get($0)._slots.count }
    slotNames = { get($0)._slotNames }
    setSlots = { root, slots in change(&root) { $0 = $0._with(slots: slots) } }
    addSlots = { root, slots in change(&root) { $0._add(slots: slots) } }
    coordinateBlock = { get($0).coordinateBlock($1) }
    coordinateBlocks = { get($0).coordinateBlocks }
    update = { root, body in change(&root) { $0.updateCoordinateBlocks(body) } }
  }
}

/// What an array among ``Parameters`` can be of: vectors, matrices, structs of parameters, and optionals of these.
///
/// An array of scalars is one vector.
public protocol ParameterListElement: Traceable {}

extension Array: ParameterListElement where Element: SparseScalar {}
extension DenseMatrix: ParameterListElement {}
extension CSRMatrix: ParameterListElement {}
extension Optional: ParameterListElement where Wrapped: ParameterListElement {}

/// An array of values as one.
struct ParameterList<Element: ParameterListElement>: Traceable {
  typealias Scalar = Element.Scalar
  var elements: [Element]

  init(_ elements: [Element]) { self.elements = elements }

  var coordinates: [Scalar] {
    get { coordinateBlocks.flatMap(\.self) }
    set { setCoordinates(newValue) }
  }
  var coordinateBlocks: [[Scalar]] { elements.flatMap(\.coordinateBlocks) }
  mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    // Each element numbers its own from 0; those of the list go on.
    var number = 0
    for k in elements.indices {
      elements[k].updateCoordinateBlocks { _, block in
        body(number, &block)
        number += 1
      }
    }
  }
  func place(ofCoordinate k: Int) -> String { "coordinate \(k)" }

  var _slots: [_Slot<Scalar>] { elements.flatMap(\._slots) }
  var _slotNames: [String] {
    elements.enumerated().flatMap { k, element in element._slotNames.map { "[\(k)]\($0)" } }
  }
  func _with(slots: [_Slot<Scalar>]) -> ParameterList {
    var rest = slots[...]
    return ParameterList(elements.map { $0.taken(from: &rest) })
  }
  func _trace(on tape: Tape<Scalar>?, nodes: inout ArraySlice<Int32>) -> [Element.Trace] {
    var traces: [Element.Trace] = []
    for element in elements { traces.append(element._trace(on: tape, nodes: &nodes)) }
    return traces
  }
  static func _value(of trace: [Element.Trace]) -> ParameterList {
    ParameterList(trace.map { Element._value(of: $0) })
  }
  static func _nodes(of trace: [Element.Trace], on tape: Tape<Scalar>) -> [Int32?] {
    trace.flatMap { Element._nodes(of: $0, on: tape) }
  }
  static func _tape(of trace: [Element.Trace]) -> Tape<Scalar>? {
    trace.lazy.compactMap { Element._tape(of: $0) }.first
  }
}
