import SparseAD
import TestSupport
import Testing

/// The golden cases of `dH/dt = σ(A H W)`, and every way to its gradient.
private struct GoldenGCDE {
  let golden: GoldenCase
  let a: CSRMatrix<Double>
  let h0: DenseMatrix<Double>
  let w: DenseMatrix<Double>
  let cotangent: DenseMatrix<Double>
  let activation: Activation
  let times: [Double]

  init(_ id: String) throws {
    golden = try GoldenCase.load(id)
    a = try golden.input("A").sparse
    h0 = try golden.input("H0").dense
    w = try golden.input("W").dense
    cotangent = try golden.input("cotangent").dense
    activation = try #require(Activation(rawValue: try golden.input("activation").text))
    times = [try golden.input("t0").number, try golden.input("t1").number]
  }

  func check(_ solver: ODESolver, _ sensitivity: Sensitivity) throws {
    let theta = GCDEParameters(adjacency: a, weight: w)
    let (solution, pullback) = try solver.solveWithPullback(
      GCDE(activations: [activation]), from: h0, theta, at: times, sensitivity: sensitivity)
    let slope = try pullback(final: cotangent)
    try golden.check("H1", solution.final.values)
    try golden.check("grad_H0", slope.initial.values)
    try golden.check("grad_W", slope.theta.layers[0].weights[0].values)
    let aBar = try #require(slope.theta.adjacency)
    #expect(aBar.pattern === a.pattern)
    try golden.check("grad_A_values", aBar.values)
  }
}

@Suite struct GCDEGoldenTests {
  @Test(arguments: ["O1", "O3"], [Sensitivity.discrete, .checkpointed(slots: 2)])
  func discrete(_ id: String, _ sensitivity: Sensitivity) throws {
    let c = try GoldenGCDE(id)
    let method = try c.golden.input("method").text
    let steps = try c.golden.input("steps").number
    let solver = ODESolver(method == "euler" ? .euler : .rungeKutta4, .fixed(Int(steps)))
    try c.check(solver, sensitivity)
  }

  @Test(arguments: [Sensitivity.discrete, .interpolating, .backsolve])
  func continuousSmooth(_ sensitivity: Sensitivity) throws {
    let solver = ODESolver(.dormandPrince8, .adaptive(relative: 1e-11, absolute: 1e-12))
    try GoldenGCDE("O5").check(solver, sensitivity)
  }

  /// Where units switch, the adjoint's right-hand side jumps, so steps must be shorter than for tanh.
  @Test(arguments: [Sensitivity.interpolating, .backsolve])
  func continuousWithKinks(_ sensitivity: Sensitivity) throws {
    let solver = ODESolver(.dormandPrince8, .adaptive(relative: 1e-12, absolute: 1e-13))
    try GoldenGCDE("O7").check(solver, sensitivity)
  }
}

/// Gradients of a loss of H at several times in everything it depends on, by every way there is.
@Suite struct GCDESensitivityTests {
  private static let times = [0.1, 0.6, 1.0]

  private func loss(
    _ solver: ODESolver, _ c: GCDECase<Double>, _ h0: DenseMatrix<Double>,
    _ theta: GCDEParameters<Double>, _ times: [Double], _ u: [DenseMatrix<Double>]
  ) throws -> Double {
    let states = try solver.solve(c.field, from: h0, theta, at: times).states
    return zip(states, u).reduce(0) { $0 + $1.0.inner($1.1) }
  }

  /// The discrete ways are exact at any step size, the continuous ones only where steps are small and nothing switches.
  @Test(arguments: [
    (Activation.relu, Sensitivity.discrete), (.relu, .checkpointed(slots: 1)), (.relu, .forward),
    (.tanh, .discrete), (.tanh, .interpolating), (.tanh, .backsolve),
    (.tanh, .backsolve(resetsStates: false)), (.softplus, .discrete),
  ])
  func gradients(_ activation: Activation, _ sensitivity: Sensitivity) throws {
    let c = GCDECase<Double>("", nodes: 8, channels: [3], [activation], bias: true)
    if activation == .relu {
      let active = c.rate(0, c.y, c.theta).values.filter { $0 > 0 }.count
      let share = Double(active) / Double(c.y.values.count)
      #expect(share > 0.2 && share < 0.8)
    }
    let isExact = [.discrete, .forward, .checkpointed(slots: 1)].contains(sensitivity)
    let solver =
      isExact
      ? ODESolver(.rungeKutta4, .fixed(4))
      : ODESolver(.dormandPrince8, .adaptive(relative: 1e-10, absolute: 1e-11))
    var random = RandomValues<Double>(seed: 21)
    let u = Self.times.map { _ in random.dense(c.y.rows, c.y.columns) }
    let slope = try solver.solveWithPullback(
      c.field, from: c.y, c.theta, at: Self.times, sensitivity: sensitivity
    ).pullback(u)
    let report = try gradientCheck(
      at: c.y, c.theta, Self.times, gradient: slope.initial, slope.theta, slope.times,
      names: ["H0", "θ", "times"]
    ) { h0, theta, times in try loss(solver, c, h0, theta, times, u) }
    #expect(report.passed(tolerance: 1e-7), "\(report)")
  }
}
