import SparseAutodiff
import SparseMatrices
import SparseSolvers

/// The adjoint equation backward in time along the stored solution: ``Sensitivity/interpolating``.
///
///     da/dt = -J_y(y(t))ᵀ a      dθ̄/dt = -J_θᵀ a      dt̄/dt = -J_tᵀ a
///
/// `y(t)` is the dense output of the step around `t`, whose slopes are computed again when the adjoint comes to it.
struct InterpolatingAdjoint<Field: DifferentiableField> {
  typealias State = Field.State

  let solver: ODESolver
  let field: Field
  let theta: Field.Theta
  let solution: Solution<State>
  let trajectory: Trajectory<State>

  func gradient(
    _ cotangents: [State?]
  ) throws(ODEError) -> SolutionGradient<State, Field.Theta> {
    let backward = AlongSolution(self)
    return try solver.adjointGradient(field, theta, solution, cotangents) {
      k, piece, adjoint throws(ODEError) in
      adjoint =
        try piece.solve(
          backward, from: adjoint, theta, at: [solution.times[k], solution.times[k - 1]]
        ).whole().final
    }
  }
}

/// The right-hand side of the equations of ``InterpolatingAdjoint``.
private struct AlongSolution<Field: DifferentiableField>: VectorField {
  typealias State = AdjointState<Field.State, Field.Theta>
  typealias Theta = Field.Theta

  private let trajectory: Trajectory<Field.State>
  private var stages: RungeKuttaStep<Field>
  private var interpolant: StepInterpolant<Field.State>
  /// The step that the interpolant is of.
  private var current = -1
  private var y: Field.State
  private var rate: Field.State
  private var cotangent: Field.State

  init(_ adjoint: InterpolatingAdjoint<Field>) {
    let y0 = adjoint.solution.final
    let method = adjoint.solver.method.interpolated
    trajectory = adjoint.trajectory
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

  /// The last step that begins before `t`, or at it, as the solution ran.
  private func step(around t: Double) -> Int {
    var (low, high) = (0, trajectory.steps.count - 1)
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
    stages.evaluateStages(step.t, step.h, start, theta)
    let accepted = AcceptedStep(
      t: step.t, h: step.h, tEnd: step.t + step.h, start: start, end: end, rate: stages.slopes[0])
    stages.evaluateInterpolationStages(accepted, theta)
    interpolant.set(accepted, stages)
    current = n
  }
}
