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

  @Test func onlyASingleReLUHasItsMask() {
    #expect(GCDE<Float>().hasReLUMask)
    #expect(!GCDE<Float>(activations: [.tanh]).hasReLUMask)
    #expect(!GCDE<Float>(activations: [.relu, .relu]).hasReLUMask)
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
