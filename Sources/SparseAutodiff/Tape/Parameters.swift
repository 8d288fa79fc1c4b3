import SparseMatrices
import Synchronization

/// A user's struct of values to differentiate in: the weights of a model, the unknowns of an inverse problem.
///
///     struct Model: Parameters {
///       var edges: CSRMatrix<Double>
///       var layers: [DenseLayer<Double>]        // structs of parameters themselves
///       var bias: [Double]?
///       static let parameters: [Parameter<Model, Double>] = [
///         .init("edges", \.edges), .init("layers", \.layers), .init("bias", \.bias),
///       ]
///     }
///     let slope = gradient(at: model) { m in (m.edges * m.layers[0].weight).squared().sum() }   // a Model
///
/// A member can be a scalar, a vector, a matrix, a struct of parameters, an optional of these, or an array of them other
/// than of scalars, which is a vector. Members that are not listed are constants of every derivative. The coordinates of
/// the struct are those of its parameters, one after the other, so checks and optimisers work on it as a whole.
public protocol Parameters: ParameterListElement where Trace == Traced<Self> {
  // Named again so that the type of `parameters` tells it.
  /// `Float` or `Double`, the same for all members.
  associatedtype Scalar

  /// The members to differentiate in; asked for once.
  static var parameters: [Parameter<Self, Scalar>] { get }
}

/// The parameters of each type, by the type: those of generic types cannot be stored in them.
private let knownParameters = Mutex<[ObjectIdentifier: any Sendable]>([:])

extension Parameters {
  /// ``parameters``, made once.
  static var members: [Parameter<Self, Scalar>] {
    let type = ObjectIdentifier(Self.self)
    let known = knownParameters.withLock { $0[type] }
    if let known = known as? [Parameter<Self, Scalar>] { return known }
    let members = parameters
    knownParameters.withLock { $0[type] = members }
    return members
  }

  public var coordinates: [Scalar] {
    get { coordinateBlocks.flatMap(\.self) }
    set { setCoordinates(newValue) }
  }

  public var coordinateBlocks: [[Scalar]] { Self.members.flatMap { $0.coordinateBlocks(self) } }

  public var coordinateBlockCount: Int { Self.members.reduce(0) { $0 + $1.slotCount(self) } }

  public func coordinateBlock(_ k: Int) -> [Scalar] {
    var k = k
    for member in Self.members {
      let count = member.slotCount(self)
      if k < count { return member.coordinateBlock(self, k) }
      k -= count
    }
    stop("no block \(k) past the end")
  }

  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    var number = 0
    for member in Self.members {
      member.update(&self) { _, block in
        body(number, &block)
        number += 1
      }
    }
  }

  public func mismatch(with other: Self) -> String? {
    let (names, otherNames) = (_slotNames, other._slotNames)
    guard names == otherNames else {
      let alone = Set(names).symmetricDifference(otherNames).min() ?? ""
      return "\(alone.dropFirst()) is in one of them only"
    }
    for (name, (a, b)) in zip(names, zip(_slots, other._slots)) {
      if let reason = a.mismatch(with: b) { return "\(name.dropFirst()): \(reason)" }
    }
    return nil
  }

  public func place(ofCoordinate k: Int) -> String {
    var k = k
    for (name, slot) in zip(_slotNames, _slots) {
      let count = slot.coordinates.count
      if k < count { return "\(name.dropFirst()), \(slot.place(ofCoordinate: k))" }
      k -= count
    }
    return "coordinate \(k) past the end"
  }
}

extension Parameters {
  public var _slots: [_Slot<Scalar>] { Self.members.flatMap { $0.slots(self) } }

  public var _slotNames: [String] {
    Self.members.flatMap { member in member.slotNames(self).map { ".\(member.name)\($0)" } }
  }

  public func _with(slots: [_Slot<Scalar>]) -> Self {
    var (result, rest) = (self, slots[...])
    for member in Self.members {
      let count = member.slotCount(self)
      member.setSlots(&result, Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return result
  }

  public mutating func _add(slots: [_Slot<Scalar>]) {
    var rest = slots[...]
    for member in Self.members {
      let count = member.slotCount(self)
      member.addSlots(&self, Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
  }

  public func _trace(
    on tape: Tape<Scalar>?, nodes: inout ArraySlice<Int32>
  ) -> Traced<Self> {
    Traced(self, tape, nodes: &nodes)
  }

  public static func _value(of trace: Traced<Self>) -> Self { trace.root }

  public static func _nodes(of trace: Traced<Self>, on tape: Tape<Scalar>) -> [Int32?] {
    trace.nodes(on: tape)
  }

  public static func _tape(of trace: Traced<Self>) -> Tape<Scalar>? { trace.tape }
}
