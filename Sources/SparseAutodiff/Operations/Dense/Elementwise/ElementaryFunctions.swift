import SparseMatrices

/// A function of each element, `y = f(x)`.
///
///     tangent     ẏ = f′(x) ⊙ ẋ      cotangent   x̄ = f′(x) ⊙ ȳ
///
/// Where nothing is recorded, both are one pass over the elements; otherwise `f′` is written in variables.
struct Elementwise<Value: DenseValue>: UnaryOperation {
  let function: ElementaryFunction
  var name: String { "\(function)" }

  func forward(_ x: Value) -> Value {
    Value(_shape: x._shape, _elements: Kernels.map(function, x._elements))
  }

  func vjp(
    _ x: Variable<Value>, _ y: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<Value> { slope(x, y, times: cotangent) }

  func jvp(
    _ x: Variable<Value>, _ y: Variable<Value>, tangent: Variable<Value>
  ) -> Variable<Value> { slope(x, y, times: tangent) }

  private func slope(
    _ x: Variable<Value>, _ y: Variable<Value>, times g: Variable<Value>
  ) -> Variable<Value> {
    if x.isConstant && g.isConstant {
      let elements = Kernels.mapSlope(
        function, x.value._elements, y.value._elements, g.value._elements)
      return Variable(Value(_shape: x.value._shape, _elements: elements))
    }
    return switch function {
    case .exp: g .* y
    case .log: g ./ x
    case .logOrZero: dividedOrZero(g, by: x)
    case .sqrt: g ./ (2 * y)
    case .sin: g .* cos(x)
    case .cos: g .* -sin(x)
    case .tanh: g .* ((1 - y) .* (1 + y))
    case .sigmoid: g .* (y .* (1 - y))
    case .softplus: g .* sigmoid(x)
    // Steps are constant wherever they have a derivative.
    case .relu: g .* Elementwise(function: .step)(x.detached())
    case .abs: g .* Elementwise(function: .sign)(x.detached())
    case .step, .sign: Variable(x.value.zero)
    }
  }

  /// `g / x`, and 0 where x is.
  private func dividedOrZero(_ g: Variable<Value>, by x: Variable<Value>) -> Variable<Value> {
    let isNotZero = Variable(Value.zip(.either, x.value, x.value))
    return g .* isNotZero ./ (x + (1 - isNotZero))
  }
}

// In one place, so that the specialisations are.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
private func apply<Value: DenseValue>(
  _ function: ElementaryFunction, _ x: Variable<Value>
) -> Variable<Value> { Elementwise(function: function)(x) }

/// `eˣ`.
public func exp<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.exp, x)
}

/// `log x`, the natural logarithm: −∞ at 0, with an infinite derivative there; NaN below.
public func log<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.log, x)
}

/// `√x`: its derivative at 0 is infinite; NaN below.
public func sqrt<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.sqrt, x)
}

/// `sin x`.
public func sin<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.sin, x)
}

/// `cos x`.
public func cos<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.cos, x)
}

/// `tanh x`.
public func tanh<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.tanh, x)
}

/// The logistic function `1 / (1 + e⁻ˣ)`, of any x without overflow.
public func sigmoid<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.sigmoid, x)
}

/// `log(1 + eˣ)`, of any x without overflow.
public func softplus<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.softplus, x)
}

/// The rectifier `max(x, 0)`. Its derivative at 0 is 0, where that of `maximum(x, 0)` is ½.
public func relu<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  apply(.relu, x)
}

/// `x` where it is positive, elsewhere `slope x`. The slope at 0 is `slope`, as ``relu(_:)`` has 0 there.
public func leakyReLU<Value: DenseValue>(
  _ x: Variable<Value>, slope: Value.Scalar = 0.01
) -> Variable<Value> {
  slope * x + (1 - slope) * relu(x)
}

// Not a free function `abs`, which would slow the compiler down in every expression with the standard library's.
extension Variable where Value: DenseValue {
  /// `|x|` of each element. Its derivative at 0 is 0, which is a subgradient.
  public func absoluteValue() -> Variable { apply(.abs, self) }
}
