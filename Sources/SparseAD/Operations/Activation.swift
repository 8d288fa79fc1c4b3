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
  case identity, relu, tanh, sigmoid, softplus

  /// Nil: nothing to compute.
  var function: ElementaryFunction? {
    switch self {
    case .identity: nil
    case .relu: .relu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .softplus: .softplus
    }
  }
}
