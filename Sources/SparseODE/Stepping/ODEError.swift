import SparseMatrices

/// Why an equation could not be solved. Every case names the time that was reached.
public enum ODEError: Error, Equatable, CustomStringConvertible {
  /// A step of the size that the tolerances ask for is below the smallest that is allowed, or that `t` can resolve.
  case stepTooSmall(t: Double, step: Double, smallest: Double)
  /// The number of adaptive steps allowed did not suffice.
  case tooManySteps(t: Double, limit: Int)
  /// It did not suffice because the equation is stiff: near `t` something decays at `rate`, long after it has decayed, and
  /// an explicit method is stable only with steps of about `1 / rate`, whatever the tolerances.
  case stiff(t: Double, limit: Int, step: Double, rate: Double)
  /// The state or its rate of change is not finite.
  case notFinite(t: Double)
  /// The state or its rate of change is NaN or infinite already where the solution begins.
  case notFiniteAtStart(t: Double)
  /// The task was cancelled, and a part of what was asked for is of no use: a gradient, or the state at the end alone.
  ///
  /// A plain ``ODESolver/solve(_:from:_:at:keepsDenseOutput:events:observe:)`` returns what it has reached instead.
  case cancelled(t: Double)

  public var description: String {
    switch self {
    case .stepTooSmall(let t, let step, let smallest):
      "at t = \(t) a step of \(step) is needed, less than \(smallest): the solution or a derivative "
        + "of it becomes infinite there, or the tolerances are too tight for the precision; end before, loosen them, or "
        + "reformulate"
    case .tooManySteps(let t, let limit):
      "\(limit) steps reached only t = \(t): allow more (maximumSteps), or loosen the tolerances"
    case .stiff(let t, let limit, let step, let rate):
      "\(limit) steps reached only t = \(t): the equation is stiff there, for a rate of \(rate) holds the steps at "
        + "\(step) for stability; looser tolerances will not help: replace the fast part by its equilibrium, slow it "
        + "down, or use an implicit method"
    case .notFinite(let t):
      "the solution is not finite after t = \(t): take smaller steps, or bound the field"
    case .notFiniteAtStart(let t):
      "the state or its rate of change is not finite at the start, t = \(t)"
    case .cancelled(let t):
      "the task was cancelled when the solution had reached t = \(t)"
    }
  }
}
