import SparseAutodiff
import SparseMatrices
import SparseSolvers

extension ODESolver {
  /// The solution, and the map from cotangents of its states to those of everything it depends on: `Jᵀ u`.
  ///
  ///     let (solution, pullback) = try solver.solveWithPullback(field, from: y0, theta, at: [0, 1])
  ///     let slope = try pullback(final: yBar)       // slope.initial, slope.theta, slope.times
  ///
  /// - Throws: ``ODEError``
  public func solveWithPullback<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    sensitivity: Sensitivity = .discrete
  ) throws(ODEError) -> (
    solution: Solution<Field.State>, pullback: SolutionPullback<Field.State, Field.Theta>
  ) {
    switch sensitivity {
    case .discrete:
      return try reversingSteps(field, from: y0, theta, at: times, slots: nil)
    case .checkpointed(let slots):
      require(slots >= 0, "\(slots) slots")
      return try reversingSteps(field, from: y0, theta, at: times, slots: slots)
    case .interpolating:
      var record = DiscreteAdjoint(self, field, from: y0, theta, at: times, slots: nil)
      let solution = try record.solve(keepingSlopes: false)
      let adjoint = InterpolatingAdjoint(
        solver: self, field: field, theta: theta, solution: solution,
        trajectory: record.trajectory)
      return (solution, SolutionPullback(times.count, adjoint.gradient))
    case .backsolve(let resetsStates):
      let solution = try solve(field, from: y0, theta, at: times).whole()
      let adjoint = BacksolveAdjoint(
        solver: self, field: field, theta: theta, solution: solution, resetsStates: resetsStates)
      return (solution, SolutionPullback(times.count, adjoint.gradient))
    case .forward:
      let solution = try solve(field, from: y0, theta, at: times).whole()
      return (
        solution,
        SolutionPullback(times.count) { cotangents throws(ODEError) in
          try forwardGradient(field, from: y0, theta, at: times, cotangents)
        }
      )
    }
  }

  private func reversingSteps<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double], slots: Int?
  ) throws(ODEError) -> (
    solution: Solution<Field.State>, pullback: SolutionPullback<Field.State, Field.Theta>
  ) {
    var adjoint = DiscreteAdjoint(self, field, from: y0, theta, at: times, slots: slots)
    let solution = try adjoint.solve()
    return (solution, SolutionPullback(times.count, adjoint.gradient))
  }
}

/// The map from cotangents of a solution's states to those of what it depends on.
///
/// It holds what the backward pass needs: call it as often as wanted, and let it go.
public struct SolutionPullback<State: Coordinates, Theta: Coordinates> {
  private let timeCount: Int
  private let body: ([State?]) throws(ODEError) -> SolutionGradient<State, Theta>

  init(
    _ timeCount: Int,
    _ body: @escaping ([State?]) throws(ODEError) -> SolutionGradient<State, Theta>
  ) {
    self.timeCount = timeCount
    self.body = body
  }

  /// The gradient, from the cotangents of the states at all the times; nil is zero.
  ///
  /// - Throws: ``ODEError`` where an adjoint equation has to be solved and cannot be.
  public func callAsFunction(
    _ cotangents: [State?]
  ) throws(ODEError) -> SolutionGradient<State, Theta> {
    require(
      cotangents.count == timeCount, "\(cotangents.count) cotangents for \(timeCount) times")
    return try body(cotangents)
  }

  /// The gradient, from the cotangent of the last state alone.
  public func callAsFunction(
    final cotangent: State
  ) throws(ODEError) -> SolutionGradient<State, Theta> {
    try self([State?](repeating: nil, count: timeCount - 1) + [cotangent])
  }
}
