import SparseMatrices

/// The function σ of a layer, applied to each element.
///
/// The slope of each follows from its value alone, so no layer keeps its argument `z` for the way back.
///
///     identity   z                     1
///     relu       max(z, 0)             [σ > 0]
///     tanh       tanh z                1 − σ²
///     sigmoid    1 / (1 + exp(−z))     σ (1 − σ)
///     softplus   log(1 + exp z)        1 − exp(−σ)
///
/// Accurate to 3 units in the last place, down to the smallest normal number.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// `f(z) = z`, and the others by the table above.
  case identity, relu, tanh, sigmoid, softplus

  /// Nil: nothing to compute.
  package var function: ElementaryFunction? {
    switch self {
    case .identity: nil
    case .relu: .relu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .softplus: .softplus
    }
  }
}

extension Activation {
  /// `σ(Z)`.
  package func values<S>(_ z: DenseMatrix<S>) -> [S] {
    function.map { Kernels.map($0, z.values) } ?? z.values
  }

  /// `h σ′(Z)`; `values` is `σ(Z)`.
  package func slopes<S>(_ z: DenseMatrix<S>, _ values: [S], times h: S) -> [S] {
    let h = Kernels.repeating(h, values.count)
    return function.map { Kernels.mapSlope($0, z.values, values, h) } ?? h
  }

  /// `σ(Z)` on the tape.
  public func callAsFunction<Value: DenseValue>(_ z: Variable<Value>) -> Variable<Value> {
    function.map { Elementwise(function: $0)(z) } ?? z
  }
}
