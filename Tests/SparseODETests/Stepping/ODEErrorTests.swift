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
    #expect("\(ODEError.tooManySteps(t: t, limit: 10))".contains("loosen the tolerances"))
    // Who fixes the number of steps has chosen it.
    solver.steps = .fixed(11)
    #expect(error(solver, decay) == nil)
    #expect(error(ODESolver(.euler, .fixed(100_001)), decay) == nil)
  }

  /// Van der Pol's oscillator and Robertson's reaction: stiff from the first instants on.
  @Test(arguments: adaptive) func stiffnessIsNamed(_ method: ButcherTableau) throws {
    let oscillator = FunctionField { _, y in [y[1], 1e6 * ((1 - y[0] * y[0]) * y[1] - y[0])] }
    let reaction = FunctionField { _, y in
      let (slow, back, fast) = (0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1])
      return [back - slow, slow - back - fast, fast]
    }
    var solver = ODESolver(method)
    solver.maximumSteps = 5000
    for (field, y0, fastest) in [(oscillator, [2.0, 0], 3e6), (reaction, [1, 0, 0], 2.4e3)] {
      let found = error(solver, field, from: y0, to: 1e3)
      guard case .stiff(let t, 5000, let step, let rate) = found else {
        Issue.record("\(String(describing: found))")
        continue
      }
      #expect(t > 0 && t < 100)
      #expect(abs(rate - fastest) < 0.2 * fastest)
      #expect(step * rate > 1 && step * rate < 10)
      let message = "\(try #require(found))"
      #expect(message.contains("stiff") && message.contains("looser tolerances will not help"))
    }
  }

  /// Oscillations whose accuracy asks for the steps, however they are scaled, are not stiff.
  @Test(arguments: adaptive, [1.0, 1e4]) func oscillationsAreNotStiff(
    _ method: ButcherTableau, _ frequency: Double
  ) {
    let field = FunctionField { _, y in [y[1], -frequency * frequency * y[0]] }
    var solver = ODESolver(method, .adaptive(relative: 1e-7, absolute: 1e-9))
    for limit in [500, 501, 2000] {
      solver.maximumSteps = limit
      let found = error(solver, field, from: [1, 0], to: 1e6)
      guard case .tooManySteps(_, limit) = found else {
        Issue.record("\(String(describing: found))")
        continue
      }
    }
  }

  @Test func boundsOfStabilityAreThoseOfTheBooks() {
    // Hairer and Wanner, Solving Ordinary Differential Equations II, IV.2.
    for (method, bound) in [
      (ButcherTableau.euler, 2), (.heun, 2), (.midpoint, 2), (.rungeKutta4, 2.785),
      (.bogackiShampine3, 2.513), (.dormandPrince5, 3.307), (.dormandPrince8, 6.3),
    ] {
      #expect(method.stabilityBound <= bound + 0.05 && method.stabilityBound > bound - 0.15)
    }
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
