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
  return try CholeskyFactor(ofValue: a, storage: storage, symbolic: symbolic).solve(a, b)
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
    return SparseSolve<S>(
      solver: CholeskyFactorization(factor: self), places: symbolic.places())(a, b)
  }

  /// `A⁻¹ b` on the tape, with the factor that is there.
  public func solve<S>(_ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>) -> Variable<[S]> {
    solve(a, b.asColumn).flattened()
  }
}

/// `log det A` of a symmetric positive definite matrix, by its Cholesky factor: ``CholeskyFactor/logDeterminant(_:)``, where
/// the factor is there.
///
/// - Parameter symbolic: the analysis of A's pattern; nil makes one.
/// - Throws: ``CholmodError``.
public func logDeterminant<S: DifferentiableScalar>(
  _ a: Variable<CSRMatrix<S>>, storage: SymmetricStorage = .full,
  symbolic: SymbolicCholesky? = nil
) throws(CholmodError) -> Variable<S> {
  try CholeskyFactor(ofValue: a, storage: storage, symbolic: symbolic).logDeterminant(a)
}

extension CholeskyFactor {
  /// `log det A = 2 Σ log L_jj` on the tape.
  ///
  ///     tangent     tr(A⁻¹ Ȧ)        cotangent   Ā = w̄ [A⁻¹]_P(A)
  ///
  /// Where a triangle is stored, an entry beside the diagonal counts for two places, so its gradient is twice that; entries
  /// of the other triangle are ignored, with gradient 0.
  ///
  /// - Precondition: `a` is the matrix that was factored.
  /// - Complexity: O(`order`); for a derivative that of ``selectedInverse()``, and for a second one that of the derivative
  ///   of ``selectedInverse(_:)``.
  public func logDeterminant<S: DifferentiableScalar>(
    _ a: Variable<CSRMatrix<S>>
  ) -> Variable<S> {
    requireFactored(matrix, is: a.value)
    return LogDeterminant(
      factor: CholeskyFactorization<S>(factor: self), places: symbolic.places())(a)
  }

  /// `[A⁻¹]_P(A)` on the tape: the entries of the inverse at the places that A stores, and 0 at those that it ignores. With
  /// them also `tr(A⁻¹ B) = dot(A⁻¹, B)` for a B on A's pattern, and the diagonal of `A⁻¹`.
  ///
  ///     tangent     −[A⁻¹ Ȧ A⁻¹]_P(A)        cotangent   Ā = −[A⁻¹ C̄ A⁻¹]_P(A)
  ///
  /// - Precondition: `a` is the matrix that was factored.
  /// - Complexity: that of ``selectedInverse()``; for a derivative O(`order` · (``SymbolicCholesky/factorCount`` + entries
  ///   of A)), in blocks of 64 columns.
  public func selectedInverse<S: DifferentiableScalar>(
    _ a: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    requireFactored(matrix, is: a.value)
    return InverseEntries(
      factor: CholeskyFactorization<S>(factor: self), places: symbolic.places())(a)
  }
}

extension CholeskyFactor {
  /// The factor of a variable's value; `symbolic` is the analysis of its pattern, or nil to make one.
  convenience init<S>(
    ofValue a: Variable<CSRMatrix<S>>, storage: SymmetricStorage, symbolic: SymbolicCholesky?
  ) throws(CholmodError) {
    let pattern = a.value.pattern
    let analysis: SymbolicCholesky
    if let symbolic {
      analysis = symbolic
    } else {
      analysis = try SymbolicCholesky(pattern, storage: storage)
    }
    require(analysis.pattern === pattern, "the analysis is not of the matrix's pattern")
    require(analysis.storage == storage, "the analysis is of \(analysis.storage) storage")
    try self.init(analysis, a.value.values)
  }
}

extension SymbolicCholesky {
  /// Which places of the matrix the entries of the pattern stand for.
  func places<S: SparseScalar>() -> StoredPlaces<S> {
    switch storage {
    case .full: StoredPlaces()
    case .lower: StoredPlaces(.lower, of: pattern, isMirrored: true)
    case .upper: StoredPlaces(.upper, of: pattern, isMirrored: true)
    }
  }
}

private struct CholeskyFactorization<S: SparseScalar>: DeterminantFactorization {
  let factor: CholeskyFactor

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    withMemory { try factor.solve(b) }
  }

  var logDeterminant: Double { factor.logDeterminant }

  func inverseEntries() -> CSRMatrix<Double> {
    let storage = factor.symbolic.storage
    return withMemory { try factor.selectedInverse() }
      .entries(on: factor.symbolic.pattern, where: storage.reads)
  }

  /// Memory for one more vector or factor, where Swift's own arrays stop as well.
  private func withMemory<Result>(_ body: () throws -> Result) -> Result {
    do {
      return try body()
    } catch {
      stop("\(error)")
    }
  }
}
#endif
