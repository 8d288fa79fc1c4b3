import SparseMatrices

/// A value of any kind times a number, `y = α x`; where α = 0, `x` is not read.
///
///     tangent     ẏ = α̇ x + α ẋ      cotangent   ᾱ = ⟨ȳ, x⟩     x̄ = α ȳ
struct Multiple<Value: TapeValue>: BilinearOperation
where Value.Scalar: TapeValue, Value.Scalar.Scalar == Value.Scalar {
  typealias S = Value.Scalar
  var name: String { "αx" }

  func forward(_ alpha: S, _ x: Value) -> Value {
    alpha == 0 ? x.zero : Value.combination([(alpha, x)])
  }

  func vjpA(
    _ alpha: Variable<S>, _ x: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<S> { Pairing()(cotangent, x) }

  func vjpB(
    _ alpha: Variable<S>, _ x: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<Value> { self(alpha, cotangent) }
}

/// The inner product of two values of one space, of any kind, `y = ⟨a, b⟩`.
///
///     tangent     ẏ = ⟨ȧ, b⟩ + ⟨a, ḃ⟩      cotangent   ā = ȳ b     b̄ = ȳ a
struct Pairing<Value: TapeValue>: BilinearOperation
where Value.Scalar: TapeValue, Value.Scalar.Scalar == Value.Scalar {
  typealias S = Value.Scalar
  var name: String { "⟨a,b⟩" }

  func forward(_ a: Value, _ b: Value) -> S { S(a.inner(b)) }

  func vjpA(
    _ a: Variable<Value>, _ b: Variable<Value>, cotangent: Variable<S>
  ) -> Variable<Value> { Multiple()(cotangent, b) }

  func vjpB(
    _ a: Variable<Value>, _ b: Variable<Value>, cotangent: Variable<S>
  ) -> Variable<Value> { Multiple()(cotangent, a) }
}

extension ProductOperation where A.Scalar: TapeValue, A.Scalar.Scalar == A.Scalar {
  /// `α f(a, b)` on the tape.
  public func callAsFunction(
    alpha: Variable<Scalar>, _ a: Variable<A>, _ b: Variable<B>
  ) -> Variable<Output> { Multiple()(alpha, self(a, b)) }

  /// `α f(a, b) + β c` on the tape.
  public func callAsFunction(
    alpha: Variable<Scalar> = Variable(1), _ a: Variable<A>, _ b: Variable<B>,
    beta: Variable<Scalar>, _ c: Variable<Output>
  ) -> Variable<Output> { Accumulation()(self(alpha: alpha, a, b), Multiple()(beta, c)) }
}
