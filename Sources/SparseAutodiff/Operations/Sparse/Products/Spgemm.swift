import SparseMatrices

/// Product of two sparse matrices, `C = op(A) op(B)`, where `op(A)` is `A` or, with `transposeA`, `Aᵀ`; `op(B)` likewise.
///
///     A   m×n sparse      B   n×p sparse      C   m×p sparse, on the structural product of the patterns
///     (transposed: A  n×m; B  p×n)
///
///     tangent     Ċ = op(Ȧ) op(B) + op(A) op(Ḃ)
///     cotangent   Ā = [C̄ op(B)ᵀ]_P(A)     B̄ = [op(A)ᵀ C̄]_P(B)     (transposed: Ā = [op(B) C̄ᵀ]_P(A), B̄ = [C̄ᵀ op(A)]_P(B))
///
/// An entry of C that cancels to 0 stays stored. The work of each is one multiplication for each pair of an entry (i, k)
/// of op(A) with an entry (k, j) of op(B); the backward pass takes both cotangents from one walk over op(A)'s rows and forms
/// no product.
///
/// A transposed factor is the one of ``CSRMatrix/transposed()``, made once and kept with the matrix until a value changes,
/// and its cotangent is permuted back: O(nnz) each, as for the product of `a.transposed()`. Without one, no transpose is formed.
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
  public var name: String { (plan.transposeA ? "Aᵀ" : "A") + (plan.transposeB ? "Bᵀ" : "B") }

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
      plan.multiply(a, b, into: &c.values)
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

  /// Both from one walk over the rows of op(A).
  public func backward(
    alpha: S, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>,
    into aBar: inout CSRMatrix<S>, unscaled bBar: inout CSRMatrix<S>
  ) {
    plan.backward(.both, a, b, cotangent, &aBar.values, &bBar.values)
    aBar.scale(by: alpha)
  }
}

extension Spgemm {
  /// `op(A) op(B)`.
  ///
  /// - Throws: ``SizeError`` with the size that C would have, where it does not fit; before C is allocated.
  public static func forward(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, transposeA: Bool = false, transposeB: Bool = false
  ) throws(SizeError) -> CSRMatrix<S> {
    try SpgemmPlan(
      a.pattern, b.pattern, transposeA: transposeA, transposeB: transposeB,
      bytesEach: 4 + MemoryLayout<S>.stride
    ).forward(a, b)
  }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, transposeA: Bool = false, transposeB: Bool = false,
    aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) throws(SizeError) -> CSRMatrix<S> {
    try SpgemmPlan(a.pattern, b.pattern, transposeA: transposeA, transposeB: transposeB)
      .jvp(a, b, aDot: aDot, bDot: bDot)
  }

  /// The cotangents of `A` and `B`. The cotangent has the pattern of the product, not necessarily as the same object.
  public static func vjp(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, transposeA: Bool = false, transposeB: Bool = false,
    cotangent: CSRMatrix<S>
  ) throws(SizeError) -> (a: CSRMatrix<S>, b: CSRMatrix<S>) {
    let plan = try SpgemmPlan(
      a.pattern, b.pattern, transposeA: transposeA, transposeB: transposeB)
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
  where Value == CSRMatrix<S> { try a.product(b) }

  /// `op(A) op(B)`, where `op(A)` is `A` or, with `transposeA`, `Aᵀ`: ``Spgemm``.
  ///
  /// - Throws: ``SizeError`` with the size that the product would have, where it does not fit.
  public func product<S>(
    _ b: Variable, transposeA: Bool = false, transposeB: Bool = false
  ) throws(SizeError) -> Variable where Value == CSRMatrix<S> {
    try SpgemmPlan(
      value.pattern, b.value.pattern, transposeA: transposeA, transposeB: transposeB,
      bytesEach: 4 + MemoryLayout<S>.stride
    ).forward(self, b)
  }
}
