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
    case .discrete, .checkpointed, .interpolating:
      var slots: Int?
      if case .checkpointed(let count) = sensitivity {
        precondition(count >= 0, "\(count) slots")
        slots = count
      }
      var adjoint = DiscreteAdjoint(self, field, from: y0, theta, at: times, slots: slots)
      let solution = try adjoint.solve()
      let reverse = adjoint
      guard sensitivity == .interpolating else {
        return (solution, SolutionPullback(times.count) { reverse.gradient($0) })
      }
      let backward = InterpolatingAdjoint(
        solver: self, field: field, theta: theta, solution: solution,
        trajectory: reverse.trajectory)
      return (
        solution,
        SolutionPullback(times.count) { cotangents throws(ODEError) in
          try backward.gradient(cotangents)
        }
      )
    case .backsolve(let resetsStates):
      let solution = try solve(field, from: y0, theta, at: times)
      let adjoint = BacksolveAdjoint(
        solver: self, field: field, theta: theta, solution: solution, resetsStates: resetsStates)
      return (
        solution,
        SolutionPullback(times.count) { cotangents throws(ODEError) in
          try adjoint.gradient(cotangents)
        }
      )
    case .forward:
      let solution = try solve(field, from: y0, theta, at: times)
      return (
        solution,
        SolutionPullback(times.count) { cotangents throws(ODEError) in
          try forwardGradient(field, from: y0, theta, at: times, cotangents)
        }
      )
    }
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
    precondition(
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
