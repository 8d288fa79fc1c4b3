#if SuiteSparse
import RealModule
import SparseAD
import TestSupport
import Testing

@Suite struct ImplicitFunctionTests {
  typealias Vector = Variable<[Double]>

  /// Paper 004, example 1: u = (p₁² + p₂, p₁ p₂), g = u₁ + u₂².
  static let example1 = ImplicitFunction<[Double]> { u, p in
    u - concatenate([(p[0] * p[0] + p[1]).asVector, (p[0] * p[1]).asVector])
  }

  /// Paper 004, example 2: u₁ + u₂ + p₁ = 0, u₁³ − u₂ + p₂ = 0, g = u₁² + u₂².
  static let example2 = ImplicitFunction<[Double]> { u, p in
    let (first, second) = (u[0] + u[1] + p[0], u[0] * u[0] * u[0] - u[1] + p[1])
    return concatenate([first.asVector, second.asVector])
  }

  @Test(arguments: [[2.0, 3], [-1.5, 0.25]])
  func firstExample(_ p: [Double]) throws {
    let slope = try gradient(at: p) { (p: Vector) throws(ImplicitFunctionError) in
      let u = try Self.example1(p, from: [0, 0])
      return u[0] + u[1] * u[1]
    }
    expectClose(slope, [2 * p[0] + 2 * p[0] * p[1] * p[1], 1 + 2 * p[0] * p[0] * p[1]])
  }

  /// At p = (1/2, −5/2) the solution is u = (1, −3/2) and λ = (−7/4, 5/4).
  @Test func secondExample() throws {
    let p = [0.5, -2.5]
    let solution = try Self.example2.solve(p, from: [0, 0])
    expectClose(solution.u, [1, -1.5])
    #expect(solution.residual < 1e-14)
    #expect(solution.iterations < 10)
    let slope = try gradient(at: p) { (p: Vector) throws(ImplicitFunctionError) in
      try Self.example2(p, from: [0, 0]).squared().sum()
    }
    expectClose(slope, [1.75, -1.25], relative: 1e-14)
  }

  /// (26) as printed, without the transpose: another λ, another gradient, and central differences tell which is right.
  @Test func printedAdjointEquationIsWrong() throws {
    let p = [0.5, -2.5]
    let u = try Self.example2.solve(p, from: [0, 0]).u
    let jacobian = try CSRMatrix<Double>(
      SparseAutodiff.jacobian(at: u) { Self.example2Residual($0, p) })
    let slope = u.map { 2 * $0 }
    // ∂f/∂p is the identity, so dg/dp = −λ.
    let lu = try LUFactor(jacobian)
    let printed = lu.solve(slope).map { -$0 }
    let corrected = lu.solve(slope, transpose: true).map { -$0 }
    expectClose(printed, [0.25, -2.25], relative: 1e-14)
    expectClose(corrected, [1.75, -1.25], relative: 1e-14)
    func loss(_ p: [Double]) -> Double {
      always { try Self.example2.solve(p, from: [0, 0]).u }.reduce(0) { $0 + $1 * $1 }
    }
    #expect(gradientCheck(at: p, gradient: corrected, of: loss).passed(tolerance: 1e-7))
    #expect(!gradientCheck(at: p, gradient: printed, of: loss).passed(tolerance: 0.1))
  }

  private static func example2Residual(_ u: Vector, _ p: [Double]) -> Vector {
    let (first, second) = (u[0] + u[1] + p[0], u[0] * u[0] * u[0] - u[1] + p[1])
    return concatenate([first.asVector, second.asVector])
  }

  /// A full, non-symmetric Jacobian that depends on u and p both: derivatives of first and second order.
  @Test func derivativesInAVector() throws {
    var random = RandomValues<Double>(seed: 3)
    let (m, b) = (random.dense(4, 4), random.vector(4))
    let root = ImplicitFunction<[Double]> { u, p in
      3 * u + tanh(matmul(Variable(m), u) + p) + 0.1 * (p .* u .* u) - Variable(b)
    }
    checkTape(at: random.vector(4)) { (p: Vector) in always { try root(p, from: b) } }
  }

