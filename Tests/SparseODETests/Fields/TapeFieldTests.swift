import SparseAD
import TestSupport
import Testing

private typealias Matrix = DenseMatrix<Double>

private struct Body: Parameters {
  var position: [Double]
  var velocity: [Double]
  static let parameters: [Parameter<Body, Double>] = [
    .init("position", \.position), .init("velocity", \.velocity),
  ]
}

/// An array of layers, each a struct of parameters, and a number.
private struct Network: Parameters, Equatable {
  var layers: [DenseLayer<Double>]
  var rate: Double
  static let parameters: [Parameter<Network, Double>] = [
    .init("layers", \.layers), .init("rate", \.rate),
  ]
}

private let field = TapeField<Matrix, Network> { t, h, net in
  net.layers.reduce(h) { h, layer in tanh(layer(h)) } * (net.rate * cos(t))
}

/// Fields over the tape as their documentation shows them, and with structs of parameters.
@Suite struct TapeFieldTests {
  private let network: Network
  private let start: Matrix
  private let bar: Matrix
  private let solver = ODESolver(.rungeKutta4, .fixed(4))

  init() {
    var generator = SeededGenerator(seed: 4)
    var random = RandomValues<Double>(seed: 6)
    network = Network(
      layers: [
        DenseLayer(weight: random.dense(2, 3), bias: [0.1, -0.2, 0.3]),
        DenseLayer(from: 3, to: 2, hasBias: false, using: &generator),
      ], rate: 0.7)
    (start, bar) = (random.dense(4, 2), random.dense(4, 2))
  }

  @Test func examples() throws {
    let decay = TapeField<[Double], Double> { t, y, rate in -rate * y }
    let y = try ODESolver().solve(decay, from: [1, 2], 0.5, over: (0, 2))
    expectClose(y, [1, 2].map { $0 * Double.exp(-1) }, relative: 1e-5)
    let orbit = TapeField<Body, Double> { t, body, g in
      var rate = body
      rate.position = body.velocity
      rate.velocity = -g * body.position / pow(body.position.norm(), 3)
      return rate
    }
    let body = Body(position: [1, 0], velocity: [0, 1])
    let half = try ODESolver(.dormandPrince5, .adaptive(relative: 1e-9, absolute: 1e-9))
      .solve(orbit, from: body, 1, over: (0, Double.pi))
    expectClose(half.position, [-1, 0], relative: 1e-6, absolute: 1e-6)
    expectClose(half.velocity, [0, -1], relative: 1e-6, absolute: 1e-6)
  }

  /// Where a call names the state and the parameters, the closure's types follow from them.
  @Test func typesFollowFromTheCall() throws {
    let y = try solver.solve(TapeField { t, y, k in -k * y }, from: [1.0], 2.0, over: (0, 0.5))
    #expect(abs(y[0] - Double.exp(-1)) < 1e-3)
  }

  /// Over an interval and at times, each constant or a variable, in all parameters.
  @Test func tapedSolutionsInStructsOfParameters() throws {
    let times = [0.1, 0.6, 1]
    let plain = try solver.solve(field, from: start, network, over: (0.1, 1))
    func expectRight(_ report: DerivativeReport) {
      #expect(report.passed(tolerance: 1e-7), "\(report)")
      #expect(report.worstOfInput.count >= 2)
    }
    expectRight(
      try gradientCheck(at: start, network, names: ["H", "θ"]) { h, theta throws(ODEError) in
        let end = try solver.solve(field, from: h, theta, over: (0.1, 1))
        return dot(end, Variable(bar))
      })
    expectRight(
      try gradientCheck(at: start, network, 0.1, 1.0) { h, theta, a, b throws(ODEError) in
        let end = try solver.solve(field, from: h, theta, over: (a, b))
        return dot(end, Variable(bar))
      })
    expectRight(
      try gradientCheck(at: start, network) { h, theta throws(ODEError) in
        let solution = try solver.solve(field, from: h, theta, at: times)
        return dot(solution.states[1], Variable(bar)) + solution.final.squaredNorm()
      })
    expectRight(
      try gradientCheck(at: start, network, times) { h, theta, times throws(ODEError) in
        let solution = try solver.solve(field, from: h, theta, at: times, slots: 1)
        return dot(solution.states[1], Variable(bar)) + solution.final.squaredNorm()
      })
    // The same numbers without a tape, and the same gradient by the plain pullback.
    let (value, slope) = try valueWithGradient(at: start, network) { h, theta throws(ODEError) in
      let end = try solver.solve(field, from: h, theta, over: (0.1, 1))
      #expect(end.value == plain)
      return dot(end, Variable(bar))
    }
    #expect(value == plain.inner(bar))
    let (_, pullback) = try solver.solveWithPullback(field, from: start, network, at: [0.1, 1])
    let expected = try pullback(final: bar)
    expectClose(slope.0.values, expected.initial.values, relative: 1e-13)
    expectClose(slope.1.coordinates, expected.theta.coordinates, relative: 1e-13)
  }
}
