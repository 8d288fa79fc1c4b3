//! A sparse matrix, its product with a vector, and the gradient of the product in every stored entry.

// snippet.show
import SparseAD

// ⎡ 2 0 1 ⎤
// ⎢ 0 3 0 ⎥
// ⎣ 4 0 0 ⎦
let a = try COOMatrix<Double>(
  rows: 3, columns: 3, rowIndices: [0, 0, 1, 2], columnIndices: [0, 2, 1, 0], values: [2, 1, 3, 4]
).compressed()
let x: [Double] = [1, 2, 3]

let w = Gemv.forward(a, x)  // w = A x = [5, 6, 4]

// The loss ½‖w‖² has ∂/∂w = w; its gradients in A and in x are
let (_, aBar, xBar) = Gemv.vjp(a, x, cotangent: w)
print(aBar.values)  // [w xᵀ] where A stores an entry: [5.0, 15.0, 12.0, 4.0]
print(xBar)  // Aᵀ w: [26.0, 18.0, 5.0]
print(aBar.pattern === a.pattern)  // true: a gradient lives on its parameter's own pattern
// snippet.hide

precondition(w == [5, 6, 4])
precondition(aBar.values == [5, 15, 12, 4] && xBar == [26, 18, 5])
precondition(aBar.pattern === a.pattern)
