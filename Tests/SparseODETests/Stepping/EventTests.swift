import SparseAD
import TestSupport
import Testing

/// A ball thrown upward from the ground: height and speed.
private let ball = FunctionField { _, y in [y[1], -9.81] }
private let landing = Event<[Double]>("landing", .falling, isTerminal: true) { _, y in y[0] }
private let swing = FunctionField { _, y in [y[1], -y[0]] }
private let solver = ODESolver(.dormandPrince8, .adaptive(relative: 1e-12, absolute: 1e-12))

@Suite struct EventTests {
  @Test(arguments: ButcherTableau.all.dropFirst()) func aTerminalEventEndsTheSolution(
    _ method: ButcherTableau
  ) throws {
    let solver = ODESolver(method, .fixed(13))
    // Steps of order 2 and more solve a parabola exactly, and so does their interpolation.
    let solution = try solver.solve(
      ball, from: [0, 10], at: [0, 1, 2, 3, 4], keepsDenseOutput: true, events: [landing])
    let t = 20 / 9.81
    let last = try #require(solution.endedBy)
    #expect((last.event, last.name) == (0, "landing"))
    #expect(abs(last.t - t) < 1e-13)
    expectClose(last.state, [0, -10], absolute: 1e-12)
    #expect(solution.times == [0, 1, 2, last.t])
    #expect(solution.states.count == 4)
    #expect(solution.final == last.state)
    #expect(solution.events.count == 1)
    #expect(solution.dense?.end == last.t)
    #expect(solution.dense?.state(at: last.t) == last.state)
    // The height that begins at 0 does not land at once, nor does it after a bounce.
    let second = try solver.solve(
      ball, from: [last.state[0], -last.state[1]], at: [last.t, 10], events: [landing])
    #expect(abs(second.final[1] + 10) < 1e-12)
  }

  @Test func eventsAreFoundInTheOrderOfTime() throws {
    let events: [Event<[Double]>] = [
      Event("down", .falling) { _, y in y[0] }, Event("up", .rising) { _, y in y[0] },
      Event("turn") { _, y in y[1] }, Event("clock") { t, _ in t - 1.6 },
      Event("never") { _, y in y[0] + 2 }, Event("nothing") { _, _ in .nan },
    ]
    for direction in [1.0, -1] {
      // cos(t) and -sin(t), whose events are symmetric in time but for the clock.
      let solution = try ODESolver(.dormandPrince8, .fixed(8)).solve(
        swing, from: [1, 0], at: [0, direction * 6], events: events)
      let pi = Double.pi
      let expected: [(String, Double)] =
        direction > 0
        ? [("down", pi / 2), ("clock", 1.6), ("turn", pi), ("up", 1.5 * pi)]
        : [("down", -pi / 2), ("turn", -pi), ("up", -1.5 * pi)]
      #expect(solution.events.map(\.name) == expected.map(\.0))
      expectClose(solution.events.map(\.t), expected.map(\.1), absolute: 1e-6)
      #expect(solution.endedBy == nil)
      #expect(solution.times == [0, direction * 6])
    }
  }

  /// Many events in one step: one ends the solution, and what would follow does not happen.
  @Test func nothingFollowsATerminalEvent() throws {
    let field = FunctionField { _, _ in [1] }
    let events = [0.7, 0.3, 0.5, 0.5, 0.6].enumerated().map { k, level in
      Event<[Double]>("\(k)", isTerminal: k == 2) { _, y in y[0] - level }
    }
    let solution = try ODESolver(.rungeKutta4, .fixed(1)).solve(
      field, from: [0], at: [0, 1, 2], events: events)
    #expect(solution.events.map(\.event) == [1, 2, 3])
    #expect(solution.endedBy?.event == 2)
    expectClose(solution.times, [0, 0.5], absolute: 1e-15)
    // At the end of a step to the last bit.
    let atEnd = try ODESolver(.rungeKutta4, .fixed(2)).solve(
      field, from: [0], at: [0, 1, 2], events: [Event(isTerminal: true) { t, _ in t - 1 }])
    #expect(atEnd.times == [0, 1])
    expectClose(atEnd.final, [1], absolute: 1e-15)
  }

  @Test func timesAreAsExactAsTheSolution() throws {
    let solution = try solver.solve(
      swing, from: [1, 0], at: [0, 10], events: [Event { _, y in y[0] }])
    expectClose(
      solution.events.map(\.t), [0.5, 1.5, 2.5].map { $0 * Double.pi }, absolute: 1e-10)
  }

  @Test func rootsAreBracketed() {
    for f: (Double) -> Double in [
      { $0 - 0.3 }, { $0 * $0 * $0 - 0.027 }, { $0 < 0.3 ? -1 : 1 },
      { Double.exp(30 * $0) - Double.exp(9) },
      { ($0 - 0.3) * 1e300 },
    ] {
      for (a, b) in [(0.0, 1.0), (1.0, 0.0), (-1e-3, 900)] {
        var count = 0
        let x = Roots.passage((a, f(a)), (b, f(b))) {
          count += 1
          return f($0)
        }
        #expect(abs(x - 0.3) < 4 * b.magnitude.ulp + 4 * a.magnitude.ulp)
        #expect(f(x) * (f(b) > 0 ? 1 : -1) >= 0)
        #expect(count <= 56)
      }
    }
  }
}
