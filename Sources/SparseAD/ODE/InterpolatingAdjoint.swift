/// The adjoint equation backward in time along the stored solution: ``Sensitivity/interpolating``.
///
///     da/dt = -J_y(y(t))ᵀ a      dθ̄/dt = -J_θᵀ a      dt̄/dt = -J_tᵀ a
///
/// `y(t)` is the dense output of the step around `t`, whose slopes are computed again when the adjoint comes to it.
struct InterpolatingAdjoint<Field: DifferentiableField> {
  typealias State = Field.State
  typealias Adjoint = AdjointState<State, Field.Theta>

  let solver: ODESolver
  let field: Field
  let theta: Field.Theta
  let solution: Solution<State>
  let trajectory: Trajectory<State>

  func gradient(
    _ cotangents: [State?]
  ) throws(ODEError) -> SolutionGradient<State, Field.Theta> {
    let times = solution.times
    var timesBar = [Double](repeating: 0, count: times.count)
    var s = Adjoint(state: solution.final.zero, theta: theta.zero)
    var rate = solution.final.zero
    var f = field
    for k in (1..<times.count).reversed() {
      if let cotangent = cotangents[k] {
        f.evaluate(times[k], solution.states[k], theta, into: &rate)
        timesBar[k] = cotangent.inner(rate)
        s.time[0] -= Field.Scalar(timesBar[k])
        s.state.combine(1, [(1, cotangent)])
      }
      let steps = trajectory.steps.indices.filter { trajectory.steps[$0].piece == k - 1 }
      guard let first = steps.first, let last = steps.last else { continue }
      let backward = AlongSolution(self, steps: first...last)
      let piece = solver.onePiece(from: times[k - 1], to: times[k], of: times)
      s = try piece.solve(backward, from: s, theta, at: [times[k], times[k - 1]]).final
    }
    if let cotangent = cotangents[0] { s.state.combine(1, [(1, cotangent)]) }
    timesBar[0] += Double(s.time[0])
    return SolutionGradient(initial: s.state, theta: s.theta, times: timesBar)
  }
}

/// The right-hand side of the equations of ``InterpolatingAdjoint`` within one piece of the solution.
private struct AlongSolution<Field: DifferentiableField>: VectorField {
  typealias State = AdjointState<Field.State, Field.Theta>
  typealias Theta = Field.Theta

  private let trajectory: Trajectory<Field.State>
  private let steps: ClosedRange<Int>
  private var stages: RungeKuttaStep<Field>
  private var interpolant: StepInterpolant<Field.State>
  /// The step that the interpolant is of.
  private var current = -1
  private var y: Field.State
  private var rate: Field.State
  private var cotangent: Field.State

  init(_ adjoint: InterpolatingAdjoint<Field>, steps: ClosedRange<Int>) {
    let y0 = adjoint.solution.final
    let method = adjoint.solver.method.interpolated
    trajectory = adjoint.trajectory
    self.steps = steps
    stages = RungeKuttaStep(method, adjoint.field, like: y0)
    interpolant = StepInterpolant(method, like: y0)
    y = y0.zero
    rate = y0.zero
    cotangent = y0.zero
  }

  mutating func evaluate(_ t: Double, _ s: State, _ theta: Theta, into rateOfS: inout State) {
    let n = step(around: t)
    if n != current { interpolate(n, theta) }
    interpolant.state(at: t, into: &y)
    stages.field.evaluate(t, y, theta, into: &rate)
    rateOfS.setAdjointRate(
      &stages.field, t, y, theta, rate: rate, adjoint: s.state, &cotangent)
  }

  /// The last step of the piece that begins before `t`, or at it, as the solution ran.
  private func step(around t: Double) -> Int {
    var (low, high) = (steps.lowerBound, steps.upperBound)
    while low < high {
      let middle = (low + high + 1) / 2
      let step = trajectory.steps[middle]
      if step.h > 0 ? step.t <= t : step.t >= t { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private mutating func interpolate(_ n: Int, _ theta: Theta) {
    let step = trajectory.steps[n]
    let (start, end) = (trajectory.kept[n].state, trajectory.kept[n + 1].state)
    let accepted = AcceptedStep(
      t: step.t, h: step.h, tEnd: step.t + step.h, start: start, end: end)
    stages.evaluateStages(step.t, step.h, start, theta)
    stages.evaluateInterpolationStages(accepted, theta)
    interpolant.set(accepted, stages)
    current = n
  }
}