  @Test func derivativesInADenseMatrix() throws {
    var random = RandomValues<Double>(seed: 4)
    let b = random.vector(3)
    let root = ImplicitFunction<DenseMatrix<Double>> { u, w in
      2 * u - sin(matmul(w, u)) - Variable(b)
    }
    checkTape(at: random.dense(3, 3)) { w in always { try root(w, from: b) } }
  }

  /// A u + u³ = b on a path: the Jacobian is evaluated on its pattern, and the gradient in A is on A's.
  @Test func sparseEquations() throws {
    let n = 30
    let pattern = SparsityPattern(rows: n, columns: n) { i, j in abs(i - j) <= 1 }
    var random = RandomValues<Double>(seed: 5)
    var a = CSRMatrix(pattern: pattern, values: random.vector(pattern.count))
    for i in 0..<n { pattern.entry(i, i).map { a.values[$0] += 5 } }
    let b = random.vector(n)
    let equations: ImplicitFunction<CSRMatrix<Double>>.Equations = { u, a in
      a * u + u .* u .* u - Variable(b)
    }
    let root = ImplicitFunction(coloring: JacobianColoring(pattern), equations: equations)
    let dense = ImplicitFunction(equations: equations)
    let guess = [Double](repeating: 0, count: n)
    let solution = try root.solve(a, from: guess)
    expectClose(solution.u, try dense.solve(a, from: guess).u, relative: 1e-13)
    checkTape(at: a) { a in always { try root(a, from: guess) } }
  }

  /// The full step from 3 leads away for good; shorter steps lead home.
  @Test func stepsAreShortened() throws {
    let root = ImplicitFunction<Double> { u, p in u ./ sqrt(1 + u .* u) - p * 1.0.asOnes(1) }
    let solution = try root.solve(0.1, from: [3])
    expectClose(solution.u, [0.1 / Double.sqrt(1 - 0.01)], relative: 1e-12)
  }

  @Test func inFloat() throws {
    let root = ImplicitFunction<Float> { u, p in u .* u - p * Float(1).asOnes(1) }
    let slope = try gradient(at: 2 as Float) { (p: Variable<Float>) throws(ImplicitFunctionError) in
      try root(p, from: [1])[0]
    }
    #expect(abs(slope - 0.35355338) < 1e-6)
  }

  @Test func withoutASolution() {
    let root = ImplicitFunction<Double> { u, p in u .* u + p * 1.0.asOnes(1) }
    #expect {
      try root.solve(1, from: [0.7])
    } throws: { error in
      guard case .notConverged(_, let residual) = error as? ImplicitFunctionError else {
        return false
      }
      return residual >= 1 && residual < 1.1
    }
  }

  @Test func tooFewSteps() {
    let root = ImplicitFunction<Double>(maximumIterations: 2) { u, p in
      u .* u - p * 1.0.asOnes(1)
    }
    #expect {
      try root.solve(2, from: [100])
    } throws: { error in
      guard case .notConverged(2, let residual) = error as? ImplicitFunctionError else {
        return false
      }
      return residual > 100
    }
  }

  @Test func singular() {
    let root = ImplicitFunction<Double> { u, p in
      concatenate([u[0 as Int] + u[1 as Int] - p, u[0 as Int] + u[1 as Int]].map(\.asVector))
    }
    #expect(throws: ImplicitFunctionError.singular) { try root.solve(1, from: [0, 0]) }
  }

  @Test func notFinite() {
    let root = ImplicitFunction<Double> { u, p in sqrt(u) - p * 1.0.asOnes(1) }
    #expect(throws: ImplicitFunctionError.nonFinite(equation: 0, unknown: 0)) {
      try root.solve(1, from: [0])
    }
  }
}

extension Variable where Value == Double {
  fileprivate var asVector: Variable<[Double]> { flattened() }
}

extension SparseScalar {
  fileprivate func asOnes(_ count: Int) -> Variable<[Self]> {
    Variable([Self](repeating: self, count: count))
  }
}
#endif
