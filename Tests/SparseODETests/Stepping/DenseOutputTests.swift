import SparseAD
import TestSupport
import Testing

private let orbit = FunctionField { _, y in
  let r = (y[0] * y[0] + y[1] * y[1]).squareRoot()
  return [y[2], y[3], -y[0] / (r * r * r), -y[1] / (r * r * r)]
}

/// A circle.
private func onOrbit(_ t: Double) -> [Double] {
  [Double.cos(t), Double.sin(t), -Double.sin(t), Double.cos(t)]
}

@Suite struct DenseOutputTests {
  @Test(arguments: [[0.0, 1, 1, 5], [5.0, 2, 0]]) func isTheSolution(_ times: [Double]) throws {
    for method in [ButcherTableau.bogackiShampine3, .tsitouras5, .dormandPrince8] {
      let solver = ODESolver(method, .adaptive(relative: 1e-6, absolute: 1e-6))
      let plain = try solver.solve(orbit, from: onOrbit(times[0]), at: times)
      let solution = try solver.solve(
        orbit, from: onOrbit(times[0]), at: times, keepsDenseOutput: true)
      // What is kept changes nothing.
      #expect(solution.states == plain.states)
      let dense = try #require(solution.dense)
      #expect((dense.start, dense.end) == (times[0], times[times.count - 1]))
      for (t, state) in zip(solution.times, solution.states) {
        #expect(dense.state(at: t) == state)
      }
      for k in 0...50 {
        let t = Double(k) / 10
        #expect(largestDifference(dense.state(at: t), onOrbit(t)) < 1e-4)
      }
      let bytes = solution.statistics.peakBytes - plain.statistics.peakBytes
      #expect(bytes >= plain.statistics.acceptedSteps * 4 * 4 * 8)
    }
  }

  @Test func ofNoTimeAtAll() throws {
    let solver = ODESolver()
    for times in [[2.0], [2.0, 2]] {
      let solution = try solver.solve(orbit, from: onOrbit(0), at: times, keepsDenseOutput: true)
      #expect(solution.dense?.state(at: 2) == onOrbit(0))
    }
    #expect(try solver.solve(orbit, from: onOrbit(0), at: [0, 1]).dense == nil)
  }

  @Test func outsideStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let solution = try ODESolver(.rungeKutta4, .fixed(3)).solve(
        FunctionField { _, y in y }, from: [1], at: [0, 1], keepsDenseOutput: true)
      _ = solution.dense?.state(at: 1.5)
    }
  }
}
