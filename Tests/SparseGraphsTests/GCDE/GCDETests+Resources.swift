import SparseAD
import TestSupport
import Testing

/// What belongs to the whole process: each test runs in one of its own.
@Suite struct GCDEResourcesTests {
  /// 700 nodes are several chunks of the sums that W̄ is made of.
  @Test func sameBitsForAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      let c = GCDECase<Float>("", nodes: 700, channels: [5, 3], [.tanh, .relu], bias: true)
      expectSameForAllThreadCounts { c.rate(c.t, c.y, c.theta).values }
      expectSameForAllThreadCounts { c.vjp(c.y).y.values }
      expectSameForAllThreadCounts { c.vjp(c.y).theta.coordinates }
      expectSameForAllThreadCounts { c.jvp(1, c.y, c.theta).values }
    }
  }

  @Test func sameValuesOnAnyInstructionSet() async {
    await #expect(processExitsWith: .success) {
      for channels in [3, 16, 37] {
        let c = GCDECase<Double>("", nodes: 50, channels: [channels], [.softplus], bias: true)
        Threads.instructionSet = .portable
        let rate = c.rate(c.t, c.y, c.theta)
        let (_, y, theta) = c.vjp(c.y)
        for set in Threads.InstructionSet.allCases {
          Threads.instructionSet = set
          let found = c.vjp(c.y)
          expectClose(c.rate(c.t, c.y, c.theta).values, rate.values, relative: 1e-14, "\(set)")
          expectClose(found.y.values, y.values, relative: 1e-13, "\(set)")
          expectClose(found.theta.coordinates, theta.coordinates, relative: 1e-13, "\(set)")
        }
      }
    }
  }

  /// Neither A H nor any other array of the state's size is made, and nothing is left behind.
  @Test(
    .enabled(if: Memory.resetPeak(), "the peak of the resident memory cannot be reset here"),
    .disabled(if: isSanitized, "a sanitizer multiplies the memory in use"))
  func storesNothingBesides() async {
    await #expect(processExitsWith: .success) {
      let (n, c) = (60_000, 16)
      let starts = (0...n).map { Int32(2 * $0) }
      let a = CSRMatrix<Double>(
        pattern: SparsityPattern(
          uncheckedRows: n, columns: n, rowStarts: starts,
          columnIndices: (0..<n).flatMap { i in
            let (p, q) = (Int32((i + 1) % n), Int32(i * 7919 % n))
            return p < q ? [p, q] : p > q ? [q, p] : [p == 0 ? 0 : p - 1, p == 0 ? 1 : p]
          }), repeating: 0.5)
      let theta = GCDEParameters(
        adjacency: a, weight: .identity(c), bias: Array(repeating: 1, count: c))
      var field = GCDE<Double>(activations: [.tanh])
      let y = DenseMatrix<Double>(rows: n, columns: c, repeating: 0.1)
      var (rate, cotangent, yBar, thetaBar) = (y.zero, y.zero, y.zero, theta.zero)
      func run() {
        field.evaluate(0, y, theta, into: &rate)
        _ = field.vjp(
          0, y, theta, rate: rate, cotangent: &cotangent, into: &yBar, adding: &thetaBar)
        field.jvp(
          0, y, theta, rate: rate, tDot: 1, yDot: yBar, thetaDot: thetaBar, into: &cotangent)
      }
      run()
      let peak = peakBytes { for _ in 0..<3 { run() } }
      #expect(peak < n * c * 8 / 4, "\(peak) bytes")
    }
  }
}
