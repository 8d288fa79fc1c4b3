import SparseMatrices

/// The squared Frobenius norm, `w = Σ_ij A_ij²`.
///
///     A   m×n sparse      w   a scalar
///
///     tangent     ẇ = 2 ⟨A, Ȧ⟩
///     cotangent   Ā = 2 w̄ A
///
/// Each is O(nnz). Added in double precision.
public struct SquaredNorm<S: DenseValue>: UnaryOperation where S.Scalar == S {
  /// The operation.
  public init() {}
  /// For graphs and reports.
  public var name: String { "‖A‖²" }

  public func forward(_ a: CSRMatrix<S>) -> S { Kernels.dot(a.values, a.values) }

  public func vjp(
    _ a: Variable<CSRMatrix<S>>, _ w: Variable<S>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { (2 * cotangent) * a }

  public func jvp(
    _ a: Variable<CSRMatrix<S>>, _ w: Variable<S>, tangent: Variable<CSRMatrix<S>>
  ) -> Variable<S> { 2 * dot(a, tangent) }
}

/// The Frobenius norm, `w = ‖A‖ = √(Σ_ij A_ij²)`.
///
///     A   m×n sparse      w   a scalar
///
///     tangent     ẇ = ⟨A, Ȧ⟩ / w
///     cotangent   Ā = (w̄ / w) A
///
/// Each is O(nnz). At A = 0, where the norm has a kink, both derivatives are 0, which is a subgradient. The squares are
/// added in double precision: of `Double` entries beyond about 1e±154 they overflow or vanish.
public struct FrobeniusNorm<S: DenseValue>: UnaryOperation where S.Scalar == S {
  /// The operation.
  public init() {}
  /// For graphs and reports.
  public var name: String { "‖A‖" }

  public func forward(_ a: CSRMatrix<S>) -> S { Kernels.norm(a.values) }

  public func vjp(
    _ a: Variable<CSRMatrix<S>>, _ w: Variable<S>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> {
    w.value == 0 ? Variable(a.value.zero) : (cotangent / w) * a
  }

  public func jvp(
    _ a: Variable<CSRMatrix<S>>, _ w: Variable<S>, tangent: Variable<CSRMatrix<S>>
  ) -> Variable<S> {
    w.value == 0 ? Variable(0) : dot(a, tangent) / w
  }
}

extension Variable {
  /// `‖A‖²`: ``SquaredNorm``.
  public func squaredNorm<S: DenseValue>() -> Variable<S>
  where Value == CSRMatrix<S>, S.Scalar == S { SquaredNorm()(self) }

  /// The Frobenius norm `‖A‖`, with the derivative 0 at `A = 0`: ``FrobeniusNorm``.
  public func norm<S: DenseValue>() -> Variable<S> where Value == CSRMatrix<S>, S.Scalar == S {
    FrobeniusNorm()(self)
  }
}
