import SparseAutodiff
import SparseMatrices
import SparseSolvers

/// The adjoint equation together with the solution, backward in time (paper 004, Algorithm 2):
///
///     dy/dt = f      da/dt = -J_yᵀ a      dθ̄/dt = -J_θᵀ a      dt̄/dt = -J_tᵀ a
///
/// from `a(t₁) = ȳ(t₁)`, `t̄ = -a(t₁)ᵀ f`. The paper prints `a = -∂L/∂z` in (33); its (35), (37) and the algorithm have the
/// sign used here, `a = +∂L/∂z`.
struct BacksolveAdjoint<Field: DifferentiableField> {
  typealias State = Field.State

  let solver: ODESolver
  let field: Field
  let theta: Field.Theta
  let solution: Solution<State>
  let resetsStates: Bool

  func gradient(
    _ cotangents: [State?]
  ) throws(ODEError) -> SolutionGradient<State, Field.Theta> {
    let backward = BackwardField(field, like: solution.final)
    var y = solution.final
    return try solver.adjointGradient(field, theta, solution, cotangents) {
      k, piece, adjoint throws(ODEError) in
      if resetsStates { y = solution.states[k] }
      let end = try piece.solve(
        backward, from: Pair(first: y, second: adjoint), theta,
        at: [solution.times[k], solution.times[k - 1]]
      ).whole().final
      (y, adjoint) = (end.first, end.second)
    }
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
