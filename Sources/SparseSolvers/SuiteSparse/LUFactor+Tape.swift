#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// `op(A)⁻¹ B` of a square matrix, by its LU factors with partial pivoting, in double precision: ``LUFactor``.
///
/// - Throws: ``LUError``.
public func solve<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, transpose: Bool = false
) throws(LUError) -> Variable<DenseMatrix<S>> {
  checkOrder(a.value, b.value)
  let factor = try LUFactor(a.value)
  return SparseSolve(solver: LUFactorization<S>(factor: factor), transpose: transpose)(a, b)
}

/// `op(A)⁻¹ b`.
///
/// - Throws: ``LUError``.
public func solve<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, transpose: Bool = false
) throws(LUError) -> Variable<[S]> {
  try solve(a, b.asColumn, transpose: transpose).flattened()
}

private struct LUFactorization<S: SparseScalar>: SparseFactorization {
  let factor: LUFactor

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    factor.solve(b, transpose: transpose)
  }
}
#endif
