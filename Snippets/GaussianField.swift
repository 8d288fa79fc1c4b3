//! The likelihood of a Gaussian field on a grid, maximised with its exact gradient.

#if SuiteSparse
// snippet.show
import RealModule
import SparseAD

// The precision matrix of a field on a 40×40 grid: κ² I + τ L, with the grid's Laplacian L. Neighbours are alike over about
// √(τ/κ²) steps.
let side = 40
let right = (0..<side * side).filter { $0 % side < side - 1 }.map { ($0, $0 + 1) }
let down = (0..<side * (side - 1)).map { ($0, $0 + side) }
let laplacian = try CSRMatrix<Double>(
  rows: side * side, columns: side * side,
  entries: (right + down).flatMap { i, j in [(i, i, 1), (j, j, 1), (i, j, -1), (j, i, -1)] })
let identity = CSRMatrix<Double>(
  pattern: laplacian.pattern,
  values: (0..<laplacian.count).map {
    let (i, j) = laplacian.pattern.place(ofEntry: $0)
    return i == j ? 1 : 0
  })

// Thirty samples of a field whose κ² is 0.2 and whose τ is 3.
let truth = try CholeskyFactor(0.2 * identity + 3 * laplacian)
var random = SeededGenerator(seed: 4)
let samples = try truth.samples(30, using: &random)
// snippet.hide

// snippet.show
// Analysed once; each point is factored once, and its factor serves the determinant, its gradient and the deviations.
let symbolic = try SymbolicCholesky(laplacian.pattern)

// The negative log-likelihood of a sample, up to a constant, in log κ² and log τ.
func loss(_ p: Variable<[Double]>) throws -> Variable<Double> {
  let q = try exp(p[0]) * Variable(identity) + exp(p[1]) * Variable(laplacian)
  let factor = try CholeskyFactor(symbolic, q.value.values)
  let x = Variable(samples)
  return 0.5 * ((x .* (q * x)).sum() / 30 - factor.logDeterminant(q))
}

var p = [0.0, 0]
for step in 0..<12 {
  // Newton's method: the curvature is as exact as the slope.
  let (value, slope) = try valueWithGradient(at: p, of: loss)
  let curvature = try [[1.0, 0], [0, 1]].map {
    try hessianVectorProduct(at: p, along: $0, of: loss)
  }
  print("step \(step): loss \(value), κ² \(Double.exp(p[0])), τ \(Double.exp(p[1]))")
  if slope.allSatisfy({ $0.magnitude < 1e-6 }) { break }
  let hessian: CSRMatrix<Double> = [curvature[0], curvature[1]]
  let newton = try LUFactor(hessian).solve(slope)
  for k in p.indices { p[k] -= max(-1, min(1, newton[k])) }
}

// The standard deviation of each point: the diagonal of the inverse, without the inverse.
let fitted = try Double.exp(p[0]) * identity + Double.exp(p[1]) * laplacian
let found = try symbolic.factor(fitted.values)
let deviations = try found.selectedInverse().diagonal.map { $0.squareRoot() }
print("from \(deviations.min() ?? 0) inside to \(deviations.max() ?? 0) in the corners")
// snippet.hide
#endif
