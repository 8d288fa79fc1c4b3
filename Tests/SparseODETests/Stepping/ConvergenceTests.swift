import SparseAD
import TestSupport
import Testing

/// `y' = exp(-y) cos t`, whose solution from (0, log 2) is `log(2 + sin t)`.
private func wave() -> FunctionField {
  FunctionField { t, y in [Double.exp(-y[0]) * Double.cos(t)] }
}
private func waved(_ t: Double) -> Double { Double.log(2 + Double.sin(t)) }

/// Predators and prey, whose orbits close.
private func prey() -> FunctionField {
  FunctionField { _, y in [2 * (y[0] - y[0] * y[1]), y[0] * y[1] - y[1]] }
}

/// A rigid body without forces: problem B5 of Hull and others (1972).
private func rigidBody() -> FunctionField {
  FunctionField { _, y in [y[1] * y[2], -y[0] * y[2], -0.51 * y[0] * y[1]] }
}

private let rigidBodyAt5 = [-0.9117290441733369, -0.41079210071613215, 0.7589878632135656]

@Suite struct ConvergenceTests {
  /// Steps few enough that rounding is far, and many enough that the order shows.
  private static func stepCount(_ method: ButcherTableau) -> Int {
    switch method.order {
    case 1: 600
    case 2: 300
    case 3...4: 240
    case 5: 240
    default: 36
    }
  }

  @Test(arguments: ButcherTableau.all) func orderOfTheSteps(_ method: ButcherTableau) throws {
    func error(_ count: Int) throws -> Double {
      let solution = try ODESolver(method, .fixed(count)).solve(
        wave(), from: [waved(0)], at: (0...12).map { Double($0) * 5 / 6 })
      // At some single times errors cancel.
      return zip(solution.times, solution.states).reduce(0) {
        max($0, abs($1.1[0] - waved($1.0)))
      }
    }
    let count = Self.stepCount(method)
    let order = Double.log(try error(count) / error(2 * count)) / Double.log(2)
    #expect(abs(order - Double(method.order)) < 0.2, "\(method): \(order)")
  }

  @Test(arguments: ButcherTableau.all) func orderBetweenTheSteps(_ method: ButcherTableau) throws {
    func error(_ count: Int) throws -> Double {
      let solution = try ODESolver(method, .fixed(count)).solve(
        wave(), from: [waved(0)], at: [0, 10], keepsDenseOutput: true)
      let dense = try #require(solution.dense)
      return stride(from: 0, through: 10, by: 2.5 / Double(count)).reduce(0) {
        max($0, abs(dense.state(at: $1)[0] - waved($1)))
      }
    }
    let count = Self.stepCount(method)
    let order = Double.log(try error(count) / error(2 * count)) / Double.log(2)
    // Along the steps their own error shows, which is one order less than that of one step.
    let expected = Double(min(method.order, method.interpolationOrder + 1))
    #expect(abs(order - expected) < 0.25, "\(method): \(order), not \(expected)")
  }

  @Test(arguments: ButcherTableau.all) func backwardReturnsToTheStart(
    _ method: ButcherTableau
  ) throws {
    let steps: StepSizes =
      method.errorWeights == nil || method.order < 3
      ? .fixed(500) : .adaptive(relative: 1e-8, absolute: 1e-8)
    let solver = ODESolver(method, steps)
    let there = try solver.solve(wave(), from: [waved(0)], at: [0, 1])
    let back = try solver.solve(wave(), from: there.final, at: [1, 0])
    #expect(back.times == [1, 0])
    let bound = method.order == 1 ? 1e-2 : method.order == 2 ? 1e-4 : 1e-6
    #expect(abs(back.final[0] - waved(0)) < bound)
  }

  @Test(
    arguments: [
      ButcherTableau.bogackiShampine3, .dormandPrince5, .tsitouras5, .dormandPrince8,
    ], [StepController.i, .pi, .pid])
  func errorFollowsTheTolerance(_ method: ButcherTableau, _ controller: StepController) throws {
    var (errors, evaluations): ([Double], [Int]) = ([], [])
    for tolerance in method.order == 3 ? [1e-3, 1e-4, 1e-5] : [1e-4, 1e-6, 1e-8, 1e-10] {
      let field = rigidBody()
      let adaptivity = Adaptivity(
        relative: tolerance, absolute: tolerance, controller: controller)
      let solution = try ODESolver(method, .adaptive(adaptivity)).solve(
        field, from: [0, 1, 1], at: [0, 5])
      #expect(solution.statistics.evaluations == field.count.value)
      let error = largestDifference(solution.final, rigidBodyAt5)
      #expect(error < 200 * tolerance && error > 1e-5 * tolerance, "\(tolerance): \(error)")
      errors.append(error)
      evaluations.append(field.count.value)
    }
    #expect(errors == errors.sorted(by: >), "\(errors)")
    #expect(evaluations == evaluations.sorted(), "\(evaluations)")
  }

  @Test func fixedStepsAreCounted() throws {
    func statistics(_ method: ButcherTableau, _ dense: Bool) throws -> SolverStatistics {
      let field = wave()
      let solution = try ODESolver(method, .fixed(20)).solve(
        field, from: [waved(0)], at: [0, 0.5, 2], keepsDenseOutput: dense)
      #expect(solution.statistics.evaluations == field.count.value)
      #expect(solution.statistics.acceptedSteps == 20)
      #expect(solution.statistics.rejectedSteps == 0)
      return solution.statistics
    }
    for (method, stages, extra) in [
      (ButcherTableau.euler, 1, 0), (.heun, 2, 0), (.rungeKutta4, 4, 0), (.dormandPrince5, 6, 0),
      (.tsitouras5, 6, 0), (.dormandPrince8, 12, 3),
    ] {
      #expect(try statistics(method, false).evaluations == 20 * stages)
      // The slope at the end of a step begins the next.
      #expect(try statistics(method, true).evaluations == 20 * (stages + extra) + 1)
    }
  }

  /// Steps cut short by the times asked for must not make the following ones short too.
  @Test(arguments: [StepController.i, .pi, .pid])
  func timesInBetweenCostLittle(_ controller: StepController) throws {
    func statistics(_ count: Int) throws -> SolverStatistics {
      let adaptivity = Adaptivity(relative: 1e-6, absolute: 1e-6, controller: controller)
      let times = (0...count).map { 20 * Double($0) / Double(count) }
      return try ODESolver(.tsitouras5, .adaptive(adaptivity)).solve(
        prey(), from: [1, 3], at: times
      ).statistics
    }
    let free = try statistics(1)
    for count in [7, 40, 300] {
      let cut = try statistics(count)
      #expect(cut.acceptedSteps <= free.acceptedSteps + 2 * count)
      #expect(cut.rejectedSteps <= free.rejectedSteps + 10)
    }
  }
}
