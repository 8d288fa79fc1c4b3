//! A sparse matrix, its product with a vector, and the gradient of a loss in every stored entry.

// snippet.show
import SparseAD

let a: CSRMatrix<Double> = [[2, 0, 1], [0, 3, 0], [4, 0, 0]]  // zeros are not stored
let x: [Double] = [1, 2, 3]
print(a * x)  // [5.0, 6.0, 4.0]

// The gradients of the loss ½‖A x‖², in A and in x.
let (aBar, xBar) = gradient(at: a, x) { a, x in 0.5 * (a * x).squaredNorm() }
print(aBar.values)  // [(A x) xᵀ] where A stores an entry: [5.0, 15.0, 12.0, 4.0]
print(xBar)  // Aᵀ A x: [26.0, 18.0, 5.0]
print(aBar.pattern === a.pattern)  // true: a gradient lives on its parameter's own pattern
// snippet.hide

precondition(a * x == [5, 6, 4])
precondition(aBar.values == [5, 15, 12, 4] && xBar == [26, 18, 5])
precondition(aBar.pattern === a.pattern)
