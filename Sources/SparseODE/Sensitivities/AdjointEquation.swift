import SparseAutodiff
import SparseMatrices

extension ODESolver {
  /// The gradient by an adjoint equation that is solved backward from one time to the one before.
  ///
  /// At each time the cotangent of the state there is added, and `-ȳ_kᵀ f` to that of time; in the end these are the
  /// cotangents of `y(t₀)` and `t₀`.
  ///
  /// - Parameter cross: takes the adjoint from time `k` to time `k - 1`, with the solver for that piece alone.
  func adjointGradient<Field: DifferentiableField>(
    _ field: Field, _ theta: Field.Theta, _ solution: Solution<Field.State>,
    _ cotangents: [Field.State?],
    _ cross: (Int, ODESolver, inout AdjointState<Field.State, Field.Theta>) throws(ODEError) -> Void
  ) throws(ODEError) -> SolutionGradient<Field.State, Field.Theta> {
    let times = solution.times
    var timesBar = [Double](repeating: 0, count: times.count)
    var adjoint = AdjointState(state: solution.final.zero, theta: theta.zero)
    var rate = solution.final.zero
    var f = field
    for k in (1..<times.count).reversed() {
      if let cotangent = cotangents[k] {
        f.evaluate(times[k], solution.states[k], theta, into: &rate)
        timesBar[k] = cotangent.inner(rate)
        adjoint.time[0] -= Field.Scalar(timesBar[k])
        adjoint.state.combine(1, [(1, cotangent)])
      }
      if times[k] == times[k - 1] { continue }
      try cross(k, onePiece(from: times[k - 1], to: times[k], of: times), &adjoint)
    }
    if let cotangent = cotangents[0] { adjoint.state.combine(1, [(1, cotangent)]) }
    timesBar[0] += Double(adjoint.time[0])
    return SolutionGradient(initial: adjoint.state, theta: adjoint.theta, times: timesBar)
  }

  /// The solver for one piece of a solution alone, backward or forward: with the piece's share of fixed steps.
  private func onePiece(from a: Double, to b: Double, of times: [Double]) -> ODESolver {
    guard let count = stepCount(from: a, to: b, of: times) else { return self }
    var solver = self
    solver.steps = .fixed(count)
    return solver
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
