import SparseMatrices

extension Variable {
  /// `A B`: ``Spgemm``. Where the patterns stay, make a ``SpgemmPlan`` once.
  ///
  /// - Throws: ``SizeError`` with the size that the product would have, where it does not fit.
  public static func * <S>(a: Variable, b: Variable) throws(SizeError) -> Variable
  where Value == CSRMatrix<S> {
    try SpgemmPlan(
      a.value.pattern, b.value.pattern, bytesEach: 4 + MemoryLayout<S>.stride
    ).forward(a, b)
  }
}

extension SpgemmPlan {
  /// `A B`: ``Spgemm``. Where both cotangents are needed, they come from one pass.
  public func forward<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    SparseProduct(plan: self)(a, b)
  }
}

/// `A B`.
///
/// Its cotangents `Ā = [C̄ Bᵀ]_P(A)` and `B̄ = [Aᵀ C̄]_P(B)` are products on the three patterns of the plan, and so are
/// all derivatives of these: no transpose and no new pattern is ever needed.
struct SparseProduct<S: SparseScalar>: BilinearOperation {
  let plan: SpgemmPlan
  var name: String { "AB" }

  func forward(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> { plan.forward(a, b) }

  func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    LeftFactorCotangent(plan: plan, a: a.value)(b, cotangent)
  }

  func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    RightFactorCotangent(plan: plan, b: b.value)(a, cotangent)
  }

  func fusedVjp(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (a: CSRMatrix<S>, b: CSRMatrix<S>)? {
    plan.vjp(a, b, cotangent: cotangent)
  }
}

/// `(B, C̄) ↦ [C̄ Bᵀ]_P(A)`.
struct LeftFactorCotangent<S: SparseScalar>: BilinearOperation {
  let plan: SpgemmPlan
  /// For its pattern; the values do not matter.
  let a: CSRMatrix<S>
  var name: String { "[CBᵀ]" }

  func forward(_ b: CSRMatrix<S>, _ c: CSRMatrix<S>) -> CSRMatrix<S> {
    plan.vjpA(a, b, cotangent: c)
  }

  func vjpA(
    _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    RightFactorCotangent(plan: plan, b: b.value)(cotangent, c)
  }

  func vjpB(
    _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    SparseProduct(plan: plan)(cotangent, b)
  }
}

/// `(A, C̄) ↦ [Aᵀ C̄]_P(B)`.
struct RightFactorCotangent<S: SparseScalar>: BilinearOperation {
  let plan: SpgemmPlan
  /// For its pattern; the values do not matter.
  let b: CSRMatrix<S>
  var name: String { "[AᵀC]" }

  func forward(_ a: CSRMatrix<S>, _ c: CSRMatrix<S>) -> CSRMatrix<S> {
    plan.vjpB(a, b, cotangent: c)
  }

  func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    LeftFactorCotangent(plan: plan, a: a.value)(cotangent, c)
  }

  func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    SparseProduct(plan: plan)(a, cotangent)
  }
}
