import SparseAD
import TestSupport
import Testing

private let solvers: [ODESolver] = [
  ODESolver(.euler, .fixed(5)), ODESolver(.rungeKutta4, .fixed(4)),
  ODESolver(.bogackiShampine3, .fixed(3)), ODESolver(.dormandPrince5, .fixed(3)),
  ODESolver(.dormandPrince8, .fixed(2)),
]

@Suite struct DiscreteAdjointTests {
  @Test(arguments: solvers.indices, [[0, 0.7], [0.2, 0.55, 0.55, 1.1], [1, 0.4, -0.3]])
  func gradientAgreesWithDifferences(_ index: Int, times: [Double]) throws {
    let solver = solvers[index]
    let start = try springProblem(times: times)
    let cotangents = start.cotangents
    func loss(_ p: SpringProblem) throws -> Double {
      let states = try solver.solve(springField, from: p.initial, p.springs, at: p.times).states
      return zip(states, cotangents).reduce(0) { $0 + ($1.1?.inner($1.0) ?? 0) }
    }
    let (_, pullback) = try solver.solveWithPullback(
      springField, from: start.initial, start.springs, at: times)
    let slope = try pullback(cotangents)
    #expect(slope.theta.stiffness.pattern === start.stiffness.pattern)
    let all =
      slope.initial.coordinates + slope.theta.coordinates + slope.times
    for (k, value) in all.enumerated() {
      // Times that coincide cannot move past one another.
      if times.count == 4, k == all.count - 3 || k == all.count - 2 { continue }
      let h = 1e-5
      var (up, down) = (start, start)
      up.coordinates[k] += h
      down.coordinates[k] -= h
      let (above, below) = (try loss(up), try loss(down))
      let difference = (above - below) / (2 * h)
      #expect(
        abs(difference - value) <= 1e-7 * max(1, abs(value)), "\(start.place(ofCoordinate: k))")
    }
    for slots in [0, 1, 2, 5] {
      let (_, again) = try solver.solveWithPullback(
        springField, from: start.initial, start.springs, at: times,
        sensitivity: .checkpointed(slots: slots))
      let other = try again(cotangents)
      #expect(other.initial.coordinates == slope.initial.coordinates)
      #expect(other.theta.coordinates == slope.theta.coordinates)
      #expect(other.times == slope.times)
    }
  }
}
