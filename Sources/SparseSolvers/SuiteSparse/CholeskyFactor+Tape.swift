#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// `A⁻¹ B` of a symmetric positive definite matrix, by its Cholesky factor: ``CholeskyFactor``, which is made once where
/// many systems have one matrix.
///
/// Where all entries are stored, each is a parameter of its own. Where a triangle is, an entry beside the diagonal stands
/// for two places and its gradient is the sum of theirs; entries of the other triangle are ignored, with gradient 0.
///
/// - Parameter symbolic: the analysis of A's pattern; nil makes one.
/// - Throws: ``CholmodError``.
public func solvePositiveDefinite<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, storage: SymmetricStorage = .full,
  symbolic: SymbolicCholesky? = nil
) throws(CholmodError) -> Variable<DenseMatrix<S>> {
  checkOrder(a.value, b.value)
  let pattern = a.value.pattern
  let analysis: SymbolicCholesky
  if let symbolic {
    analysis = symbolic
  } else {
    analysis = try SymbolicCholesky(pattern, storage: storage)
  }
  require(analysis.pattern === pattern, "the analysis is not of the matrix's pattern")
  require(analysis.storage == storage, "the analysis is of \(analysis.storage) storage")
  return try CholeskyFactor(analysis, a.value.values).solve(a, b)
}

/// `A⁻¹ b` of a symmetric positive definite matrix.
///
/// - Throws: ``CholmodError``.
public func solvePositiveDefinite<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, storage: SymmetricStorage = .full,
  symbolic: SymbolicCholesky? = nil
) throws(CholmodError) -> Variable<[S]> {
  try solvePositiveDefinite(a, b.asColumn, storage: storage, symbolic: symbolic).flattened()
}

extension CholeskyFactor {
  /// `A⁻¹ B` on the tape, with the factor that is there: the gradient in A is the sum over all its uses.
  ///
  /// - Precondition: `a` is the matrix that was factored.
  /// - Complexity: O(`B.columns` · ``SymbolicCholesky/factorCount``), once more for a derivative.
  public func solve<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>
  ) -> Variable<DenseMatrix<S>> {
    checkOrder(a.value, b.value)
    requireFactored(matrix, is: a.value)
    var operation = SparseSolve<S>(solver: CholeskyFactorization(factor: self))
    if symbolic.storage != .full {
      let triangle = symbolic.storage == .lower ? Triangle.lower : .upper
      operation.own = matrix.pattern.ones(where: triangle.reads)
      operation.mirrored = matrix.pattern.ones(where: triangle.contains)
    }
    return operation(a, b)
  }

  /// `A⁻¹ b` on the tape, with the factor that is there.
  public func solve<S>(_ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>) -> Variable<[S]> {
    solve(a, b.asColumn).flattened()
  }
}

private struct CholeskyFactorization<S: SparseScalar>: SparseFactorization {
  let factor: CholeskyFactor

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    do {
      return try factor.solve(b)
    } catch {
      // Memory for one more vector, where Swift's own arrays stop as well.
      stop("\(error)")
    }
  }
}
#endif
