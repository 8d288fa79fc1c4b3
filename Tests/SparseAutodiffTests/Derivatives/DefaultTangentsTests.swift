import RealModule
import SparseAD
import TestSupport
import Testing

/// Operations of a user's own that say how cotangents pass and nothing more: tangents, and derivatives of any order,
/// follow.
@Suite struct DefaultTangentsTests {
  private let x = [-30.0, -1.5, 0, 0.25, 2]

  @Test func cheapDerivativeOfTheSigmoid() {
    #expect(Logistic()(Variable([0.0])).value == [0.5])
    let bar = gradient(at: x) { Logistic()($0).sum() }
    expectClose(bar, x.map { x in 1 / (2 + Double.exp(x) + Double.exp(-x)) })
    checkTape(at: x) { Logistic()($0) }
    checkTape(at: x) { Logistic()(Logistic()($0) .* $0) }
  }

  @Test func hasTheTangentOfTheBuiltIn() {
    let along = [1.0, -1, 2, 0.5, 3]
    let (own, ownTangent) = jvp(at: x, along: along) { Logistic()($0) }
    let (builtIn, tangent) = jvp(at: x, along: along) { sigmoid($0) }
    expectClose(own, builtIn)
    expectClose(ownTangent, tangent)
    // And in a derivative's derivative, where the tangent is recorded.
    func slope(_ x: Variable<[Double]>) -> Variable<Double> {
      jvp(at: x, along: Variable(along)) { Logistic()($0) }.tangent.squared().sum()
    }
    func builtInSlope(_ x: Variable<[Double]>) -> Variable<Double> {
      jvp(at: x, along: Variable(along)) { sigmoid($0) }.tangent.squared().sum()
    }
    let (bar, expected) = (gradient(at: x, of: slope), gradient(at: x, of: builtInSlope))
    expectClose(bar, expected)
  }

  /// The default tangent records a `vjp`; that must work where recording is paused outside.
  @Test func tangentWhileRecordingIsPaused() {
    let half = Variable([0.0])
    let tangent = withoutRecording {
      Logistic().jvp(half, Variable([0.5]), tangent: Variable([8])).value
    }
    #expect(tangent == [2])
  }

  @Test func ofTwoOperands() {
    checkTape(at: [0.3, -1, 2], [1.5, 0.5, -0.7]) { GaussianPair()($0, $1) }
    // One operand constant: its tangent is nil.
    checkTape(at: [0.3, -1, 2]) { GaussianPair()($0, Variable([1.5, 0.5, -0.7])) }
    checkTape(at: [0.3, -1, 2]) { GaussianPair()(Variable([1.5, 0.5, -0.7]), $0) }
  }

  @Test func ofManyOperands() {
    checkTape(at: [0.3, -1, 2]) { x in CyclicProducts()([x, sin(x), Variable([1, 2, 3]), x .* x]) }
  }

  @Test func ofASparseMatrix() {
    var random = RandomValues<Double>(seed: 3)
    let a = random.sparse(SparsityPattern(rows: 4, columns: 5) { ($0 + 2 * $1) % 3 == 0 })
    checkTape(at: a) { SquaredEntries()($0) }
    let (_, tangent) = jvp(at: a, along: a) { SquaredEntries()($0) }
    #expect(tangent == a.values.map { 2 * $0 * $0 })
  }

  @Test func wrongRuleIsFound() {
    let bar = gradient(at: x) { Logistic(slope: 1.001)($0).sum() }
    let report = gradientCheck(at: x, gradient: bar) { x in
      Logistic()(Variable(x)).value.reduce(0, +)
    }
    #expect(!report.passed(tolerance: 1e-7))
    let adjoint = adjointCheck(
      at: x, jvp: { t in jvp(at: x, along: t) { Logistic()($0) }.tangent },
      vjp: { valueWithPullback(at: x) { Logistic(slope: 1.001)($0) }.pullback($0) })
    #expect(!adjoint.passed(tolerance: 1e-13))
  }
}

/// `1 / (1 + e⁻ˣ)`, whose derivative is cheap in its value: `y (1 − y)`. Times `slope` to have a wrong one.
private struct Logistic: UnaryOperation {
  var slope = 1.0
  var name: String { "logistic" }

  func forward(_ x: [Double]) -> [Double] { x.map { 1 / (1 + Double.exp(-$0)) } }

  func vjp(
    _ x: Variable<[Double]>, _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> Variable<[Double]> { slope * cotangent .* y .* (1 - y) }
}

/// `a e^{−b²}`.
private struct GaussianPair: BinaryOperation {
  var name: String { "a exp(−b²)" }

  func forward(_ a: [Double], _ b: [Double]) -> [Double] {
    zip(a, b).map { $0 * Double.exp(-$1 * $1) }
  }

  func vjp(
    _ a: Variable<[Double]>, _ b: Variable<[Double]>, _ y: Variable<[Double]>,
    cotangent: Variable<[Double]>, needs: (a: Bool, b: Bool)
  ) -> (a: Variable<[Double]>?, b: Variable<[Double]>?) {
    (
      needs.a ? cotangent .* exp(-b.squared()) : nil,
      needs.b ? -2 * cotangent .* b .* y : nil
    )
  }
}

/// `x₀ x₁ + x₁ x₂ + … + x₀ x_{n−1}`, elementwise.
private struct CyclicProducts: NaryOperation {
  var name: String { "cyclic products" }

  func forward(_ x: [[Double]]) -> [Double] {
    x[0].indices.map { i in
      x.indices.reduce(0) { $0 + x[$1][i] * x[($1 + 1) % x.count][i] }
    }
  }

  func vjp(
    _ x: [Variable<[Double]>], _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> [Variable<[Double]>] {
    x.indices.map { cotangent .* (x[($0 + 1) % x.count] + x[($0 + x.count - 1) % x.count]) }
  }
}

/// The squares of a sparse matrix's stored entries.
private struct SquaredEntries: UnaryOperation {
  var name: String { "squared entries" }

  func forward(_ a: CSRMatrix<Double>) -> [Double] { a.values.map { $0 * $0 } }

  func vjp(
    _ a: Variable<CSRMatrix<Double>>, _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> Variable<CSRMatrix<Double>> {
    Variable(pattern: a.value.pattern, values: 2 * cotangent .* a.values())
  }
}
