#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// `op(A)⁻¹ B` of a square matrix, by its LU factors: ``LUFactor``, which is made once where many systems have one
/// matrix.
///
/// - Parameter symbolic: the analysis of A's pattern; nil makes one.
/// - Throws: ``LUError``.
public func solve<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, transpose: Bool = false,
  symbolic: SymbolicLU? = nil
) throws(LUError) -> Variable<DenseMatrix<S>> {
  checkOrder(a.value, b.value)
  let analysis: SymbolicLU
  if let symbolic { analysis = symbolic } else { analysis = try SymbolicLU(a.value.pattern) }
  require(analysis.pattern === a.value.pattern, "the analysis is not of the matrix's pattern")
  return try LUFactor(analysis, a.value.values).solve(a, b, transpose: transpose)
}

/// `op(A)⁻¹ b`.
///
/// - Throws: ``LUError``.
public func solve<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, transpose: Bool = false,
  symbolic: SymbolicLU? = nil
) throws(LUError) -> Variable<[S]> {
  try solve(a, b.asColumn, transpose: transpose, symbolic: symbolic).flattened()
}

extension LUFactor {
  /// `op(A)⁻¹ B` on the tape, with the factor that is there: the gradient in A is the sum over all its uses.
  ///
  /// - Precondition: `a` is the matrix that was factored.
  /// - Complexity: O(`B.columns` · ``factorCount``), once more for a derivative.
  public func solve<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, transpose: Bool = false
  ) -> Variable<DenseMatrix<S>> {
    checkOrder(a.value, b.value)
    requireFactored(matrix, is: a.value)
    return SparseSolve(solver: LUFactorization<S>(factor: self), transpose: transpose)(a, b)
  }

  /// `op(A)⁻¹ b` on the tape, with the factor that is there.
  public func solve<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, transpose: Bool = false
  ) -> Variable<[S]> {
    solve(a, b.asColumn, transpose: transpose).flattened()
  }
}

extension LUFactor {
  /// `log |det A|` on the tape.
  ///
  ///     tangent     tr(A⁻¹ Ȧ)        cotangent   Ā = w̄ [A⁻ᵀ]_P(A)
  ///
  /// - Precondition: `a` is the matrix that was factored.
  /// - Complexity: O(`order`); for a derivative that of ``inverseEntries()``, and for a second one that of the derivative of
  ///   ``inverseEntries(_:)``.
  public func logAbsoluteDeterminant<S: DifferentiableScalar>(
    _ a: Variable<CSRMatrix<S>>
  ) -> Variable<S> {
    requireFactored(matrix, is: a.value)
    return LogDeterminant(factor: LUFactorization<S>(factor: self))(a)
  }

  /// `[A⁻ᵀ]_P(A)` on the tape: ``inverseEntries()``.
  ///
  ///     tangent     −[A⁻ᵀ Ȧᵀ A⁻ᵀ]_P(A)        cotangent   Ā = −[A⁻ᵀ C̄ᵀ A⁻ᵀ]_P(A)
  ///
  /// - Precondition: `a` is the matrix that was factored.
  /// - Complexity: for a derivative O(`order` · (``factorCount`` + entries of A)), in blocks of 64 columns.
  public func inverseEntries<S: DifferentiableScalar>(
    _ a: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    requireFactored(matrix, is: a.value)
    return InverseEntries(factor: LUFactorization<S>(factor: self))(a)
  }
}

private struct LUFactorization<S: SparseScalar>: DeterminantFactorization {
  let factor: LUFactor

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    factor.solve(b, transpose: transpose)
  }

  var logDeterminant: Double { factor.logAbsoluteDeterminant }

  func inverseEntries() -> CSRMatrix<Double> { factor.inverseEntries() }
}
#endif
