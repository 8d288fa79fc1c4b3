import SparseAutodiff
import SparseMatrices

extension LSMR {
  /// `A⁺ b` on the tape: the least-squares solution, with its derivatives in A and b while the rank stays what it is.
  ///
  /// A derivative is up to four solutions of the same kind. They are as exact as the limits make them.
  ///
  /// - Throws: ``IterativeError``. A solve that a derivative needs cannot throw: where it does not converge the program stops,
  ///   and says with what residual.
  public func solve<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, until limits: IterationLimits = .init()
  ) throws(IterativeError<S>) -> Variable<[S]> {
    let solver = LSMRFactorization(matrix: a.value, limits: limits)
    let x = try solve(a.value, b.value, until: limits).x
    let solution = DenseMatrix(rows: x.count, columns: 1, values: x)
    return LeastSquaresSolve(solver: solver, solution: solution)(a, b.asColumn).flattened()
  }
}

private struct LSMRFactorization<S: SparseScalar>: SparseFactorization {
  let matrix: CSRMatrix<S>
  let limits: IterationLimits

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    let a = transpose ? matrix.transposed() : matrix
    return byColumns(b, rows: a.columns) { b throws(IterativeError<S>) in
      try LSMR().solve(a, b, until: limits).x
    }
  }
}
