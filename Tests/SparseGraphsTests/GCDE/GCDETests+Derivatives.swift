import SparseAD
import TestSupport
import Testing

@Suite struct GCDEDerivativeTests {
  /// The dot test, and central differences in t, H, W, b and A.
  @Test(arguments: gcdeCases(as: Double.self))
  func derivatives(_ c: GCDECase<Double>) {
    checkDerivatives(
      at: c.t, c.y, c.theta, names: ["t", "H", "θ"], of: { c.rate($0, $1, $2) },
      jvp: { c.jvp($0, $1, $2) }, vjp: { c.vjp($0) })
    #expect(c.vjp(c.y).theta.adjacency?.pattern === c.theta.adjacency?.pattern)
  }

  @Test(arguments: gcdeCases(as: Float.self))
  func adjointInFloat(_ c: GCDECase<Float>) { checkAdjoint(c) }

  @Test func derivativesAddUp() {
    let c = GCDECase<Double>("", channels: [3, 5], [.tanh, .relu], bias: true)
    let once = c.vjp(c.y).theta
    var field = c.field
    var thetaBar = once
    var (cotangent, yBar) = (c.y, c.y.zero)
    _ = field.vjp(
      c.t, c.y, c.theta, rate: c.rate(c.t, c.y, c.theta), cotangent: &cotangent, into: &yBar,
      adding: &thetaBar)
    expectClose(thetaBar.coordinates, once.coordinates.map { 2 * $0 })
    #expect(thetaBar.adjacency?.pattern === c.adjacency.pattern)
  }

  /// The transposed values are kept from one call to the next, but not past a change of the values.
  @Test func followsTheAdjacency() {
    var c = GCDECase<Double>("", [.identity])
    let before = c.vjp(c.y).y
    c.theta.adjacency?.values = c.adjacency.values.map { 3 * $0 }
    expectClose(c.vjp(c.y).y.values, before.values.map { 3 * $0 })
  }

  /// Half-way states: the derivative where the rate was computed, after the field was used elsewhere.
  @Test func doesNotDependOnTheLastEvaluation() {
    let c = GCDECase<Double>("", channels: [3, 5], [.tanh, .relu])
    let rate = c.rate(c.t, c.y, c.theta)
    var field = c.field
    var (other, cotangent, yBar, thetaBar) = (c.y, c.y, c.y.zero, c.theta.zero)
    field.evaluate(2, c.y.with(coordinates: c.y.values.map { -$0 }), c.theta, into: &other)
    _ = field.vjp(
      c.t, c.y, c.theta, rate: rate, cotangent: &cotangent, into: &yBar, adding: &thetaBar)
    #expect(yBar == c.vjp(c.y).y && thetaBar == c.vjp(c.y).theta)
  }

  /// Against the products as paper 000 prints them. A symmetric A, or data whose mask is all ones, would hide both
  /// errors.
  @Test func thePapersFormulasAreWrong() {
    let c = GCDECase<Double>("", nodes: 20)
    let (a, h) = (DenseReference.dense(c.adjacency), c.y)
    let w = c.theta.layers[0].weights[0]
    let rate = c.rate(c.t, h, c.theta)
    let active = rate.values.filter { $0 > 0 }.count
    #expect(active > rate.values.count / 5 && active < rate.values.count * 4 / 5)
    #expect(c.adjacency.transposed() != c.adjacency)

    let bar = randomCoordinates(like: h, seed: 5)
    let ours = c.vjp(bar)
    func masked(by mask: DenseMatrix<Double>) -> DenseMatrix<Double> {
      bar.with(coordinates: zip(bar.values, mask.values).map { $1 > 0 ? $0 : 0 })
    }
    let wTransposed = DenseReference.transpose(w)
    let ah = DenseReference.product(a, h)
    func hBar(_ a: DenseMatrix<Double>, _ m: DenseMatrix<Double>) -> DenseMatrix<Double> {
      DenseReference.product(a, DenseReference.product(m, wTransposed))
    }
    func wBar(_ m: DenseMatrix<Double>) -> DenseMatrix<Double> {
      DenseReference.product(DenseReference.transpose(ah), m)
    }

    func error(h candidate: DenseMatrix<Double>) -> Double {
      gradientCheck(at: h, gradient: candidate) { inner(bar, c.rate(c.t, $0, c.theta)) }
        .worst?.error ?? .nan
    }
    func error(w candidate: DenseMatrix<Double>) -> Double {
      gradientCheck(at: w, gradient: candidate) {
        inner(bar, c.rate(c.t, h, GCDEParameters(adjacency: c.adjacency, weight: $0)))
      }
      .worst?.error ?? .nan
    }
    #expect(error(h: ours.y) < 1e-7)
    #expect(error(w: ours.theta.layers[0].weights[0]) < 1e-7)
    // (30) as printed: −A (a ⊙ step(H)) Wᵀ, and with each of its two errors alone.
    let transposed = DenseReference.transpose(a)
    #expect(error(h: hBar(transposed, masked(by: rate))) < 1e-7)
    #expect(error(h: hBar(a, masked(by: h))) > 1e-3)
    #expect(error(h: hBar(a, masked(by: rate))) > 1e-3)
    #expect(error(h: hBar(transposed, masked(by: h))) > 1e-3)
    // (33) as printed: −(A H)ᵀ (a ⊙ step(H)).
    #expect(error(w: wBar(masked(by: rate))) < 1e-7)
    #expect(error(w: wBar(masked(by: h))) > 1e-3)
  }
}
