import SparseMatrices

/// A user's struct of values to differentiate in: the weights of a model, the unknowns of an inverse problem.
///
///     struct Model: Parameters {
///       var a: CSRMatrix<Double>
///       var w: DenseMatrix<Double>
///       static let parameters: [Parameter<Model, Double>] = [.init("a", \.a), .init("w", \.w)]
///     }
///     let slope = gradient(at: model) { m in (m.a * m.w).squared().sum() }   // a Model
///
/// Members that are not listed are constants of every derivative. The coordinates of the struct are those of its
/// parameters, one after the other, so checks and optimisers work on it as a whole.
public protocol Parameters: Traceable where Trace == Traced<Self> {
  // Named again so that the type of `parameters` tells it.
  /// `Float` or `Double`, the same for all members.
  associatedtype Scalar

  /// The members to differentiate in.
  static var parameters: [Parameter<Self, Scalar>] { get }
}

/// One member of a struct of ``Parameters``.
public struct Parameter<Root, Scalar: SparseScalar>: Sendable {
  /// The name in reports and messages.
  public let name: String
  let path: AnyKeyPath & Sendable
  let slot: @Sendable (Root) -> _Slot<Scalar>
  let setSlot: @Sendable (inout Root, _Slot<Scalar>) -> Void
  let add: @Sendable (inout Root, _Slot<Scalar>) -> Void
  let zero: @Sendable (Root) -> _Slot<Scalar>
  let coordinates: @Sendable (Root) -> [Scalar]
  let updateCoordinates: @Sendable (inout Root, (inout [Scalar]) -> Void) -> Void
  let mismatch: @Sendable (Root, Root) -> String?
  let place: @Sendable (Root, Int) -> String

  /// A member by its name and key path; the type of its value has to have derivatives.
  public init<Value: TapeValue>(
    _ name: String, _ path: WritableKeyPath<Root, Value> & Sendable
  ) where Value.Scalar == Scalar {
    self.name = name
    self.path = path
    slot = { $0[keyPath: path]._slot }
    setSlot = { $0[keyPath: path] = Value(_slot: $1) }
    add = { $0[keyPath: path].add(Value(_slot: $1)) }
    zero = { $0[keyPath: path].zero._slot }
    coordinates = { $0[keyPath: path].coordinates }
    updateCoordinates = { root, body in
      root[keyPath: path].updateCoordinateBlocks { _, block in body(&block) }
    }
    mismatch = { $0[keyPath: path].mismatch(with: $1[keyPath: path]) }
    place = { $0[keyPath: path].place(ofCoordinate: $1) }
  }
}

extension Parameters {
  public var coordinates: [Scalar] {
    get { Self.parameters.flatMap { $0.coordinates(self) } }
    set { setCoordinates(newValue) }
  }

  public var coordinateBlocks: [[Scalar]] { Self.parameters.map { $0.coordinates(self) } }

  public var coordinateBlockCount: Int { Self.parameters.count }

  public func coordinateBlock(_ k: Int) -> [Scalar] { Self.parameters[k].coordinates(self) }

  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    for (k, parameter) in Self.parameters.enumerated() {
      parameter.updateCoordinates(&self) { body(k, &$0) }
    }
  }

  public func mismatch(with other: Self) -> String? {
    for parameter in Self.parameters {
      if let reason = parameter.mismatch(self, other) { return "\(parameter.name): \(reason)" }
    }
    return nil
  }

  public func place(ofCoordinate k: Int) -> String {
    var k = k
    for parameter in Self.parameters {
      let count = parameter.coordinates(self).count
      if k < count { return "\(parameter.name), \(parameter.place(self, k))" }
      k -= count
    }
    return "coordinate \(k) past the end"
  }
}

