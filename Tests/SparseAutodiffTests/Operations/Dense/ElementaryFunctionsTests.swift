import SparseAD
import TestSupport
import Testing

@Suite struct ElementaryFunctionsTests {
  @Test func valuesAgainstTheLibrary() {
    let x = [0.3, 1, 2.5]
    let v = Variable(x)
    expectClose(exp(v).value, x.map(Double.exp))
    expectClose(log(v).value, x.map { Double.log($0) })
    expectClose(sqrt(v).value, x.map { $0.squareRoot() })
    expectClose(sin(v).value, x.map(Double.sin))
    expectClose(cos(v).value, x.map(Double.cos))
    expectClose(tanh(v).value, x.map(Double.tanh))
    expectClose(pow(v, 1.5).value, x.map { Double.pow($0, 1.5) })
    expectClose(pow(v, v).value, x.map { Double.pow($0, $0) })
    expectClose(Variable([-1.0, 0, 2]).absoluteValue().value, [1, 0, 2])
  }

  @Test func derivatives() {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 1)
      // Away from the kinks at 0.
      let x = random.vector(9).map { $0 + ($0 < 0 ? -1 : 1) }
      let positive = x.map { $0.magnitude }
      checkTape(at: x) { exp($0) }
      checkTape(at: positive) { log($0) }
      checkTape(at: positive) { sqrt($0) }
      checkTape(at: x) { sin($0) }
      checkTape(at: x) { cos($0) }
      checkTape(at: x) { tanh($0) }
      checkTape(at: x) { sigmoid($0) }
      checkTape(at: x) { softplus($0) }
      checkTape(at: x) { relu($0) }
      checkTape(at: x) { $0.absoluteValue() }
      checkTape(at: x) { $0.squared() }
      checkTape(at: x) { pow($0, 3) }
      checkTape(at: x) { pow($0, -2) }
      checkTape(at: positive) { pow($0, 0.5) }
      checkTape(at: x) { pow($0, 1) }
      checkTape(at: x) { pow($0, 0) }
      checkTape(at: random.dense(2, 3)) { tanh($0) }
      checkTape(at: x[0]) { sigmoid($0) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func variableExponents() {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      let base = random.vector(3).map { $0.magnitude + 1 }
      let bases = DenseMatrix(rows: 2, columns: 3, values: base + base.reversed())
      checkTape(at: base, random.vector(3)) { pow($0, $1) }
      checkTape(at: bases, random.vector(3)) { pow($0, $1) }
      checkTape(at: base, random.dense(2, 3)) { pow($0, $1) }
      checkTape(at: base, random.scalar()) { pow($0, $1) }
      checkTape(at: base[0], random.vector(3)) { pow($0, $1) }
    }
    check(Double.self)
    check(Float.self)
  }

  /// Where the naive formulas overflow.
  @Test func farOut() {
    let x = [-1000.0, -40, 0, 40, 1000]
    let (s, ds): ([Double], [Double]) = valueAndSlope(x) { sigmoid($0) }
    #expect(s[0] == 0 && s[2] == 0.5 && s[4] == 1)
    #expect(ds[0] == 0 && ds[2] == 0.25 && ds[4] == 0)
    #expect(s[1] > 0 && s[1] < 1e-17)
    let (p, dp): ([Double], [Double]) = valueAndSlope(x) { softplus($0) }
    #expect(p[0] == 0 && abs(p[2] - Double.log(2)) < 4e-16 && p[3] == 40 && p[4] == 1000)
    #expect(dp[0] == 0 && abs(dp[2] - 0.5) < 4e-16 && dp[4] == 1)
    let (t, dt): ([Double], [Double]) = valueAndSlope(x) { tanh($0) }
    #expect(t[0] == -1 && t[4] == 1 && dt[0] == 0 && dt[2] == 1)
  }

  @Test func atZeroAndBelow() {
    #expect(log(Variable(0.0)).value == -.infinity)
    #expect(log(Variable(-1.0)).value.isNaN && sqrt(Variable(-1.0)).value.isNaN)
    let root = gradient(at: 0.0) { sqrt($0) }
    #expect(root == .infinity)
    let kink = gradient(at: [-1.0, 0, 2]) { $0.absoluteValue().sum() }
    #expect(kink == [-1, 0, 1])
    #expect(relu(Variable(Double.nan)).value.isNaN)
    let exponent = gradient(at: 2.0) { pow(Variable(0), $0) }
    #expect(exponent == 0)
  }

