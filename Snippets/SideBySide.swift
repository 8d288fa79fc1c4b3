//! What users of PyTorch, JAX, SciPy and Julia know, as it is written here.

// snippet.show
import SparseAD

// Make: scipy.sparse.csr_matrix(dense), eye, random; sparse(…) and sprand in Julia.
let a: CSRMatrix<Double> = [[4, 1, 0], [1, 3, 1], [0, 1, 2]]
let eye = CSRMatrix<Double>.identity(3)
let r = try CSRMatrix<Double>.random(rows: 3, columns: 3, density: 0.5, seed: 1)

// Products: `A @ x`, `torch.sparse.mm`, `A * x`. Elementwise: `*` in NumPy and PyTorch, `.*` in Julia and here.
let x: [Double] = [1, 2, 3]
let ax = a * x
let both = try Spgemm.forward(a, r)
let entrywise = a .* r

// Transpose, slices, sums: A.T, A[0:2, :], A.sum(axis=1).
let transposed = a.transposed()
let firstRows = a[rows: 0..<2]
let sums = a.sum(axis: 1)

// Gradients: loss.backward(), jax.grad, Zygote.gradient. The gradient of a sparse matrix is sparse.
let (aBar, xBar) = gradient(at: a, x) { a, x in (a * x).squaredNorm() }

// jax.jvp and jax.vjp.
let (_, tangent) = jvp(at: x, along: [1, 0, 0]) { x in Variable(a) * x }
let (_, pullback) = valueWithPullback(at: x) { x in Variable(a) * x }
let cotangent = pullback([1, 0, 0])

// torch.no_grad, jax.lax.stop_gradient.
let constant = withoutRecording { Variable(a) * Variable(x) }

// torch.optim.Adam, optax.adam: `update` is the step.
var parameters = x
var adam = Adam<Double>(learningRate: 0.01)
adam.update(&parameters, along: xBar)

// torchdiffeq.odeint, diffrax.diffeqsolve, OrdinaryDiffEq.solve.
let decay = TapeField<[Double], [Double]> { t, y, k in -k .* y }
let end = try ODESolver(.tsitouras5).solve(decay, from: x, [1, 2, 3], over: (0, 1))
// snippet.hide

precondition(ax == [6, 10, 8] && sums == [5, 5, 3] && cotangent == [4, 1, 0])
precondition(tangent == [4, 1, 0] && aBar.pattern === a.pattern && constant.value == ax)
precondition(entrywise.count == r.pattern.intersection(a.pattern).count && both.rows == 3)
precondition(eye * x == x && transposed == a && firstRows.rows == 2)
precondition(
  zip(end, zip(x, [1.0, 2, 3])).allSatisfy { abs($0 - $1.0 * Double.exp(-$1.1)) < 1e-5 })
