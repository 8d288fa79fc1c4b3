import RealModule
import SparseAD
import TestSupport
import Testing

@Suite struct GradientTests {
  private let a = CSRMatrix<Double>(
    pattern: SparsityPattern(rows: 4, columns: 3) { ($0 + $1) % 2 == 0 },
    values: [1, -2, 0.5, 3, 0, -1])

  // MARK: One derivative

  @Test func productAndSine() {
    let (value, bar) = valueWithGradient(at: 2.0, 7.0) { $0 * $1 + sin($0) }
    expectClose([value], [14 + Double.sin(2)])
    expectClose([bar.0, bar.1], [6.583_853_163_452_857_6, 2], relative: 1e-15)
  }

  /// x³ + 2 x of a variable that is used in four places, on both sides of one operation as well.
  @Test func usesAccumulate() {
    let bar = gradient(at: [1.0, -2]) { (x: Variable<[Double]>) in (x .* x .* x + x + x).sum() }
    #expect(bar == [5, 14])
    let aBar = gradient(at: a) { a in (a * Variable([1, 2, 3])).sum() + 2 * a.sum() }
    #expect(aBar.values == a.pattern.columnIndices.map { Double($0) + 3 })
  }

  @Test func unusedArgumentsHaveZeros() {
    let w = DenseMatrix([[1.0, 2]])
    let bar = gradient(at: a, w, [1.0, 2], 5.0) { _, _, x, _ in x.sum() }
    #expect(bar.0.pattern === a.pattern && bar.0.values == [0, 0, 0, 0, 0, 0])
    #expect(bar.1 == DenseMatrix([[0, 0]]) && bar.2 == [1, 1] && bar.3 == 0)
  }

  @Test func constantResult() {
    let c = Variable(4.0)
    let (value, bar) = valueWithGradient(at: a, [1.0, 2]) { _, _ in c }
    #expect(value == 4 && bar.1 == [0, 0])
    #expect(bar.0.pattern === a.pattern && bar.0.values.allSatisfy { $0 == 0 })
    let (y, pullback) = valueWithPullback(at: [1.0, 2]) { _ in Variable(DenseMatrix([[3.0]])) }
    let bars = pullback(DenseMatrix([[1]]))
    #expect(y == DenseMatrix([[3]]) && bars == [0, 0])
    let (constant, tangent) = jvp(at: 1.0, along: 1.0) { _ in Variable([3.0, 4]) }
    #expect(constant == [3, 4] && tangent == [0, 0])
  }

  @Test func identity() {
    #expect(gradient(at: 3.0) { $0 } == 1)
    let aBar = valueWithPullback(at: a) { $0 }.pullback(a)
    #expect(aBar == a)
    #expect(jvp(at: [3.0], along: [2]) { $0 }.tangent == [2])
  }

  @Test func pullbackCanBeCalledAgain() {
    let x = [1.0, -1, 2]
    let (y, pullback) = valueWithPullback(at: a, x) { $0 * $1 }
    #expect(y == a * x)
    let (aBar, xBar) = pullback([1, 0, 0, 2])
    let (_, other) = pullback([0, 1, 0, 0])
    let (aAgain, xAgain) = pullback([1, 0, 0, 2])
    #expect(aAgain == aBar && xAgain == xBar && other != xBar)
    let expected = Gemv.vjp(a, x, cotangent: [1, 0, 0, 2])
    #expect(aBar == expected.a && xBar == expected.b && aBar.pattern === a.pattern)
  }

  @Test func argumentsOfAllKinds() {
    let w = DenseMatrix([[1.0, -0.5], [2, 0.3], [0.1, 4]])
    checkTape(at: a, w, [0.7, -1.2], 1.5) { a, w, x, s in tanh(matmul(a * w, x) * s) }
  }

  @Test func singlePrecision() {
    let (value, bar) = valueWithGradient(at: Float(2), Float(7)) { $0 * $1 + sin($0) }
    expectClose([value], [14 + Float.sin(2)])
    expectClose([bar.0, bar.1], [Float(7) + Float.cos(2), 2])
    let a = CSRMatrix<Float>(self.a)
    let aBar = gradient(at: a) { ($0 * Variable([1, 2, 3])).squaredNorm() }
    #expect(aBar.pattern === a.pattern)
    checkTape(at: a, [Float(1), 2, 3]) { $0 * $1 }
  }

