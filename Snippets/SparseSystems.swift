//! Sparse systems: which solver, one factor for many uses, and the gradient of a solution.

#if SuiteSparse
import SparseAD

// snippet.show
// A five-point Laplacian on a 30×30 grid, and a right-hand side.
let n = 900
let a = try CSRMatrix<Double>.banded(n, [0: 4.1, 1: -1, -1: -1, 30: -1, -30: -1])
let b = [Double](repeating: 1, count: n)

// Symmetric positive definite: Cholesky. Any square matrix: LU. Both are analysed once for a pattern.
let cholesky = try CholeskyFactor(a)
let lu = try LUFactor(a)
let x = try cholesky.solve(b)
print(x[0] - lu.solve(b)[0], try lu.conditionEstimate())

// Other values in the same places: nothing is analysed, or searched for, again.
let next = try lu.refactored(1.5 * a)
print(next.solve(b)[0] * 1.5 - x[0])
// snippet.hide

// snippet.show
// Too large to factor: iterations, with a preconditioner.
let solution = try ConjugateGradients().solve(
  a, b, preconditioner: IncompleteCholesky(a), until: IterationLimits(relative: 1e-12))
print(solution.iterations, solution.residual)
// snippet.hide

// snippet.show
// On the tape, one factor serves every solution and every derivative: the gradient in A is the sum over its uses.
let (aBar, bBar) = try gradient(at: a, b) { a, b in
  let factor = try LUFactor(a.value)
  let x = factor.solve(a, b)
  return factor.solve(a, x, transpose: true).squaredNorm() + factor.logAbsoluteDeterminant(a)
}
print(aBar.pattern === a.pattern, bBar[0])
// snippet.hide

// snippet.show
// Iterations are differentiated through the equation they solve, not through their steps.
let slope = try gradient(at: b) { b in
  try ConjugateGradients().solve(Variable(a), b, preconditioner: IncompleteCholesky(a))
    .squaredNorm()
}
// snippet.hide
let exact = gradient(at: b) { b in cholesky.solve(Variable(a), b).squaredNorm() }
precondition(zip(slope, exact).allSatisfy { abs($0 - $1) < 1e-6 })
#endif
