import SparseMatrices

/// Inner product of two sparse matrices, `w = ⟨A, B⟩ = Σ_ij A_ij B_ij`.
///
///     A   m×n sparse      B   m×n sparse      w   a scalar
///
///     tangent     ẇ = ⟨Ȧ, B⟩ + ⟨A, Ḃ⟩
///     cotangent   Ā = w̄ [B]_P(A)     B̄ = w̄ [A]_P(B)
///
/// O(m) and the entries of A and B; on one pattern object, a product of value arrays. Added in double precision. Where
/// w̄ = 0 no value is read.
public struct Dot<S: TapeValue>: BilinearOperation where S.Scalar == S {
  /// The operation.
  public init() {}
  /// For graphs and reports.
  public var name: String { "⟨A,B⟩" }

  public func forward(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> S {
    Kernels.dot(a.values, restriction(of: b, to: a.pattern).values)
  }

  public func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { RestrictedMultiple(pattern: a.value.pattern)(cotangent, b) }

  public func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { RestrictedMultiple(pattern: b.value.pattern)(cotangent, a) }
}

/// `C = α [B]_P`; where α = 0, `B` is not read.
///
///     tangent     Ċ = α̇ [B]_P + α [Ḃ]_P      cotangent   ᾱ = ⟨C̄, B⟩     B̄ = α [C̄]_P(B)
struct RestrictedMultiple<S: TapeValue>: BilinearOperation where S.Scalar == S {
  let pattern: SparsityPattern
  var name: String { "αA" }

  func forward(_ alpha: S, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    alpha == 0 ? CSRMatrix(pattern: pattern) : restriction(of: b, to: pattern, times: alpha)
  }

  func vjpA(
    _ alpha: Variable<S>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<S> { Dot()(cotangent, b) }

  func vjpB(
    _ alpha: Variable<S>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> { RestrictedMultiple(pattern: b.value.pattern)(alpha, cotangent) }
}

/// Inner product of a sparse and a dense matrix, `w = ⟨A, B⟩ = Σ A_ij B_ij` over the entries of A.
///
///     A   m×n sparse      B   m×n dense      w   a scalar
///
///     tangent     ẇ = ⟨Ȧ, B⟩ + ⟨A, Ḃ⟩
///     cotangent   Ā = w̄ [B]_P(A)     B̄ = w̄ A, dense
///
/// O(m + nnz), and O(m n) for B̄. Added in double precision.
public struct SampledDot<S: TapeValue>: BilinearOperation where S.Scalar == S {
  /// The operation.
  public init() {}
  /// For graphs and reports.
  public var name: String { "⟨A,[B]⟩" }

  public func forward(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) -> S {
    Kernels.dot(a.values, Sampled.forward(b, on: a.pattern).values)
  }

  public func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { cotangent * b.sampled(on: a.value.pattern) }

  public func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, cotangent: Variable<S>
  ) -> Variable<DenseMatrix<S>> { sampling(a.value.pattern).transposed(cotangent * a) }
}

/// `⟨A, B⟩`: ``Dot``.
public func dot<S: TapeValue>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>
) -> Variable<S> where S.Scalar == S { Dot()(a, b) }

/// `⟨A, B⟩` with a dense `B`: ``SampledDot``.
public func dot<S: TapeValue>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>
) -> Variable<S> where S.Scalar == S { SampledDot()(a, b) }
