import SparseAD
import TestSupport
import Testing

/// `y' = y²` from 1, which is infinite at 1.
private let blowUp = FunctionField { _, y in [y[0] * y[0]] }
private let decay = FunctionField { _, y in [-y[0]] }

private func error(
  _ solver: ODESolver, _ field: FunctionField, from y0: [Double] = [1], to end: Double = 5
) -> ODEError? {
  do {
    _ = try solver.solve(field, from: y0, at: [0, end])
    return nil
  } catch {
    return error
  }
}

private let adaptive: [ButcherTableau] = [
  .heun, .bogackiShampine3, .dormandPrince5, .tsitouras5, .dormandPrince8,
]

@Suite struct ODEErrorTests {
  @Test(arguments: adaptive) func blowUpNeedsTooSmallSteps(_ method: ButcherTableau) throws {
    var adaptivity = Adaptivity(relative: 1e-4, absolute: 1e-4)
    adaptivity.smallestStep = 1e-5
    let found = error(ODESolver(method, .adaptive(adaptivity)), blowUp)
    guard case .stepTooSmall(let t, let step, let smallest) = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(abs(t - 1) < 1e-2)
    #expect(step < 1e-5 && smallest == 1e-5)
    #expect("\(try #require(found))".contains("\(t)"))
  }

  @Test(arguments: adaptive) func blowUpEndsWithoutASmallestStep(_ method: ButcherTableau) {
    switch error(ODESolver(method, .adaptive(relative: 1e-3, absolute: 1e-3)), blowUp) {
    case .stepTooSmall(let t, _, _), .notFinite(let t): #expect(abs(t - 1) < 1e-2)
    case let other: Issue.record("\(String(describing: other))")
    }
  }

  @Test func tooManySteps() {
    var solver = ODESolver(.tsitouras5, .adaptive(relative: 1e-9, absolute: 1e-9))
    solver.maximumSteps = 10
    guard case .tooManySteps(let t, 10) = error(solver, decay) else {
      Issue.record("no error")
      return
    }
    #expect(t > 0 && t < 5)
    solver.steps = .fixed(11)
    #expect(error(solver, decay) == .tooManySteps(t: 10 * (5.0 / 11), limit: 10))
    solver.steps = .fixed(10)
    #expect(error(solver, decay) == nil)
  }

  @Test func fixedStepsThatOverflow() throws {
    #expect(error(ODESolver(.euler, .fixed(50)), blowUp) == .notFinite(t: 0))
    // The piece is named.
    #expect(throws: ODEError.notFinite(t: 0.5)) {
      try ODESolver(.euler, .fixed(50)).solve(blowUp, from: [1], at: [0, 0.5, 5])
    }
    // States whose squares are not finite are.
    for steps in [StepSizes.fixed(10), .adaptive()] {
      let solution = try ODESolver(.tsitouras5, steps).solve(decay, from: [1e200], at: [0, 1])
      #expect(abs(solution.final[0] * 1e-200 - Double.exp(-1)) < 1e-5)
    }
  }

  @Test func fieldsThatAreNotFinite() {
    for value in [Double.nan, .infinity] {
      let field = FunctionField { _, _ in [value] }
      #expect(error(ODESolver(), field) == .notFiniteAtStart(t: 0))
      #expect(error(ODESolver(.rungeKutta4, .fixed(3)), field) == .notFinite(t: 0))
      for method in adaptive {
        for place in [0.5, 0.61, 0.77] {
          let late = FunctionField { t, y in [t > place ? value : -y[0]] }
          let found = error(
            ODESolver(method, .adaptive(relative: 1e-3, absolute: 1e-3)), late)
          guard case .notFinite(let t) = found else {
            Issue.record("\(method), \(place): \(String(describing: found))")
            continue
          }
          #expect(abs(t - place) < 1e-12)
        }
      }
      #expect(error(ODESolver(), decay, from: [value]) == .notFiniteAtStart(t: 0))
    }
  }

  @Test func intervalsOfNoLength() throws {
    for solver in [ODESolver(), ODESolver(.rungeKutta4, .fixed(10))] {
      for times in [[3.0], [3.0, 3], [3.0, 3, 3]] {
        let solution = try solver.solve(decay, from: [2], at: times)
        #expect(solution.times == times)
        #expect(solution.states == times.map { _ in [2] })
        #expect(solution.statistics.evaluations == 0)
      }
      let twice = try solver.solve(decay, from: [1], at: [0, 1, 1, 2, 2])
      let once = try solver.solve(decay, from: [1], at: [0, 1, 2])
      #expect(twice.states == [0, 1, 1, 2, 2].map { once.states[$0] })
      #expect(twice.statistics.evaluations == once.statistics.evaluations)
    }
  }

  @Test func mistakesOfTheCallerStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = try ODESolver().solve(FunctionField { _, y in y }, from: [1], at: [0, 2, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = try ODESolver().solve(FunctionField { _, y in y }, from: [1], at: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = try ODESolver().solve(FunctionField { _, y in y }, from: [1], at: [0, .infinity])
    }
    await #expect(processExitsWith: .failure) { _ = ODESolver(.rungeKutta4, .adaptive()) }
    await #expect(processExitsWith: .failure) { _ = ODESolver(.rungeKutta4, .fixed(0)) }
  }
}
