import SparseAutodiff
import SparseMatrices

extension KrylovMethod {
  /// `A⁻¹ b` on the tape.
  ///
  /// The derivatives are those of the solution, not of the iterations: solves with A and Aᵀ, of the same method and the same
  /// preconditioner, transposed. They, and the gradient, are as exact as the limits make them: where the residuals are ε of
  /// the right-hand sides, up to about ε times the condition number of A.
  ///
  /// All entries of a symmetric matrix have to be stored; each is a parameter of its own.
  ///
  /// - Parameter preconditioner: made of the value of `a`, or of one near it: it speeds the solution up and does not change it.
  /// - Throws: ``IterativeError``. A solve that a derivative needs cannot throw: where it does not converge the program stops,
  ///   and says with what residual.
  public func solve<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>,
    preconditioner: (any LinearOperator<S>)? = nil, until limits: IterationLimits = .init()
  ) throws(IterativeError<S>) -> Variable<[S]> {
    let solver = KrylovFactorization(
      method: self, matrix: a.value, preconditioner: preconditioner, limits: limits)
    let x = try solver.solve(b.value, transpose: false)
    let solution = DenseMatrix(rows: x.count, columns: 1, values: x)
    return SparseSolve(solver: solver, solution: solution)(a, b.asColumn).flattened()
  }
}

private struct KrylovFactorization<S: SparseScalar>: SparseFactorization {
  let method: any KrylovMethod
  let matrix: CSRMatrix<S>
  let preconditioner: (any LinearOperator<S>)?
  let limits: IterationLimits

  func solve(_ b: [S], transpose: Bool) throws(IterativeError<S>) -> [S] {
    let isTransposed = transpose && !method.assumesSymmetry
    var preconditioner = preconditioner
    if isTransposed, let base = preconditioner { preconditioner = TransposedOperator(base: base) }
    return try method.solve(
      isTransposed ? matrix.transposed() : matrix, b, preconditioner: preconditioner, until: limits
    ).x
  }

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    byColumns(b, rows: b.rows) { b throws(IterativeError<S>) in
      try solve(b, transpose: transpose)
    }
  }
}

/// Solves for each column of B, or stops.
func byColumns<S>(
  _ b: DenseMatrix<S>, rows: Int, _ solve: ([S]) throws(IterativeError<S>) -> [S]
) -> DenseMatrix<S> {
  let right = b.transposed().values
  var values: [S] = []
  for j in 0..<b.columns {
    do {
      values += try solve(Array(right[j * b.rows..<(j + 1) * b.rows]))
    } catch {
      stop("the derivative of an iterative solution: \(error)")
    }
  }
  return DenseMatrix(rows: b.columns, columns: rows, values: values).transposed()
}
