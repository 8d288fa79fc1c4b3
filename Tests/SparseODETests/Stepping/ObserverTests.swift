import SparseAD
import TestSupport
import Testing

private let pendulum = FunctionField { t, y in [y[1], -Double.sin(y[0]) + 0.1 * t] }

@Suite struct ObserverTests {
  @Test(arguments: [
    ODESolver(.rungeKutta4, .fixed(7)), ODESolver(.tsitouras5, .adaptive(relative: 1e-6)),
    ODESolver(.dormandPrince8, .adaptive(relative: 1e-10)), ODESolver(.heun, .adaptive()),
  ])
  func everyStepIsSeen(_ solver: ODESolver) throws {
    for times in [[0.0, 0.3, 0.3, 2], [2.0, 1.5, -1]] {
      var steps: [AcceptedStep<[Double]>] = []
      let solution = try solver.solve(pendulum, from: [1, 0], at: times) { step in
        steps.append(step)
        return .continue
      }
      #expect(steps.count == solution.statistics.acceptedSteps)
      #expect(solution.ending == .completed)
      #expect(steps.first?.t == times.first && steps.first?.start == [1, 0])
      #expect(steps.last?.tEnd == times.last && steps.last?.end == solution.final)
      for (before, after) in zip(steps, steps.dropFirst()) {
        #expect(before.tEnd == after.t && before.end == after.start)
      }
      for step in steps {
        #expect(abs(step.t + step.h - step.tEnd) <= 4 * step.tEnd.ulp)
        #expect(step.rate == pendulum.f(step.t, step.start))
      }
      // Those who look change nothing, even where they keep what they see.
      let alone = try solver.solve(pendulum, from: [1, 0], at: times)
      #expect(alone.states == solution.states && alone.statistics == solution.statistics)
    }
  }

  @Test func anObserverStops() throws {
    let solver = ODESolver(.rungeKutta4, .fixed(10))
    var last = 0.0
    let solution = try solver.solve(
      pendulum, from: [1, 0], at: [0, 0.5, 1], keepsDenseOutput: true
    ) { step in
      last = step.tEnd
      return step.tEnd > 0.55 ? .stop : .continue
    }
    #expect(solution.ending == .stopped && solution.endedBy == nil)
    #expect(solution.times == [0, 0.5, last] && solution.statistics.acceptedSteps == 6)
    #expect(solution.states.count == 3 && solution.dense?.end == last)
    let part = try ODESolver(.rungeKutta4, .fixed(6)).solve(
      pendulum, from: [1, 0], at: [0, 0.5, 0.6])
    #expect(largestDifference(solution.final, part.final) < 1e-14)
    // At the end there is nothing left to stop.
    let whole = try solver.solve(pendulum, from: [1, 0], at: [0, 1]) {
      $0.tEnd == 1 ? .stop : .continue
    }
    #expect(whole.ending == .completed)
  }

  @Test func eventsEndBeforeObservers() throws {
    let event = Event<[Double]>("down", isTerminal: true) { _, y in y[0] }
    let solution = try ODESolver().solve(pendulum, from: [1, 0], at: [0, 10], events: [event]) {
      $0.end[0] < 0 ? .stop : .continue
    }
    #expect(solution.ending == .event && solution.endedBy?.name == "down")
  }
}
