import SparseMatrices

// The cotangents of ``Spgemm`` are products on the three patterns of its plan, and so are all derivatives of these: no
// new pattern is ever needed. Where the plan transposes a factor, `B` and `A` below are `op(B)` and `op(A)`.

/// `(B, C̄) ↦ [C̄ Bᵀ]_P(A)`, the cotangent of A in ``Spgemm``.
public struct SpgemmLeftCotangent<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = CSRMatrix<S>
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  let plan: SpgemmPlan
  /// For its pattern; the values do not matter.
  let a: CSRMatrix<S>
  /// For graphs and reports.
  public var name: String { "[CBᵀ]" }

  public func requireShapes(_ b: CSRMatrix<S>, _ c: CSRMatrix<S>, _ aBar: CSRMatrix<S>?) {
    Spgemm(plan).requireShapes(aBar ?? a, b, c)
  }

  public func makeResult(_ b: CSRMatrix<S>, _ c: CSRMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(pattern: plan.a, values: Kernels.uninitialized(plan.a.count))
  }

  public func accumulate(
    _ alpha: S, _ b: CSRMatrix<S>, _ c: CSRMatrix<S>, _ beta: S, into aBar: inout CSRMatrix<S>
  ) {
    aBar.add(beta) { aBar in
      var unused: [S] = [0]
      plan.backward(.a, a, b, c, &aBar.values, &unused)
      aBar.scale(by: alpha)
    }
  }

  public func cotangentA(
    _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, _ aBar: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<SpgemmRightCotangent<S>> {
    SpgemmRightCotangent(plan: plan, b: b.value).of(aBar, c)
  }

  public func cotangentB(
    _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, _ aBar: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Spgemm<S>> { Spgemm(plan).of(aBar, b) }
}

/// `(A, C̄) ↦ [Aᵀ C̄]_P(B)`, the cotangent of B in ``Spgemm``.
public struct SpgemmRightCotangent<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = CSRMatrix<S>
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  let plan: SpgemmPlan
  /// For its pattern; the values do not matter.
  let b: CSRMatrix<S>
  /// For graphs and reports.
  public var name: String { "[AᵀC]" }

  public func requireShapes(_ a: CSRMatrix<S>, _ c: CSRMatrix<S>, _ bBar: CSRMatrix<S>?) {
    Spgemm(plan).requireShapes(a, bBar ?? b, c)
  }

  public func makeResult(_ a: CSRMatrix<S>, _ c: CSRMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(pattern: plan.b, values: Kernels.uninitialized(plan.b.count))
  }

  public func accumulate(
    _ alpha: S, _ a: CSRMatrix<S>, _ c: CSRMatrix<S>, _ beta: S, into bBar: inout CSRMatrix<S>
  ) {
    bBar.add(beta) { bBar in
      var unused: [S] = [0]
      plan.backward(.b, a, b, c, &unused, &bBar.values)
      bBar.scale(by: alpha)
    }
  }

  public func cotangentA(
    _ a: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, _ bBar: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<SpgemmLeftCotangent<S>> {
    SpgemmLeftCotangent(plan: plan, a: a.value).of(bBar, c)
  }

  public func cotangentB(
    _ a: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>, _ bBar: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Spgemm<S>> { Spgemm(plan).of(a, bBar) }
}
