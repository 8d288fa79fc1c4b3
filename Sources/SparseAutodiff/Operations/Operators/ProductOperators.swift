import SparseMatrices

// `*` of matrices and vectors is the product of linear algebra; those of sparse matrices stand with their operations.
extension Variable {
  /// `A B`: ``Gemm``.
  public static func * <S>(a: Variable, b: Variable) -> Variable where Value == DenseMatrix<S> {
    matmul(a, b)
  }

  /// `A x`.
  public static func * <S>(a: Variable, x: Variable<[S]>) -> Variable<[S]>
  where Value == DenseMatrix<S> { matmul(a, x) }

  /// `A B` with a sparse `B`, as `(Bᵀ Aᵀ)ᵀ`.
  public static func * <S>(a: Variable, b: Variable<CSRMatrix<S>>) -> Variable
  where Value == DenseMatrix<S> { b.transposed(times: a.transposed()).transposed() }
}

/// Of two vectors there are three products: elementwise `x .* y`, inner `dot(x, y)` and outer `outer(x, y)`.
@available(
  *, unavailable,
  message: "elementwise is x .* y, the inner product dot(x, y), the outer outer(x, y)"
)
public func * <S>(x: Variable<[S]>, y: Variable<[S]>) -> Variable<[S]> { x .* y }
