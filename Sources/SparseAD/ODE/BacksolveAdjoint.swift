/// The adjoint equation together with the solution, backward in time (papers/004, Algorithm 2):
///
///     dy/dt = f      da/dt = -J_yᵀ a      dθ̄/dt = -J_θᵀ a      dt̄/dt = -J_tᵀ a
///
/// from `a(t₁) = ȳ(t₁)`, `t̄ = -a(t₁)ᵀ f`. The paper prints `a = -∂L/∂z` in (33); its (35), (37) and the algorithm have the
/// sign used here, `a = +∂L/∂z`.
struct BacksolveAdjoint<Field: DifferentiableField> {
  typealias State = Field.State
  typealias Adjoint = AdjointState<State, Field.Theta>

  let solver: ODESolver
  let field: Field
  let theta: Field.Theta
  let solution: Solution<State>
  let resetsStates: Bool

  func gradient(
    _ cotangents: [State?]
  ) throws(ODEError) -> SolutionGradient<State, Field.Theta> {
    let times = solution.times
    var timesBar = [Double](repeating: 0, count: times.count)
    var s = Pair(
      first: solution.final, second: Adjoint(state: solution.final.zero, theta: theta.zero))
    var rate = solution.final.zero
    var f = field
    for k in (1..<times.count).reversed() {
      if let cotangent = cotangents[k] {
        f.evaluate(times[k], solution.states[k], theta, into: &rate)
        timesBar[k] = cotangent.inner(rate)
        s.second.time[0] -= Field.Scalar(timesBar[k])
        s.second.state.combine(1, [(1, cotangent)])
      }
      if resetsStates { s.first = solution.states[k] }
      let piece = solver.onePiece(from: times[k - 1], to: times[k], of: times)
      s =
        try piece.solve(
          BackwardField(field, like: solution.final), from: s, theta, at: [times[k], times[k - 1]]
        ).final
    }
    if let cotangent = cotangents[0] { s.second.state.combine(1, [(1, cotangent)]) }
    timesBar[0] += times.count > 1 ? Double(s.second.time[0]) : 0
    return SolutionGradient(initial: s.second.state, theta: s.second.theta, times: timesBar)
  }
}

/// The right-hand side of the equations of ``BacksolveAdjoint``.
private struct BackwardField<Field: DifferentiableField>: VectorField {
  private var field: Field
  private var cotangent: Field.State

  init(_ field: Field, like y: Field.State) {
    self.field = field
    cotangent = y.zero
  }

  mutating func evaluate(
    _ t: Double, _ s: Pair<Field.State, AdjointState<Field.State, Field.Theta>>,
    _ theta: Field.Theta, into rate: inout Pair<Field.State, AdjointState<Field.State, Field.Theta>>
  ) {
    field.evaluate(t, s.first, theta, into: &rate.first)
    rate.second.setAdjointRate(
      &field, t, s.first, theta, rate: rate.first, adjoint: s.second.state, &cotangent)
  }
}

extension AdjointState {
  /// The rates of change of the cotangents where the adjoint is `a`: the products of the transposed Jacobians with `-a`.
  mutating func setAdjointRate<Field: DifferentiableField>(
    _ field: inout Field, _ t: Double, _ y: State, _ theta: Theta, rate: State, adjoint a: State,
    _ cotangent: inout State
  ) where Field.State == State, Field.Theta == Theta {
    cotangent.combine(0, [(-1, a)])
    self.theta.updateCoordinateBlocks { _, block in Kernels.scale(0, &block) }
    let tBar = field.vjp(
      t, y, theta, rate: rate, cotangent: &cotangent, into: &state, adding: &self.theta)
    time[0] = Scalar(tBar)
  }
}

extension ODESolver {
  /// The solver for one piece of a solution alone, backward or forward: with the piece's share of fixed steps.
  func onePiece(from a: Double, to b: Double, of times: [Double]) -> ODESolver {
    guard let count = stepCount(from: a, to: b, of: times), count > 0 else { return self }
    var solver = self
    solver.steps = .fixed(count)
    return solver
  }
}
