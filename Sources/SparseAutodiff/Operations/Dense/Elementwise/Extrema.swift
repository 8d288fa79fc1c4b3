import SparseMatrices

/// The larger or the smaller of two elements, `y = max(a, b)` or `y = min(a, b)`, broadcast.
///
///     tangent     ẏ = s ⊙ ȧ + (1 − s) ⊙ ḃ      cotangent   ā = s ⊙ ȳ,  b̄ = (1 − s) ⊙ ȳ
///
/// with s = 1 where `a` is chosen, 0 where `b` is, and ½ where they are equal: the two halves are a subgradient, and
/// keep the operation symmetric. (Paper 002 gives all of a tie to `b`.) So `maximum(x, 0)` has the slope ½ at x = 0, where
/// ``relu(_:)`` has 0. A NaN in either operand is the result.
struct Extremum<A: DenseValue, B: DenseValue, Output: DenseValue>: BinaryOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  let isMaximum: Bool
  var name: String { isMaximum ? "maximum" : "minimum" }

  func forward(_ a: A, _ b: B) -> Output { .zip(isMaximum ? .maximum : .minimum, a, b) }

  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    (
      needs.a ? times(cotangent, shareOfA(a, b)).unbroadcast(to: a.value._shape) : nil,
      needs.b ? times(cotangent, shareOfB(a, b)).unbroadcast(to: b.value._shape) : nil
    )
  }

  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    sum(aDot.map { times(shareOfA(a, b), $0) }, bDot.map { times(shareOfB(a, b), $0) })
      ?? Variable(y.value.zero)
  }

  // Constants wherever they have a derivative.
  private func shareOfA(_ a: Variable<A>, _ b: Variable<B>) -> Variable<Output> {
    Variable(isMaximum ? .zip(.greater, a.value, b.value) : .zip(.greater, b.value, a.value))
  }

  private func shareOfB(_ a: Variable<A>, _ b: Variable<B>) -> Variable<Output> {
    Variable(isMaximum ? .zip(.greater, b.value, a.value) : .zip(.greater, a.value, b.value))
  }
}

/// The larger of each two elements. Equal ones share the derivative by halves.
public func maximum<Value: DenseValue>(
  _ a: Variable<Value>, _ b: Variable<Value>
) -> Variable<Value> { Extremum(isMaximum: true)(a, b) }

/// The larger of each two elements, broadcast (``DenseValue``).
public func maximum<S, B: DenseValueBelowMatrix>(
  _ a: Variable<DenseMatrix<S>>, _ b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Extremum(isMaximum: true)(a, b) }

/// The larger of each two elements, broadcast (``DenseValue``).
public func maximum<S, A: DenseValueBelowMatrix>(
  _ a: Variable<A>, _ b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Extremum(isMaximum: true)(a, b) }

/// The larger of each two elements, broadcast (``DenseValue``).
public func maximum<S: DenseValue>(_ a: Variable<[S]>, _ b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Extremum(isMaximum: true)(a, b) }

/// The larger of each two elements, broadcast (``DenseValue``).
public func maximum<S: DenseValue>(_ a: Variable<S>, _ b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Extremum(isMaximum: true)(a, b) }

/// The larger of each element and a constant. Equal ones share the derivative by halves: `maximum(x, 0)` has the slope ½ at
/// x = 0, where ``relu(_:)`` has 0.
public func maximum<Value: DenseValue>(
  _ x: Variable<Value>, _ c: Value.Scalar
) -> Variable<Value> where Value.Scalar: DenseValue, Value.Scalar.Scalar == Value.Scalar {
  Extremum(isMaximum: true)(x, Variable<Value.Scalar>(c))
}

/// The smaller of each two elements. Equal ones share the derivative by halves.
public func minimum<Value: DenseValue>(
  _ a: Variable<Value>, _ b: Variable<Value>
) -> Variable<Value> { Extremum(isMaximum: false)(a, b) }

/// The smaller of each two elements, broadcast (``DenseValue``).
public func minimum<S, B: DenseValueBelowMatrix>(
  _ a: Variable<DenseMatrix<S>>, _ b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Extremum(isMaximum: false)(a, b) }

/// The smaller of each two elements, broadcast (``DenseValue``).
public func minimum<S, A: DenseValueBelowMatrix>(
  _ a: Variable<A>, _ b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Extremum(isMaximum: false)(a, b) }

/// The smaller of each two elements, broadcast (``DenseValue``).
public func minimum<S: DenseValue>(_ a: Variable<[S]>, _ b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Extremum(isMaximum: false)(a, b) }

/// The smaller of each two elements, broadcast (``DenseValue``).
public func minimum<S: DenseValue>(_ a: Variable<S>, _ b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Extremum(isMaximum: false)(a, b) }

/// The smaller of each element and a constant. Equal ones share the derivative by halves.
public func minimum<Value: DenseValue>(
  _ x: Variable<Value>, _ c: Value.Scalar
) -> Variable<Value> where Value.Scalar: DenseValue, Value.Scalar.Scalar == Value.Scalar {
  Extremum(isMaximum: false)(x, Variable<Value.Scalar>(c))
}
