import SparseMatrices

/// The inner product of two values of one shape, `y = ⟨a, b⟩ = Σ a_i b_i`.
///
///     tangent     ẏ = ⟨ȧ, b⟩ + ⟨a, ḃ⟩      cotangent   ā = ȳ b,  b̄ = ȳ a
///
/// Added in double precision.
struct InnerProduct<Value: DenseValue, S: DenseValue>: BilinearOperation
where Value.Scalar == S, S.Scalar == S {
  var name: String { "dot" }

  func forward(_ a: Value, _ b: Value) -> S {
    let (s, t) = (a._shape, b._shape)
    require(s == t, "the inner product of \(a.shapeDescription) and \(b.shapeDescription)")
    return Kernels.dot(a._elements, b._elements)
  }

  func vjpA(
    _ a: Variable<Value>, _ b: Variable<Value>, cotangent: Variable<S>
  ) -> Variable<Value> { times(b, cotangent) }

  func vjpB(
    _ a: Variable<Value>, _ b: Variable<Value>, cotangent: Variable<S>
  ) -> Variable<Value> { times(a, cotangent) }
}

/// The Euclidean (Frobenius) norm, `y = ‖x‖ = √(Σ x_i²)`.
///
///     tangent     ẏ = ⟨x, ẋ⟩ / y      cotangent   x̄ = (ȳ / y) x
///
/// At x = 0, where the norm has a kink, both derivatives are 0, which is a subgradient. The squares are added in double
/// precision: of `Double` elements beyond about 1e±154 they overflow or vanish.
struct Norm<Value: DenseValue, S: DenseValue>: UnaryOperation
where Value.Scalar == S, S.Scalar == S {
  var name: String { "norm" }

  func forward(_ x: Value) -> S { Kernels.norm(x._elements) }

  func vjp(
    _ x: Variable<Value>, _ y: Variable<S>, cotangent: Variable<S>
  ) -> Variable<Value> {
    y.value == 0 ? Variable(x.value.zero) : times(x, cotangent / y)
  }

  func jvp(
    _ x: Variable<Value>, _ y: Variable<S>, tangent: Variable<Value>
  ) -> Variable<S> {
    y.value == 0 ? Variable(0) : dot(x, tangent) / y
  }
}

/// `Σ a_i b_i` of two values of one shape: the scalar product of vectors, the Frobenius one of matrices.
public func dot<Value: DenseValue, S: DenseValue>(
  _ a: Variable<Value>, _ b: Variable<Value>
) -> Variable<S> where Value.Scalar == S, S.Scalar == S { InnerProduct()(a, b) }

extension Variable
where
  Value: DenseValue, Value.Scalar: DenseValue,
  Value.Scalar.Scalar == Value.Scalar
{
  /// `√(Σ x_i²)`, the Euclidean norm of a vector, the Frobenius norm of a matrix. Its derivative at 0 is 0.
  public func norm() -> Variable<Value.Scalar> { Norm()(self) }

  /// `Σ x_i²`, smooth also at 0.
  public func squaredNorm() -> Variable<Value.Scalar> { InnerProduct()(self, self) }

  /// `Σ |x_i|`. Its derivative in an x_i = 0 is 0.
  public func absoluteSum() -> Variable<Value.Scalar> { absoluteValue().sum() }
}
