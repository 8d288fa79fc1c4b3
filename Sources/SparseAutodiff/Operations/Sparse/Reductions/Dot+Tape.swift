import SparseMatrices

/// `⟨A, B⟩`: ``Dot``.
public func dot<S: TapeValue>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>
) -> Variable<S> where S.Scalar == S {
  SparseDot()(a, b)
}

/// `⟨A, B⟩` with a dense `B`: ``Dot``.
public func dot<S: TapeValue>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>
) -> Variable<S> where S.Scalar == S {
  dot(a, b.sampled(on: a.value.pattern))
}

extension Variable {
  /// `‖A‖²`: ``SquaredNorm``.
  public func squaredNorm<S: TapeValue>() -> Variable<S>
  where Value == CSRMatrix<S>, S.Scalar == S {
    dot(self, self)
  }

  /// The Frobenius norm `‖A‖`, with the derivative 0 at `A = 0`: ``FrobeniusNorm``.
  public func norm<S: TapeValue>() -> Variable<S> where Value == CSRMatrix<S>, S.Scalar == S {
    SparseNorm()(self)
  }
}

/// `⟨A, B⟩`.
struct SparseDot<S: TapeValue>: BilinearOperation where S.Scalar == S {
  var name: String { "⟨A,B⟩" }

  func forward(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> S { Dot.forward(a, b) }

  func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { cotangent * b.restricted(to: a.value.pattern) }

  func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { cotangent * a.restricted(to: b.value.pattern) }
}

/// `‖A‖`.
struct SparseNorm<S: TapeValue>: UnaryOperation where S.Scalar == S {
  var name: String { "‖A‖" }

  func forward(_ a: CSRMatrix<S>) -> S { FrobeniusNorm.forward(a) }

  func vjp(
    _ a: Variable<CSRMatrix<S>>, _ y: Variable<S>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { cotangent * NormQuotient()(a, a) }

  func jvp(
    _ a: Variable<CSRMatrix<S>>, _ y: Variable<S>, tangent: Variable<CSRMatrix<S>>
  ) -> Variable<S> { dot(NormQuotient()(a, a), tangent) }
}

/// `Q = C / ‖A‖`, and 0 where `A = 0`; C and A are on one pattern.
///
///     tangent     Q̇ = Ċ / ‖A‖ - ⟨N, Ȧ⟩ Q,   N = A / ‖A‖²
///     cotangent   C̄ = Q̄ / ‖A‖     Ā = -⟨Q̄, Q⟩ N
struct NormQuotient<S: TapeValue>: BinaryOperation where S.Scalar == S {
  typealias Matrix = Variable<CSRMatrix<S>>
  var name: String { "C/‖A‖" }

  func forward(_ c: CSRMatrix<S>, _ a: CSRMatrix<S>) -> CSRMatrix<S> {
    let norm = FrobeniusNorm.forward(a)
    return norm == 0 ? c.zero : Scaling.forward(alpha: 1 / norm, c)
  }

  func vjp(
    _ c: Matrix, _ a: Matrix, _ q: Matrix, cotangent: Matrix, needs: (a: Bool, b: Bool)
  ) -> (a: Matrix?, b: Matrix?) {
    (
      needs.a ? self(cotangent, a) : nil,
      needs.b ? -(dot(cotangent, q) * self(self(a, a), a)) : nil
    )
  }

  func jvp(_ c: Matrix, _ a: Matrix, _ q: Matrix, aDot cDot: Matrix?, bDot aDot: Matrix?) -> Matrix
  {
    let alongC = cDot.map { self($0, a) }
    let alongA = aDot.map { -(dot(self(self(a, a), a), $0) * q) }
    guard let alongC else { return alongA ?? Variable(q.value.zero) }
    guard let alongA else { return alongC }
    return Accumulation()(alongC, alongA)
  }
}
