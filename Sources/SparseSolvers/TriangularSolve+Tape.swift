import SparseAutodiff
import SparseMatrices

/// `op(T)⁻¹ B`, T a triangle of A: see ``Triangle``. What is ignored has gradient 0.
///
/// - Throws: ``TriangularError``.
public func solve<S>(
  _ triangle: Triangle, of a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>,
  transpose: Bool = false
) throws(TriangularError) -> Variable<DenseMatrix<S>> {
  checkOrder(a.value, b.value)
  try triangle.check(a.value)
  return SparseSolve(
    solver: TriangularFactorization(matrix: a.value, triangle: triangle),
    places: StoredPlaces(triangle, of: a.value.pattern), transpose: transpose)(a, b)
}

/// `op(T)⁻¹ b`, T a triangle of A.
///
/// - Throws: ``TriangularError``.
public func solve<S>(
  _ triangle: Triangle, of a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, transpose: Bool = false
) throws(TriangularError) -> Variable<[S]> {
  try solve(triangle, of: a, b.asColumn, transpose: transpose).flattened()
}

private struct TriangularFactorization<S: SparseScalar>: SparseFactorization {
  let matrix: CSRMatrix<S>
  let triangle: Triangle

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    matrix.solving(triangle, b, transpose: transpose)
  }
}
