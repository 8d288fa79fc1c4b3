/// The function σ of a residual layer.
public enum ResidualActivation: Sendable {
  case identity
  /// `max(x, 0)`, with `σ′(0) = 0`.
  case relu
  case tanh
  case sigmoid
  /// `log(1 + eˣ)`.
  case softplus

  private var function: ElementaryFunction? {
    switch self {
    case .identity: nil
    case .relu: .relu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .softplus: .softplus
    }
  }

  /// `σ(Z)`.
  func values<S>(_ z: DenseMatrix<S>) -> [S] {
    function.map { Kernels.map($0, z.values) } ?? z.values
  }

  /// `h σ′(Z)`; `values` is `σ(Z)`.
  func slopes<S>(_ z: DenseMatrix<S>, _ values: [S], times h: S) -> [S] {
    let h = Kernels.repeating(h, values.count)
    return function.map { Kernels.mapSlope($0, z.values, values, h) } ?? h
  }

  /// `σ(Z)` on the tape.
  func callAsFunction<Value: DenseValue>(_ z: Variable<Value>) -> Variable<Value> {
    function.map { Elementwise(function: $0)(z) } ?? z
  }
}
