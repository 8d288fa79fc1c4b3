import SparseMatrices

/// `y = α xᵖ` with constants α and p.
///
///     tangent     ẏ = α p xᵖ⁻¹ ⊙ ẋ      cotangent   x̄ = α p xᵖ⁻¹ ⊙ ȳ
///
/// Written so, and not as `exp(p log x)`, it is right for negative x and whole p. `x⁰ = 1` everywhere, with derivative 0.
///
/// Source: paper 002, whose `__pow__` fails for x ≤ 0.
struct ConstantPower<Value: DenseValue>: UnaryOperation {
  let alpha: Value.Scalar
  let exponent: Value.Scalar
  var name: String { "power" }

  func forward(_ x: Value) -> Value {
    Value(_shape: x._shape, _elements: Kernels.power(alpha, x._elements, exponent))
  }

  func vjp(
    _ x: Variable<Value>, _ y: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<Value> { slope(x, times: cotangent) }

  func jvp(
    _ x: Variable<Value>, _ y: Variable<Value>, tangent: Variable<Value>
  ) -> Variable<Value> { slope(x, times: tangent) }

  private func slope(_ x: Variable<Value>, times g: Variable<Value>) -> Variable<Value> {
    if exponent == 0 { return Variable(x.value.zero) }
    if exponent == 1 { return alpha == 1 ? g : alpha * g }
    return g .* ConstantPower(alpha: alpha * exponent, exponent: exponent - 1)(x)
  }
}

/// Elementwise power with a variable exponent, `y = aᵇ`, broadcast.
///
///     tangent     ẏ = b aᵇ⁻¹ ⊙ ȧ + y log a ⊙ ḃ
///     cotangent   ā = b aᵇ⁻¹ ⊙ ȳ,  b̄ = y log a ⊙ ȳ, summed as in ``Addition``
///
/// a⁰ = 1 for every a, also at 0, so the derivative in a is 0 where b = 0. At a = 0 the derivative in b counts as 0
/// where b ≥ 0; where b < 0 the power is infinite there, and has no derivative in b: NaN. For a < 0 the derivative in b is
/// NaN; that in a is right where b is whole.
struct Power<A: DenseValue, B: DenseValue, Output: DenseValue>: BinaryOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  var name: String { "power" }

  func forward(_ a: A, _ b: B) -> Output { .zip(.power, a, b) }

  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    (
      needs.a ? (cotangent .* slopeInBase(a, b)).unbroadcast(to: a.value._shape) : nil,
      needs.b ? (cotangent .* slopeInExponent(a, y)).unbroadcast(to: b.value._shape) : nil
    )
  }

  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    sum(
      aDot.map { times(slopeInBase(a, b), $0) }, bDot.map { times(slopeInExponent(a, y), $0) })
      ?? Variable(y.value.zero)
  }

  /// `b aᵇ⁻¹`, but `b a⁰ = 0` at a = b = 0 instead of 0 · ∞.
  private func slopeInBase(_ a: Variable<A>, _ b: Variable<B>) -> Variable<Output> {
    let one = Variable(Output.zip(.either, a.value, b.value))
    let exponent = Subtraction<B, Output, Output>()(b, one)
    return times(Power<A, Output, Output>()(a, exponent), b)
  }

  private func slopeInExponent(_ a: Variable<A>, _ y: Variable<Output>) -> Variable<Output> {
    times(y, Elementwise(function: .logOrZero)(a))
  }
}

/// `xᵖ` of each element with a constant exponent: of negative x as well where p is whole.
public func pow<Value: DenseValue>(
  _ x: Variable<Value>, _ exponent: Value.Scalar
) -> Variable<Value> { ConstantPower(alpha: 1, exponent: exponent)(x) }

/// `aᵇ` of each element.
///
/// The derivative in a is 0 where b = 0. The derivative in b is NaN for a < 0; at a = 0 it counts as 0 where b ≥ 0, and is
/// NaN where b < 0 makes the power infinite.
public func pow<Value: DenseValue>(
  _ a: Variable<Value>, _ b: Variable<Value>
) -> Variable<Value> { Power()(a, b) }

/// `aᵇ` of each element, broadcast (``DenseValue``).
public func pow<S, B: DenseValueBelowMatrix>(
  _ a: Variable<DenseMatrix<S>>, _ b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Power()(a, b) }

/// `aᵇ` of each element, broadcast (``DenseValue``).
public func pow<S, A: DenseValueBelowMatrix>(
  _ a: Variable<A>, _ b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Power()(a, b) }

/// `aᵇ` of each element, broadcast (``DenseValue``).
public func pow<S: DenseValue>(_ a: Variable<[S]>, _ b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Power()(a, b) }

/// `aᵇ` of each element, broadcast (``DenseValue``).
public func pow<S: DenseValue>(_ a: Variable<S>, _ b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Power()(a, b) }

extension Variable where Value: DenseValue {
  /// `x²` of each element.
  public func squared() -> Variable { ConstantPower(alpha: 1, exponent: 2)(self) }
}
