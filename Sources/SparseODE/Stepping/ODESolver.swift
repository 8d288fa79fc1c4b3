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
  public var method: ButcherTableau
  public var steps: StepSizes
  /// The most steps tried in one solution, rejected ones included.
  public var maximumSteps = 100_000
  /// Whether to count how many ReLUs of the field switch from step to step, which costs a pass over the state a step.
  public var countsMaskChanges = false

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
  /// - Precondition: at least one time; all finite and in order, increasing or decreasing.
  /// - Throws: ``ODEError``
  /// - Complexity: one evaluation of the field a stage and step. In memory a few states more than the method has stages,
  ///   and the states saved.
  public func solve<Field: VectorField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    keepsDenseOutput: Bool = false, events: [Event<Field.State>] = []
  ) throws(ODEError) -> Solution<Field.State> {
    try solve(
      field, from: y0, theta, at: times, keepsDenseOutput: keepsDenseOutput, events: events
    ) { _, _, _ in false }
  }

  /// Solves, and calls `observe` with the number of the piece, each accepted step in it, and the slopes of that. It says
  /// whether it keeps the step's end.
  func solve<Field: VectorField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    keepsDenseOutput: Bool = false, events: [Event<Field.State>] = [],
    _ observe: (Int, AcceptedStep<Field.State>, inout RungeKuttaStep<Field>) -> Bool
  ) throws(ODEError) -> Solution<Field.State> {
    let pieces = Self.pieces(of: times)
    var integrator = Integrator(self, field, y0, theta)
    var solution = Solution(times: [times[0]], states: [y0], statistics: integrator.statistics)
    solution.states.reserveCapacity(times.count)
    var dense = keepsDenseOutput ? DenseOutput(from: times[0], y0) : nil
    var watch = EventWatch(events, from: times[0], y0)
    var keptCount = 0
    for (piece, (a, b)) in pieces.enumerated() where watch.last == nil {
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
        // Last, because it may take the slopes away.
        let isKept = observe(piece, accepted, &step)
        if isKept { keptCount += 1 }
        return isKept || dense != nil
      } until: {
        watch.last != nil
      }
      solution.times.append(watch.last?.t ?? b)
      solution.states.append(watch.last?.state ?? integrator.y)
    }
    solution.dense = dense
    solution.events = watch.occurrences
    solution.endedBy = watch.last
    solution.statistics = integrator.statistics
    let savedCount = solution.states.count + keptCount
    solution.statistics.peakBytes += savedCount * y0.coordinateBytes + (dense?.bytes ?? 0)
    return solution
  }

  /// The solution of an equation without parameters.
  public func solve<Field: VectorField>(
    _ field: Field, from y0: Field.State, at times: [Double],
    keepsDenseOutput: Bool = false, events: [Event<Field.State>] = []
  ) throws(ODEError) -> Solution<Field.State>
  where Field.Theta == NoParameters<Field.Scalar> {
    try solve(
      field, from: y0, NoParameters(), at: times, keepsDenseOutput: keepsDenseOutput, events: events
    )
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

  /// `f` and `w` of a step at `t = a + f (b - a)` of size `h = w (b - a)`, where `a` and `b` are the times around it. They
  /// are constants of every derivative: the steps move with the times, in proportion.
  static func shares(
    _ t: Double, _ h: Double, from a: Double, to b: Double
  ) -> (f: Double, w: Double) { ((t - a) / (b - a), h / (b - a)) }

  /// The number of equal steps in one piece; nil where steps are adaptive.
  func stepCount(from a: Double, to b: Double, of times: [Double]) -> Int? {
    guard case .fixed(let count) = steps else { return nil }
    if a == b { return 0 }
    let share = (b - a) / (times[times.count - 1] - times[0])
    // Rounding must not make a step more of a share of a whole number of steps.
    return max(1, Int((Double(count) * share - 1e-9).rounded(.up)))
  }
}

/// What a solver found.
public struct Solution<State: Coordinates>: Sendable {
  /// The times asked for; where a terminal event ended the solution, those before it and that of the event.
  public internal(set) var times: [Double]
  /// The states at these times; the first is the one the solution began with.
  public internal(set) var states: [State]
  public internal(set) var statistics: SolverStatistics
  /// The solution between these times, where that was to be kept.
  public internal(set) var dense: DenseOutput<State>?
  /// The events that happened, in the order in which they did.
  public internal(set) var events: [EventOccurrence<State>] = []
  /// The event that ended the solution; nil where it runs to the last time asked for.
  public internal(set) var endedBy: EventOccurrence<State>?

  /// The state at the last time.
  public var final: State { states[states.count - 1] }
}

/// What a solution took.
public struct SolverStatistics: Sendable, Equatable {
  /// Evaluations of the field.
  public internal(set) var evaluations = 0
  /// Steps that the solution is made of.
  public internal(set) var acceptedSteps = 0
  /// Steps that were tried and had too large an error.
  public internal(set) var rejectedSteps = 0
  /// How many ReLUs switched between the beginnings of successive steps, summed over the steps; nil where they were not
  /// counted, or the field has none to count.
  public internal(set) var maskChanges: Int?
  /// The most bytes that states, slopes and what was kept of them took at once. A field's own buffers are not counted.
  public internal(set) var peakBytes = 0
}
