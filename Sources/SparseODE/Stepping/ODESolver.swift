import SparseAutodiff
import SparseMatrices
import SparseSolvers

/// Solves `dy/dt = f(t, y, θ)` by an explicit Runge–Kutta method.
///
///     let solver = ODESolver(.rungeKutta4, .fixed(20))
///     let solution = try solver.solve(field, from: y0, theta, at: [0, 0.5, 1])
///     solution.states                      // at t = 0, 0.5 and 1
///
/// Time runs from the first of the times given to the last, forward or backward. The solver steps exactly onto each of
/// them, so a saved state is as exact as any other and has a derivative in its time.
public struct ODESolver: Sendable, Equatable {
  /// The Runge–Kutta method.
  public var method: ButcherTableau
  /// Fixed steps, or adaptive ones with their tolerances.
  public var steps: StepSizes
  /// The most adaptive steps tried in one solution, rejected ones included.
  public var maximumSteps = 100_000

  /// - Precondition: adaptive steps need a method with an error estimate, fixed ones a positive number.
  public init(_ method: ButcherTableau = .tsitouras5, _ steps: StepSizes = .adaptive()) {
    switch steps {
    case .fixed(let count): require(count > 0, "\(count) steps")
    case .adaptive:
      require(
        method.errorWeights != nil, "\(method.name) has no error estimate to adapt its steps by")
    }
    self.method = method
    self.steps = steps
  }

  /// The solution at given times; the first of them is where `y0` is.
  ///
  /// - Parameters:
  ///   - keepsDenseOutput: whether to keep what ``Solution/dense`` needs, which changes no state. Its memory is said there;
  ///     methods without an interpolation of their own take one evaluation more, that of order 8 three a step.
  ///   - events: what to watch for. Where one is terminal, the solution ends with it: ``Solution/endedBy``.
  ///   - observe: called after each accepted step; where it says `.stop`, the solution ends with that step.
  /// - Returns: the solution. Where the task is cancelled, it ends with the step on the way; ``Solution/ending`` says so.
  /// - Precondition: at least one time; all finite and in order, increasing or decreasing.
  /// - Throws: ``ODEError``
  /// - Complexity: one evaluation of the field a stage and step. In memory a few states more than the method has stages,
  ///   and the states saved; for states that are arrays, nothing is allocated in a step after the first.
  public func solve<Field: VectorField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    keepsDenseOutput: Bool = false, events: [Event<Field.State>] = [],
    observe: (AcceptedStep<Field.State>) -> IterationControl = { _ in .continue }
  ) throws(ODEError) -> Solution<Field.State> {
    try run(
      field, from: y0, theta, at: times, keepsDenseOutput: keepsDenseOutput, events: events,
      observe: observe)
  }

  /// The solution of an equation without parameters.
  public func solve<Field: VectorField>(
    _ field: Field, from y0: Field.State, at times: [Double],
    keepsDenseOutput: Bool = false, events: [Event<Field.State>] = [],
    observe: (AcceptedStep<Field.State>) -> IterationControl = { _ in .continue }
  ) throws(ODEError) -> Solution<Field.State>
  where Field.Theta == NoParameters<Field.Scalar> {
    try solve(
      field, from: y0, NoParameters(), at: times, keepsDenseOutput: keepsDenseOutput,
      events: events, observe: observe)
  }

  /// The state at the end of an interval: the last of `solve(…, at: [a, b])`.
  ///
  /// - Throws: ``ODEError``
  public func solve<Field: VectorField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, over interval: (Double, Double)
  ) throws(ODEError) -> Field.State {
    try run(field, from: y0, theta, at: [interval.0, interval.1]).whole().final
  }

  /// Solves, and calls `follow` with the number of the piece, each accepted step in it, and the slopes of that. It says
  /// whether it keeps the step's end.
  package func run<Field: VectorField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    keepsDenseOutput: Bool = false, events: [Event<Field.State>] = [],
    observe: (AcceptedStep<Field.State>) -> IterationControl = { _ in .continue },
    follow: (Int, AcceptedStep<Field.State>, inout RungeKuttaStep<Field>) -> Bool = { _, _, _ in
      false
    }
  ) throws(ODEError) -> Solution<Field.State> {
    let pieces = Self.pieces(of: times)
    var integrator = Integrator(self, field, at: times[0], y0, theta)
    var solution = Solution(times: [times[0]], states: [y0], statistics: integrator.statistics)
    solution.states.reserveCapacity(times.count)
    var dense = keepsDenseOutput ? DenseOutput(from: times[0], y0) : nil
    var watch = EventWatch(events, from: times[0], y0)
    var keptCount = 0
    var ending: SolutionEnding? = Task.isCancelled ? .cancelled : nil
    for (piece, (a, b)) in pieces.enumerated() {
      if ending != nil { break }
      let count = stepCount(from: a, to: b, of: times)
      try integrator.advance(from: a, to: b, steps: count) { accepted, step in
        let passages = watch.passages(accepted)
        if dense != nil || !passages.isEmpty {
          step.evaluateInterpolationStages(accepted, theta)
          let within = StepInterpolant(accepted, step)
          watch.locate(passages, accepted, within)
          dense?.append(
            within, to: watch.last?.t ?? accepted.tEnd, watch.last?.state ?? accepted.end)
        }
        let control = observe(accepted)
        if watch.last != nil {
          ending = .event
        } else if accepted.tEnd != times[times.count - 1] {
          if control == .stop { ending = .stopped } else if Task.isCancelled { ending = .cancelled }
        }
        // Last, because it may take the slopes away.
        let isKept = follow(piece, accepted, &step)
        if isKept { keptCount += 1 }
        return isKept || dense != nil
      } until: {
        ending != nil
      }
      solution.times.append(watch.last?.t ?? integrator.t)
      solution.states.append(watch.last?.state ?? integrator.y)
    }
    solution.dense = dense
    solution.events = watch.occurrences
    solution.endedBy = watch.last
    solution.ending = ending ?? .completed
    solution.statistics = integrator.statistics
    let savedCount = solution.states.count + keptCount
    solution.statistics.peakBytes += savedCount * y0.coordinateBytes + (dense?.bytes ?? 0)
    return solution
  }

  /// The intervals between times.
  static func pieces(of times: [Double]) -> [(Double, Double)] {
    require(!times.isEmpty, "no time to begin at")
    require(times.allSatisfy(\.isFinite), "the times are not all finite: \(times)")
    let pieces = Array(zip(times, times.dropFirst()))
    require(
      pieces.allSatisfy { $0 <= $1 } || pieces.allSatisfy { $0 >= $1 },
      "the times are not in order: \(times)")
    return pieces
  }

  /// The number of equal steps in one piece; nil where steps are adaptive.
  func stepCount(from a: Double, to b: Double, of times: [Double]) -> Int? {
    guard case .fixed(let count) = steps else { return nil }
    if a == b { return 0 }
    let share = (b - a) / (times[times.count - 1] - times[0])
    // Rounding must not make a step more of a share of a whole number of steps.
    return max(1, Int((Double(count) * share - 1e-9).rounded(.up)))
  }
}
