import SparseAD
import TestSupport
import Testing

@testable import SparseODE

/// `y' = 2 t y`, whose solution is `exp(t² - t₀²) y₀`.
private let field = TapeField<[Double], NoParameters<Double>> { t, y in 2 * t * y }

/// The interpolant of a step from (1, -2), and its end.
private func interpolant(
  _ method: ButcherTableau, _ t: Double, _ h: Double
) -> (StepInterpolant<[Double]>, end: [Double], evaluations: Int) {
  let y = [1.0, -2]
  var step = RungeKuttaStep(method.interpolated, field, like: y)
  step.evaluateStages(t, h, y, NoParameters())
  let accepted = AcceptedStep(
    t: t, h: h, tEnd: t + h, start: y, end: step.end(h, y), rate: step.slopes[0])
  step.evaluateInterpolationStages(accepted, NoParameters())
  var result = StepInterpolant(method.interpolated, like: y)
  result.set(accepted, step)
  let made = StepInterpolant(accepted, step)
  #expect(made.state(at: t + 0.3 * h) == result.state(at: t + 0.3 * h))
  return (result, accepted.end, step.evaluations)
}

@Suite struct StepInterpolantTests {
  @Test(arguments: ButcherTableau.all) func meetsTheEndsOfTheStep(_ method: ButcherTableau) {
    for h in [0.1, -0.1] {
      let (within, end, evaluations) = interpolant(method, 0.4, h)
      #expect(within.state(at: 0.4) == [1, -2])
      expectClose(within.state(at: 0.4 + h), end, relative: 1e-15)
      var other = [0.0, 0]
      within.state(at: 0.4 + 0.3 * h, into: &other)
      #expect(other == within.state(at: 0.4 + 0.3 * h))
      // Only a method without first-same-as-last pays for the slope at the end besides.
      let extra = method.isFirstSameAsLast ? 0 : 1
      #expect(evaluations == method.nodes.count + method.extraNodes.count + extra)
    }
  }

  /// The error within a step is O(h^(q + 1)), or that of the step where this is larger.
  @Test(arguments: ButcherTableau.all) func errorFallsWithTheOrder(_ method: ButcherTableau) {
    func error(_ h: Double) -> Double {
      let (within, _, _) = interpolant(method, 0.4, h)
      return (1...19).map { k in
        let t = 0.4 + h * Double(k) / 20
        return abs(within.state(at: t)[0] - Double.exp(t * t - 0.16))
      }.reduce(0, max)
    }
    let h = method.order == 8 ? 0.1 : 0.05
    let order = Double.log(error(h) / error(h / 2)) / Double.log(2)
    let expected = Double(min(method.interpolationOrder, method.order)) + 1
    #expect(abs(order - expected) < 0.3, "\(method): \(order), not \(expected)")
  }
}
