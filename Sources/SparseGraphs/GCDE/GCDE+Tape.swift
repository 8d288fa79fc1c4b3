import SparseAutodiff
import SparseMatrices
import SparseODE

/// A layer of a ``GCDE`` as variables.
public struct TracedGCDELayer<Scalar: SparseScalar> {
  /// `W_k`, one for each function of the field's ``GCDETimeBasis``.
  public var weights: [Variable<DenseMatrix<Scalar>>]
  /// `b`; nil: none.
  public var bias: Variable<[Scalar]>?

  /// A layer of variables.
  public init(_ weights: [Variable<DenseMatrix<Scalar>>], bias: Variable<[Scalar]>? = nil) {
    self.weights = weights
    self.bias = bias
  }
}

/// ``GCDEParameters`` as variables: what `solve` of an ``ODESolver`` takes on the tape.
public struct TracedGCDEParameters<Scalar: SparseScalar> {
  /// `A`, where it is learned; nil where the field holds it.
  public var adjacency: Variable<CSRMatrix<Scalar>>?
  /// The layers, in order.
  public var layers: [TracedGCDELayer<Scalar>]

  /// Parameters of several layers.
  public init(
    adjacency: Variable<CSRMatrix<Scalar>>? = nil, layers: [TracedGCDELayer<Scalar>]
  ) {
    self.adjacency = adjacency
    self.layers = layers
  }

  /// One layer, `dH/dt = σ(A H W + b)`.
  public init(
    adjacency: Variable<CSRMatrix<Scalar>>? = nil, weight: Variable<DenseMatrix<Scalar>>,
    bias: Variable<[Scalar]>? = nil
  ) {
    self.init(adjacency: adjacency, layers: [TracedGCDELayer([weight], bias: bias)])
  }
}

extension GCDEParameters: Traceable {
  public var _slots: [_Slot<Scalar>] {
    (adjacency.map { [.sparse($0)] } ?? [])
      + layers.flatMap { layer in
        layer.weights.map { .dense($0) } + (layer.bias.map { [.vector($0)] } ?? [])
      }
  }

  public func _with(slots: [_Slot<Scalar>]) -> GCDEParameters {
    var result = self
    var rest = slots[...]
    if adjacency != nil { result.adjacency = CSRMatrix(_slot: rest.removeFirst()) }
    for l in layers.indices {
      for k in layers[l].weights.indices {
        result.layers[l].weights[k] = DenseMatrix(_slot: rest.removeFirst())
      }
      if layers[l].bias != nil { result.layers[l].bias = [Scalar](_slot: rest.removeFirst()) }
    }
    return result
  }

  public func _trace(on tape: Tape<Scalar>?, from node: Int32) -> TracedGCDEParameters<Scalar> {
    var node = node
    func variable<Value: TapeValue>(_ value: Value) -> Variable<Value>
    where Value.Scalar == Scalar {
      defer { node += 1 }
      return value._trace(on: tape, from: node)
    }
    let a = adjacency.map { variable($0) }
    return TracedGCDEParameters(
      adjacency: a,
      layers: layers.map { layer in
        let weights = layer.weights.map { variable($0) }
        return TracedGCDELayer(weights, bias: layer.bias.map { variable($0) })
      })
  }

  public static func _value(of trace: TracedGCDEParameters<Scalar>) -> GCDEParameters {
    GCDEParameters(
      adjacency: trace.adjacency?.value,
      layers: trace.layers.map { GCDELayer($0.weights.map(\.value), bias: $0.bias?.value) })
  }

  public static func _nodes(
    of trace: TracedGCDEParameters<Scalar>, on tape: Tape<Scalar>
  ) -> [Int32?] {
    let a = trace.adjacency.map { CSRMatrix._nodes(of: $0, on: tape) } ?? []
    return a
      + trace.layers.flatMap { layer in
        layer.weights.flatMap { DenseMatrix._nodes(of: $0, on: tape) }
          + (layer.bias.map { [Scalar]._nodes(of: $0, on: tape) } ?? [])
      }
  }

  public static func _tape(of trace: TracedGCDEParameters<Scalar>) -> Tape<Scalar>? {
    trace.adjacency?.tape
      ?? trace.layers.lazy.compactMap { layer in
        layer.weights.lazy.compactMap(\.tape).first ?? layer.bias?.tape
      }.first
  }
}
