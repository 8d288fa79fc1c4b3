import SparseAD
import TestSupport
import Testing

private func cancelThisTask() { withUnsafeCurrentTask { $0?.cancel() } }

/// `y' = -k y`, which cancels the task that solves it after so many evaluations.
private struct CancellingField: DifferentiableField {
  let count = EvaluationCount()
  let limit: Int

  func evaluate(_ t: Double, _ y: [Double], _ k: Double, into rate: inout [Double]) {
    count.increase()
    if count.value == limit { cancelThisTask() }
    rate = y.map { -k * $0 }
  }
  func vjp(
    _ t: Double, _ y: [Double], _ k: Double, rate: [Double], cotangent: inout [Double],
    into yBar: inout [Double], adding kBar: inout Double
  ) -> Double {
    count.increase()
    if count.value == limit { cancelThisTask() }
    kBar -= cotangent.inner(y)
    yBar = cotangent.map { -k * $0 }
    return 0
  }
  func jvp(
    _ t: Double, _ y: [Double], _ k: Double, rate: [Double], tDot: Double, yDot: [Double],
    thetaDot: Double, into rateDot: inout [Double]
  ) {
    rateDot = zip(y, yDot).map { -k * $1 - thetaDot * $0 }
  }
}

@Suite struct CancellationTests {
  @Test func whatWasReachedComesBack() async throws {
    let solver = ODESolver(.rungeKutta4, .fixed(100))
    let solution = try await Task {
      try solver.solve(CancellingField(limit: 41), from: [1], 1, at: [0, 0.05, 1])
    }.value
    #expect(solution.ending == .cancelled)
    #expect(solution.statistics.acceptedSteps == 11)
    #expect(solution.times.count == 3 && abs(solution.times[2] - 0.11) < 1e-15)
    #expect(abs(solution.final[0] - Double.exp(-0.11)) < 1e-9)
    // A task that was cancelled before begins nothing.
    let nothing = try await Task {
      cancelThisTask()
      return try solver.solve(CancellingField(limit: 0), from: [1], 1, at: [0, 1])
    }.value
    #expect(nothing.ending == .cancelled && nothing.times == [0] && nothing.states == [[1]])
    #expect(nothing.statistics.evaluations == 0)
  }

  @Test func aSolutionThatIsDoneIsWhole() async throws {
    let solution = try await Task {
      try ODESolver(.euler, .fixed(4)).solve(
        CancellingField(limit: 4), from: [1], 1, at: [0, 1, 1])
    }.value
    #expect(solution.ending == .completed && solution.states.count == 3)
  }

  /// A gradient of a part would be wrong, so there is an error that names the time.
  @Test(arguments: [
    Sensitivity.discrete, .checkpointed(slots: 2), .interpolating, .backsolve, .forward,
  ])
  func gradientsThrow(_ sensitivity: Sensitivity) async throws {
    let solver = ODESolver(.rungeKutta4, .fixed(10))
    func error(_ limit: Int) async -> ODEError? {
      await Task { () -> ODEError? in
        do throws(ODEError) {
          let (_, pullback) = try solver.solveWithPullback(
            CancellingField(limit: limit), from: [1], 1, at: [0, 1], sensitivity: sensitivity)
          _ = try pullback(final: [1])
          return nil
        } catch {
          return error
        }
      }.value
    }
    // On the way forward, and on the way back.
    guard case .cancelled(let t) = await error(13), case .cancelled = await error(55) else {
      Issue.record("no error")
      return
    }
    #expect(abs(t - 0.4) < 1e-12)
  }

  @Test func theTapeThrowsOnTheWayForward() async throws {
    let solver = ODESolver(.rungeKutta4, .fixed(10))
    func slope(_ limit: Int) async throws -> Double {
      try await Task {
        try gradient(at: 1.0) { (k: Variable<Double>) throws(ODEError) -> Variable<Double> in
          try solver.solve(
            CancellingField(limit: limit), from: Variable([1]), k, over: (0, 1)
          ).sum()
        }
      }.value
    }
    await #expect(throws: ODEError.self) { try await slope(13) }
    // Backward a sweep is not cut short: what it returns is whole.
    let (whole, late) = (try await slope(1000), try await slope(60))
    #expect(late == whole)
  }
}