/// A struct of parameters as a function sees it: each listed member is a variable.
///
/// A function that returns such a struct, the rate of change of a state of several parts, say, takes one and sets its
/// members.
@dynamicMemberLookup
public struct Traced<Root: Parameters> {
  /// The struct itself, for members that are not parameters.
  public private(set) var root: Root
  let tape: Tape<Root.Scalar>?
  /// The nodes of the members on the tape; those that are constant have none.
  private var nodes: [AnyKeyPath: Int32] = [:]

  init(_ root: Root, _ tape: Tape<Root.Scalar>?, from node: Int32) {
    self.root = root
    self.tape = tape
    guard tape != nil else { return }
    for (k, parameter) in Root.parameters.enumerated() {
      nodes[parameter.path] = node + Int32(k)
    }
  }

  /// A member as a variable: of the tape where it is listed as a parameter, constant where it is not.
  public subscript<Value: TapeValue>(
    dynamicMember path: WritableKeyPath<Root, Value>
  ) -> Variable<Value> where Value.Scalar == Root.Scalar {
    get {
      guard let tape, let node = nodes[path] else { return Variable(root[keyPath: path]) }
      return Variable(root[keyPath: path], tape, node)
    }
    set {
      require(
        newValue.tape == nil || newValue.tape === tape, "variables of two tapes meet in one struct")
      root[keyPath: path] = newValue.value
      if newValue.tape != nil || !nodes.isEmpty {
        nodes[path] = newValue.tape == nil ? nil : newValue.node
      }
    }
  }

  func nodes(on tape: Tape<Root.Scalar>) -> [Int32?] {
    require(
      nodes.isEmpty || self.tape === tape, "variables of two tapes meet in one operation")
    return Root.parameters.map { nodes[$0.path] }
  }
}

extension Parameters {
  public var _slots: [_Slot<Scalar>] { Self.parameters.map { $0.slot(self) } }

  public func _with(slots: [_Slot<Scalar>]) -> Self {
    var result = self
    for (parameter, slot) in zip(Self.parameters, slots) { parameter.setSlot(&result, slot) }
    return result
  }

  public mutating func _add(slots: [_Slot<Scalar>]) {
    for (parameter, slot) in zip(Self.parameters, slots) {
      if case .empty = slot { continue }
      parameter.add(&self, slot)
    }
  }

  public func _trace(on tape: Tape<Scalar>?, from node: Int32) -> Traced<Self> {
    Traced(self, tape, from: node)
  }

  public static func _value(of trace: Traced<Self>) -> Self { trace.root }

  public static func _nodes(of trace: Traced<Self>, on tape: Tape<Scalar>) -> [Int32?] {
    trace.nodes(on: tape)
  }

  public static func _tape(of trace: Traced<Self>) -> Tape<Scalar>? { trace.tape }
}

/// The gradient of a function of a struct of parameters, as such a struct; other members are copied.
public func gradient<Root: Parameters, S: TapeValue, E: Error>(
  at parameters: Root, of f: (Traced<Root>) throws(E) -> Variable<S>
) throws(E) -> Root where Root.Scalar == S, S.Scalar == S {
  try valueWithGradient(at: parameters, of: f).gradient
}

/// The value and the gradient of a function of a struct of parameters.
public func valueWithGradient<Root: Parameters, S: TapeValue, E: Error>(
  at parameters: Root, of f: (Traced<Root>) throws(E) -> Variable<S>
) throws(E) -> (value: S, gradient: Root) where Root.Scalar == S, S.Scalar == S {
  let tape = Tape<S>()
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  defer { tape.close() }
  let traced = parameters.traced(on: tape)
  let leaves = Int32(tape.count)
  let y = try f(traced)
  let sweep = tape.reverse(from: y, cotangent: Variable(1 as S), keeping: leaves)
  var gradient = parameters
  for (node, parameter) in Root.parameters.enumerated() {
    parameter.setSlot(&gradient, sweep?.slot(Int32(node)) ?? parameter.zero(parameters))
  }
  return (y.value, gradient)
}
