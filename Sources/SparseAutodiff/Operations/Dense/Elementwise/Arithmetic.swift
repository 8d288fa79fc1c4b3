import SparseMatrices

/// Elementwise sum, `y = a + b`, broadcast (``DenseValue``).
///
///     tangent     ẏ = ȧ + ḃ      cotangent   ā = ȳ,  b̄ = ȳ, each summed over the axes it was broadcast along
struct Addition<A: DenseValue, B: DenseValue, Output: DenseValue>: BinaryOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  var name: String { "+" }

  func forward(_ a: A, _ b: B) -> Output { .zip(.add, a, b) }

  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    (
      needs.a ? cotangent.unbroadcast(to: a.value._shape) : nil,
      needs.b ? cotangent.unbroadcast(to: b.value._shape) : nil
    )
  }

  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    guard let aDot else {
      return bDot?.broadcast(to: y.value._shape) ?? Variable(y.value.zero)
    }
    guard let bDot else { return aDot.broadcast(to: y.value._shape) }
    return self(aDot, bDot)
  }
}

/// Elementwise difference, `y = a − b`, broadcast.
///
///     tangent     ẏ = ȧ − ḃ      cotangent   ā = ȳ,  b̄ = −ȳ, summed as in ``Addition``
struct Subtraction<A: DenseValue, B: DenseValue, Output: DenseValue>: BinaryOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  var name: String { "-" }

  func forward(_ a: A, _ b: B) -> Output { .zip(.subtract, a, b) }

  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    (
      needs.a ? cotangent.unbroadcast(to: a.value._shape) : nil,
      needs.b ? -cotangent.unbroadcast(to: b.value._shape) : nil
    )
  }

  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    guard let aDot else {
      return bDot.map { (-$0).broadcast(to: y.value._shape) } ?? Variable(y.value.zero)
    }
    guard let bDot else { return aDot.broadcast(to: y.value._shape) }
    return self(aDot, bDot)
  }
}

/// Elementwise product, `y = a ⊙ b`, broadcast.
///
///     tangent     ẏ = ȧ ⊙ b + a ⊙ ḃ      cotangent   ā = ȳ ⊙ b,  b̄ = ȳ ⊙ a, summed as in ``Addition``
struct Multiplication<A: DenseValue, B: DenseValue, Output: DenseValue>: BinaryOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  var name: String { "*" }

  func forward(_ a: A, _ b: B) -> Output { .zip(.multiply, a, b) }

  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    (
      needs.a ? times(cotangent, b).unbroadcast(to: a.value._shape) : nil,
      needs.b ? times(cotangent, a).unbroadcast(to: b.value._shape) : nil
    )
  }

  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    sum(aDot.map { self($0, b) }, bDot.map { self(a, $0) }) ?? Variable(y.value.zero)
  }
}

/// Elementwise quotient, `y = a ⊘ b`, broadcast.
///
///     tangent     ẏ = (ȧ − y ⊙ ḃ) ⊘ b      cotangent   ā = ȳ ⊘ b,  b̄ = −(ȳ ⊘ b) ⊙ y, summed as in ``Addition``
struct Division<A: DenseValue, B: DenseValue, Output: DenseValue>: BinaryOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  var name: String { "/" }

  func forward(_ a: A, _ b: B) -> Output { .zip(.divide, a, b) }

  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    let scaled = Division<Output, B, Output>()(cotangent, b)
    return (
      needs.a ? scaled.unbroadcast(to: a.value._shape) : nil,
      needs.b ? -times(scaled, y).unbroadcast(to: b.value._shape) : nil
    )
  }

  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    let first = aDot.map { self($0, b) }
    let second = bDot.map { -Division<Output, B, Output>()(times(y, $0), b) }
    return sum(first, second) ?? Variable(y.value.zero)
  }
}

/// `α x + β` with constants α and β.
///
///     tangent     ẏ = α ẋ      cotangent   x̄ = α ȳ
struct Affine<Value: DenseValue>: UnaryOperation {
  let alpha: Value.Scalar
  let beta: Value.Scalar
  var name: String { "affine" }

  func forward(_ x: Value) -> Value {
    Value(_shape: x._shape, _elements: Kernels.affine(alpha, x._elements, beta))
  }

  func vjp(
    _ x: Variable<Value>, _ y: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<Value> { scaled(cotangent) }

  func jvp(
    _ x: Variable<Value>, _ y: Variable<Value>, tangent: Variable<Value>
  ) -> Variable<Value> { scaled(tangent) }

  private func scaled(_ x: Variable<Value>) -> Variable<Value> {
    // `-0` as `β` leaves the sign of a zero as the product has it.
    alpha == 1 ? x : Affine(alpha: alpha, beta: -0.0)(x)
  }
}

/// `y ⊙ b`, of the kind and shape of `y`, to which `b` is broadcast.
func times<Large: DenseValue, B: DenseValue>(
  _ y: Variable<Large>, _ b: Variable<B>
) -> Variable<Large> where B.Scalar == Large.Scalar { Multiplication<Large, B, Large>()(y, b) }
