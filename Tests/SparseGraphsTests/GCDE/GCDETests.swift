import Foundation
import SparseAD
import TestSupport
import Testing

@Suite struct GCDETests {
  @Test(arguments: gcdeCases(as: Double.self))
  func evaluatesAsDenseInDouble(_ c: GCDECase<Double>) {
    expectClose(c.rate(c.t, c.y, c.theta).values, c.reference().values, relative: 1e-14)
  }

  @Test(arguments: gcdeCases(as: Float.self))
  func evaluatesAsDenseInFloat(_ c: GCDECase<Float>) {
    expectClose(c.rate(c.t, c.y, c.theta).values, c.reference().values, relative: 3e-6)
  }

  /// Numbers of channels that end in every kind of register tile, and of nodes that end within a block.
  @Test(arguments: [(1, 5), (2, 9), (3, 33), (7, 64), (13, 20), (16, 40), (31, 21), (70, 37)])
  func widths(channels: Int, nodes: Int) {
    let double = GCDECase<Double>("", nodes: nodes, channels: [channels], [.tanh], bias: true)
    let float = GCDECase<Float>("", nodes: nodes, channels: [channels], [.tanh], bias: true)
    expectClose(double.rate(0.7, double.y, double.theta).values, double.reference().values)
    expectClose(float.rate(0.7, float.y, float.theta).values, float.reference().values)
    checkAdjoint(double)
    checkAdjoint(float)
  }

  @Test func smallestFields() {
    for (nodes, channels) in [(0, 3), (4, 0), (1, 1)] {
      let c = GCDECase<Double>("", nodes: nodes, channels: [channels], bias: true)
      let (t, y, theta) = c.vjp(c.y)
      #expect(c.rate(0, c.y, c.theta) == c.reference())
      #expect(t == 0 && y.values.count == nodes * channels)
      #expect(c.theta.mismatch(with: theta) == nil)
    }
  }

  @Test func aLayerWithoutChannelsGivesItsBias() {
    let c = GCDECase<Double>("", channels: [3, 0], [.tanh, .identity], bias: true)
    #expect(c.rate(0, c.y, c.theta) == c.reference())
    let (_, y, theta) = c.vjp(c.y)
    #expect(y == c.y.zero)
    expectClose(
      theta.layers[1].bias ?? [],
      (0..<3).map { j in (0..<12).reduce(0) { $0 + c.y[$1, j] } })
  }

  @Test func aReLUThatIsZeroHasNoSlope() {
    // An empty row without bias: z = 0 there.
    let c = GCDECase<Double>("")
    #expect((0..<4).allSatisfy { c.rate(0, c.y, c.theta)[3, $0] == 0 })
    var w = c.y.zero
    for j in 0..<4 { w[3, j] = 1 }
    let (_, y, theta) = c.vjp(w)
    #expect(y.values.allSatisfy { $0 == 0 } && theta.coordinates.allSatisfy { $0 == 0 })
  }

  @Test func notANumberStaysOne() {
    let c = GCDECase<Float>("", [.relu])
    for activation in Activation.allCases {
      let field = GCDECase<Float>("", [activation])
      let nan = DenseMatrix<Float>(rows: 12, columns: 4, repeating: .nan)
      let rate = field.rate(0, nan, c.theta)
      #expect(rate.values.filter(\.isNaN).count >= 4 * 10, "\(activation)")
    }
  }

  /// How often ReLUs switch on or off from step to step, as an observer of steps counts it: where a field is one ReLU, the
  /// rate is positive where that is active.
  @Test func anObserverCountsChangesOfTheMask() throws {
    let c = GCDECase<Double>("", [.relu])
    let solver = ODESolver(.rungeKutta4, .fixed(20))
    var (changes, active) = (0, [Bool]())
    let solution = try solver.solve(c.field, from: c.y, c.theta, at: [0, 1, 3]) { step in
      let now = step.rate.values.map { $0 > 0 }
      changes += zip(active, now).count { $0 != $1 }
      active = now
      return .continue
    }
    // The same from the products A H W at the beginnings of the steps, one by one.
    var (expected, before) = (0, [Bool]())
    var y = c.y
    for n in 0..<solution.statistics.acceptedSteps {
      let ends = n < 7 ? (0, 1.0, n, 7) : (1, 3.0, n - 7, 14)
      let h = (ends.1 - Double(ends.0)) / Double(ends.3)
      let t = Double(ends.0) + Double(ends.2) * h
      let z = Spmm.forward(c.adjacency, Gemm.forward(y, c.theta.layers[0].weights[0]))
      let now = z.values.map { $0 > 0 }
      expected += zip(before, now).count { $0 != $1 }
      before = now
      y = try ODESolver(.rungeKutta4, .fixed(1)).solve(c.field, from: y, c.theta, over: (t, t + h))
    }
    #expect(changes == expected && changes > 0)
  }

  /// Of what the activations are made: relative to the value, over all sizes of z.
  @Test(arguments: [Activation.tanh, .sigmoid, .softplus])
  func activationsAreAccurate(_ activation: Activation) throws {
    let z = (-600...600).map { Double($0) * Double($0).magnitude / 2e4 } + [1e-300, -1e-9, 800]
    func values<S: SparseScalar>(_ z: [S]) throws -> [S] {
      let identity = try CSRMatrix<S>(
        rows: z.count, columns: z.count, rowStarts: Array(0...z.count),
        columnIndices: Array(z.indices), values: z.map { _ in 1 })
      var field = GCDE<S>(adjacency: identity, activations: [activation])
      var rate = DenseMatrix<S>(rows: z.count, columns: 1)
      field.evaluate(
        0, DenseMatrix(rows: z.count, columns: 1, values: z), .init(weight: .identity(1)),
        into: &rate)
      return rate.values
    }
    func expected(_ z: Double) -> Double {
      activation == .sigmoid && z < 0
        ? .exp(z) / (1 + .exp(z)) : activation.reference(z)
    }
    for (z, found) in zip(z, try values(z)) {
      #expect(abs(found - expected(z)) <= 4 * Double.ulpOfOne * abs(expected(z)), "at \(z)")
    }
    for (z, found) in zip(z.map { Float($0) }, try values(z.map { Float($0) })) {
      let e = max(expected(Double(z)), -1)
      #expect(
        abs(Double(found) - e) <= 4 * Double(Float.ulpOfOne) * abs(e) + 2e-38, "at \(z) in Float")
    }
  }
}

/// The dot test of a field.
func checkAdjoint<S: SparseScalar>(
  _ c: GCDECase<S>, sourceLocation: SourceLocation = #_sourceLocation
) {
  let report = adjointCheck(
    at: c.y, c.theta, names: ["H", "θ"], jvp: { c.jvp(0, $0, $1) },
    vjp: {
      let (_, y, theta) = c.vjp($0)
      return (y, theta)
    })
  #expect(
    report.passed(tolerance: DerivativeTolerance(for: S.self).dotTest), "\(report)",
    sourceLocation: sourceLocation)
}
