import RealModule
import SparseAD
import TestSupport
import Testing

/// The examples of the notes in paper 002, and its errors: each test of those fails with the printed formula.
@Suite struct PaperNotesTests {
  /// f(x₁, x₂) = x₁ x₂ + sin x₁ at (2, 7).
  @Test func productAndSine() {
    let (value, (x1, x2)) = valueWithGradient(at: 2.0, 7.0) { $0 * $1 + sin($0) }
    expectClose([value], [14 + Double.sin(2)])
    expectClose([x1, x2], [6.5839, 2], absolute: 5e-5)
    #expect(x2 == 2)
    let forward = jvp(at: 2.0, 7.0, along: (1, 0)) { $0 * $1 + sin($0) }
    expectClose([forward.tangent], [7 + Double.cos(2)])
  }

  /// f(x) = (x · b) exp(−x · x) with b = (1, 0): the notes print the gradient at (1, 2) and at a random point.
  @Test func gaussian() {
    let b = Variable([1.0, 0])
    func f(_ x: Variable<[Double]>) -> Variable<Double> { matmul(x, b) * exp((-x .* x).sum()) }
    let first = gradient(at: [1.0, 2], of: f)
    expectClose(first, [-0.00673795, -0.02695179], absolute: 5e-9)
    let second = gradient(at: [0.4717993, 0.90549333], of: f)
    expectClose(second, [0.19560835, -0.30124165], absolute: 1e-7)
    checkTape(at: [1.0, 2], of: f)
  }

  /// The notes' first graph: (2 x − 1).maximum(0).sum(axis=-1).
  @Test func verySimpleExample() {
    let x = DenseMatrix([[1.0, 2], [2, -1]])
    let (y, pullback) = valueWithPullback(at: x) { maximum($0 * 2 - 1, 0).sum(axis: 1) }
    #expect(y == [4, 3])
    #expect(pullback([1, 1]) == DenseMatrix([[2, 2], [2, 0]]))
  }

  /// The notes have ReLU′(0) = 1.
  @Test func rectifierAtZero() {
    #expect(gradient(at: 0.0) { relu($0) } == 0)
    #expect(gradient(at: [-1.0, 0, 1]) { relu($0).sum() } == [0, 0, 1])
  }

  /// The notes compute `A.T @ G_` with a padded G_, which is no vector.
  @Test func matrixTimesVector() {
    let (a, x) = (DenseMatrix([[1.0, 2], [3, 4], [5, 6]]), [1.0, -1])
    let (_, pullback) = valueWithPullback(at: a, x) { matmul($0, $1) }
    let (aBar, xBar) = pullback([1, 10, 100])
    #expect(xBar == [531, 642])
    #expect(aBar == DenseMatrix([[1, -1], [10, -10], [100, -100]]))
  }

  /// The notes' exp(p log x) is NaN for negative x, and at 0.
  @Test func negativeBases() {
    #expect(pow(Variable(-2.0), 3).value == -8)
    #expect(gradient(at: -2.0) { pow($0, 3) } == 12)
    #expect(gradient(at: [-3.0, 0, 3]) { pow($0, 2).sum() } == [-6, 0, 6])
    #expect(gradient(at: -2.0, 3.0) { a, _ in pow(a, Variable(3)) }.0 == 12)
  }

  /// The notes follow every path from the result: 2ᵈ visits of the first node. This would not end.
  @Test func sharedSubexpressions() {
    let bar = gradient(at: 1.0) { x in
      var y = x
      for _ in 0..<200 { y = (y + y) * 0.5 }
      return y
    }
    #expect(bar == 1)
  }

  /// The notes' forward difference with h = 1e-10 is wrong in the seventh digit; the central one is not.
  @Test func differenceQuotients() {
    func f(_ x: Double) -> Double { x * x * x }
    let x = 1.7
    let exact = gradient(at: x) { pow($0, 3) }
    let step = 1e-10
    let change: Double = f(x + step) - f(x)
    let error: Double = change / step - exact
    #expect(error.magnitude > 1e-7)
    #expect(gradientCheck(at: x, gradient: exact, of: f).passed(tolerance: 1e-9))
  }
}
