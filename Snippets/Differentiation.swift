//! Every way to a derivative, on examples small enough to check by hand.

// snippet.show
import SparseAD

// A variable is differentiated in; a detached one is a constant.
let square = gradient(at: 3.0) { x in x * x }  // 6
let half = gradient(at: 3.0) { x in x * x.detached() }  // 3: one factor is a constant

// Of f(x₁, x₂) = x₁ x₂ + sin x₁ at (2, 7), for any number and mixture of arguments.
let (value, (d1, d2)) = valueWithGradient(at: 2.0, 7.0) { $0 * $1 + sin($0) }  // 14.91; 6.58, 2
let (_, tangent) = jvp(at: 2.0, 7.0, along: (1.0, 0.0)) { $0 * $1 + sin($0) }  // 6.58

// Of a sparse product: the map from a cotangent of the result to those of both arguments.
let a: CSRMatrix<Double> = [[2, 0, 1], [0, 3, 0]]
let x: [Double] = [1, 2, 3]
let (y, pullback) = valueWithPullback(at: a, x) { a, x in a * x }
let (aBar, xBar) = pullback([1, 10])  // [ȳ xᵀ] where A stores an entry; Aᵀ ȳ

// A dense Jacobian, and a Hessian times a vector: forward over reverse.
func f(_ x: Variable<[Double]>) -> Variable<[Double]> {
  concatenate([x[0..<1] .* x[1..<2], x[2...].squared()])
}
let j = jacobian(at: [2.0, 3, 5], of: f)  // ⎡3 2 0⎤ ⎣0 0 10⎦
let h = hessianVectorProduct(at: [1.0, -2, 0.5], along: [1, 1, 1]) { x in
  (x .* x .* x).sum()
}  // 6 x ⊙ v

// A derivative of a derivative, to any order.
func first(_ x: Variable<Double>) -> Variable<Double> { gradient(at: x) { $0 * $0 * $0 * $0 } }
func second(_ x: Variable<Double>) -> Variable<Double> { gradient(at: x, of: first) }
let third = gradient(at: 3.0, of: second)  // 24 x = 72

// An inner derivative is partial: w counts as a constant in it. The outer one is total.
let total = gradient(at: 3.0) { x in
  let w = 3 * x
  return gradient(at: x) { z in z * z * w }  // 2 x w = 6 x², not (3 x³)′
}  // 12 x = 36
// snippet.hide

precondition(square == 6 && half == 3 && third == 72 && total == 36)
precondition(abs(d1 - (7 + Double.cos(2))) < 1e-14 && d2 == 2 && tangent == d1 && value > 14.9)
precondition(y == [5, 6] && aBar.values == [1, 3, 20] && xBar == [2, 30, 1])
precondition(j == [[3, 2, 0], [0, 0, 10]] && h == [6, -12, 3])
