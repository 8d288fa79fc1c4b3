import SparseMatrices

/// Product of two sparse matrices, `C = A B`.
///
///     A   m×n sparse      B   n×p sparse      C   m×p sparse, on the structural product of the patterns
///
///     tangent     Ċ = Ȧ B + A Ḃ
///     cotangent   Ā = [C̄ Bᵀ]_P(A)     B̄ = [Aᵀ C̄]_P(B)
///
/// An entry of C that cancels to 0 stays stored. The work of each is one multiplication for each pair of an entry (i, k)
/// of A with an entry (k, j) of B; the backward pass takes both cotangents from one walk over A's rows and forms no
/// transpose and no product.
///
/// One call finds the pattern of C anew. Where the patterns stay and the values change, make a ``SpgemmPlan`` once.
///
/// Source: paper 001, section 2.2, equations (21) to (26), with C̄ in place of its ∂z/∂C.
public struct Spgemm<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = CSRMatrix<S>
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  /// The pattern of the product, and those of its factors.
  public let plan: SpgemmPlan
  /// The product on the patterns of a plan.
  public init(_ plan: SpgemmPlan) { self.plan = plan }
  /// For graphs and reports.
  public var name: String { "AB" }

  public func requireShapes(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ c: CSRMatrix<S>?) {
    plan.check(a, on: plan.a, "A")
    plan.check(b, on: plan.b, "B")
    if let c { plan.check(c, on: plan.pattern, "C") }
  }

  public func makeResult(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(pattern: plan.pattern, values: Kernels.uninitialized(plan.pattern.count))
  }

  public func accumulate(
    _ alpha: S, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ beta: S, into c: inout CSRMatrix<S>
  ) {
    c.add(beta) { c in
      Kernels.spgemm(
        plan.a.structure, a.values, plan.b.structure, b.values, plan.pattern.structure,
        into: &c.values)
      c.scale(by: alpha)
    }
  }

  public func cotangentA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<SpgemmLeftCotangent<S>> {
    SpgemmLeftCotangent(plan: plan, a: a.value).of(b, c)
  }

  public func cotangentB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<SpgemmRightCotangent<S>> {
    SpgemmRightCotangent(plan: plan, b: b.value).of(a, c)
  }

  /// Both from one walk over A's rows.
  public func backward(
    alpha: S, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>,
    into aBar: inout CSRMatrix<S>, unscaled bBar: inout CSRMatrix<S>
  ) {
    plan.backward(.both, a, b, cotangent, &aBar.values, &bBar.values)
    aBar.scale(by: alpha)
  }
}

extension Spgemm {
  /// `A B`.
  ///
  /// - Throws: ``SizeError`` with the size that C would have, where it does not fit; before C is allocated.
  public static func forward(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>
  ) throws(SizeError) -> CSRMatrix<S> {
    try SpgemmPlan(a.pattern, b.pattern, bytesEach: 4 + MemoryLayout<S>.stride).forward(a, b)
  }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) throws(SizeError) -> CSRMatrix<S> {
    try SpgemmPlan(a.pattern, b.pattern).jvp(a, b, aDot: aDot, bDot: bDot)
  }

  /// The cotangents of `A` and `B`. The cotangent has the pattern of `A B`, not necessarily as the same object.
  public static func vjp(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) throws(SizeError) -> (a: CSRMatrix<S>, b: CSRMatrix<S>) {
    let plan = try SpgemmPlan(a.pattern, b.pattern)
    require(cotangent.pattern == plan.pattern, "the cotangent is not on the pattern of A B")
    return plan.vjp(a, b, cotangent: CSRMatrix(pattern: plan.pattern, values: cotangent.values))
  }
}

extension CSRMatrix {
  /// `A B`: ``Spgemm``.
  public static func * (a: CSRMatrix, b: CSRMatrix) throws(SizeError) -> CSRMatrix {
    try Spgemm.forward(a, b)
  }
}

// On the tape.
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
