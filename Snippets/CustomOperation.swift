//! An operation of one's own, differentiable to any order from one line of calculus.

// snippet.show
import SparseAD

/// The logistic function, whose derivative is cheap in its value: y′ = y (1 − y).
struct Logistic: UnaryOperation {
  var name: String { "logistic" }

  func forward(_ x: [Double]) -> [Double] { x.map { 1 / (1 + Double.exp(-$0)) } }

  // In variables, so that it can be differentiated in turn. Tangents follow by themselves.
  func vjp(
    _ x: Variable<[Double]>, _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> Variable<[Double]> { cotangent .* y .* (1 - y) }
}

func total(_ x: Variable<[Double]>) -> Variable<Double> { Logistic()(x).sum() }

let x = [-1.0, 0, 2]
let slope = gradient(at: x, of: total)
let curvature = hessianVectorProduct(at: x, along: [1, 1, 1], of: total)
print(slope)  // y (1 − y)
print(curvature)  // y (1 − y) (1 − 2 y)

// Against central differences, and forward against reverse mode.
let differences = gradientCheck(at: x, gradient: slope) { x in total(Variable(x)).value }
let adjoint = adjointCheck(
  at: x, jvp: { jvp(at: x, along: $0) { Logistic()($0) }.tangent },
  vjp: { valueWithPullback(at: x) { Logistic()($0) }.pullback($0) })
print(differences)
print(adjoint)
// snippet.hide

precondition(differences.passed(tolerance: 1e-7) && adjoint.passed(tolerance: 1e-13))
for (k, y) in Logistic().forward(x).enumerated() {
  precondition(abs(slope[k] - y * (1 - y)) < 1e-15)
  precondition(abs(curvature[k] - y * (1 - y) * (1 - 2 * y)) < 1e-15)
}