  /// `aᵇ` at a = 0, where `b aᵇ⁻¹` and `y log a` as they are written would be 0 · ∞.
  @Test func powersOfZero() {
    let exponents = [0, 0.5, 1, 2, 3, -1]
    let zeros = exponents.map { _ in 0.0 }
    let (value, pullback) = valueWithPullback(at: zeros, exponents) { pow($0, $1) }
    let (inBase, inExponent) = pullback(exponents.map { _ in 1 })
    #expect(value == [1, 0, 0, 0, 0, .infinity])
    #expect(inBase == [0, .infinity, 1, 0, 0, -.infinity])
    #expect(inExponent[..<5] == [0, 0, 0, 0, 0] && inExponent[5].isNaN)
    // Forward mode, and a plain exponent, say the same.
    let ones = exponents.map { _ in 1.0 }
    #expect(jvp(at: zeros, along: ones) { pow($0, Variable(exponents)) }.tangent == inBase)
    for (exponent, slope) in zip(exponents, inBase) {
      #expect(gradient(at: 0.0) { pow($0, exponent) } == slope)
    }
    // 0⁰ in one operand repeated along the other.
    let (scalar, vector): (Double, [Double]) = gradient(at: 0.0, [0, 2]) { pow($0, $1).sum() }
    #expect(scalar == 0 && vector == [0, 0])
  }

  /// Whole exponents pass through 0⁰ when differentiated again and again.
  @Test func higherDerivativesOfPowersOfZero() {
    let (zeros, exponents) = ([0.0, 0, 0, 0], [0.0, 1, 2, 3])
    func slope(_ a: Variable<[Double]>, _ b: Variable<[Double]>) -> Variable<[Double]> {
      gradient(at: a) { a in pow(a, b).sum() }
    }
    let second: [Double] = gradient(at: zeros) { slope($0, Variable(exponents)).sum() }
    #expect(second == [0, 0, 2, 0])
    let third: [Double] = gradient(at: zeros) { a in
      gradient(at: a) { slope($0, Variable(exponents)).sum() }.sum()
    }
    #expect(third == [0, 0, 0, 6])
    // In base and exponent: a^{b−1} (1 + b log a) tends to 0 for b > 1.
    let (_, mixed): ([Double], [Double]) = gradient(at: zeros, exponents) { slope($0, $1).sum() }
    let (transposed, _): ([Double], [Double]) = gradient(at: zeros, exponents) { a, b in
      let inExponent: Variable<[Double]> = gradient(at: b) { pow(a, $0).sum() }
      return inExponent.sum()
    }
    #expect(mixed[2...] == [0, 0] && transposed[2...] == [0, 0])
  }

  @Test func extrema() {
    #expect(maximum(Variable([1.0, 5]), Variable([3.0, 2])).value == [3, 5])
    #expect(minimum(Variable([1.0, 5]), 2).value == [1, 2])
    let unknown = maximum(Variable([Double.nan, 1]), Variable([1, Double.nan])).value
    #expect(unknown[0].isNaN && unknown[1].isNaN)
    // A tie is shared.
    let (a, b): ([Double], [Double]) = gradient(at: [1.0, 2, 3], [2.0, 2, 2]) {
      maximum($0, $1).sum()
    }
    #expect(a == [0, 0.5, 1] && b == [1, 0.5, 0])
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 3)
      let (m, v) = (random.dense(4, 3), random.vector(3))
      checkTape(at: m, v) { maximum($0, $1) }
      checkTape(at: v, m) { minimum($0, $1) }
      checkTape(at: m, random.dense(4, 1)) { maximum($0, $1) }
      checkTape(at: v, random.scalar()) { minimum($0, $1) }
      checkTape(at: random.scalar(), v) { maximum($0, $1) }
      checkTape(at: m) { maximum($0, 0.25).squared() }
      checkTape(at: m) { minimum($0, -0.25).squared() }
    }
    check(Double.self)
    check(Float.self)
  }

  private func valueAndSlope(
    _ x: [Double], _ f: (Variable<[Double]>) -> Variable<[Double]>
  ) -> ([Double], [Double]) {
    let (value, pullback) = valueWithPullback(at: x, of: f)
    return (value, pullback(x.map { _ in 1 }))
  }
}