  @Test func errorsPass() {
    struct Stop: Error, Equatable {}
    #expect(throws: Stop()) {
      _ = try gradient(at: 1.0) { (x: Variable<Double>) throws(Stop) -> Variable<Double> in
        throw Stop()
      }
    }
  }

  // MARK: Derivatives of derivatives

  /// x⁴: 4 x³, 12 x², 24 x, 24, 0.
  @Test func derivativesOfHigherOrder() {
    func power(_ x: Variable<Double>) -> Variable<Double> { x * x * x * x }
    func first(_ x: Variable<Double>) -> Variable<Double> { gradient(at: x, of: power) }
    func second(_ x: Variable<Double>) -> Variable<Double> { gradient(at: x, of: first) }
    func third(_ x: Variable<Double>) -> Variable<Double> { gradient(at: x, of: second) }
    func fourth(_ x: Variable<Double>) -> Variable<Double> { gradient(at: x, of: third) }
    for (f, expected) in zip([power, first, second, third, fourth], [108.0, 108, 72, 24, 0]) {
      let derivative = gradient(at: 3.0, of: f)
      #expect(derivative == expected)
    }
    // Of constants, the gradient is a constant.
    let constant = second(Variable(3.0))
    #expect(constant.value == 108 && constant.tape == nil)
  }

  /// ‖∇ Σ sin x‖² = Σ cos² x, so its gradient is −sin 2x.
  @Test func gradientOfAGradientNorm() {
    func sines(_ x: Variable<[Double]>) -> Variable<Double> { sin(x).sum() }
    func penalty(_ x: Variable<[Double]>) -> Variable<Double> {
      let slope: Variable<[Double]> = gradient(at: x, of: sines)
      return slope.squaredNorm()
    }
    let x = [0.3, -1, 2]
    let bar = gradient(at: x, of: penalty)
    expectClose(bar, x.map { -Double.sin(2 * $0) })
  }

  /// The inner derivative is partial: ∂(z² w)/∂z = 2 z w at z = x, w = 3 x is 6 x², not (3 x³)′ = 9 x². The outer one is
  /// total: (6 x²)′ = 12 x.
  @Test func innerDerivativesArePartial() {
    var inner = 0.0
    let outer = gradient(at: 3.0) { x in
      let w = 3 * x
      let slope: Variable<Double> = gradient(at: x) { z in z * z * w }
      inner = slope.value
      return slope
    }
    #expect(inner == 54 && outer == 36)
    // x itself counts as a constant where it is captured.
    let captured = gradient(at: 3.0) { x in
      let slope: Variable<Double> = gradient(at: x) { z in z * x * x }
      return slope
    }
    #expect(captured == 6)
  }

  @Test func innerGradientInSeveralArguments() {
    func f(_ x: Variable<Double>, _ y: Variable<[Double]>) -> Variable<Double> {
      (y .* y * x).sum() * x
    }
    let (xBar, yBar) = gradient(at: 2.0, [1.0, 3]) { x, y in
      let (dx, dy): (Variable<Double>, Variable<[Double]>) = gradient(at: x, y, of: f)
      return dx * dy.sum()
    }
    // x² |y|²: dx = 2 x |y|² = 40, dy = 2 x² y = (8, 24), so the result is 4 x³ |y|² Σ y.
    #expect(xBar == 1920)
    // ∂/∂y_j: 4 x³ (2 y_j Σ y + |y|²).
    #expect(yBar == [32 * 18, 32 * 34])
  }

  /// An inner gradient that does not depend on anything is zero, and so is its derivative.
  @Test func innerConstant() {
    let bar = gradient(at: 3.0) { x in
      let slope: Variable<Double> = gradient(at: x) { _ in x * x }
      #expect(slope.value == 0)
      return slope + x
    }
    #expect(bar == 1)
  }
}
