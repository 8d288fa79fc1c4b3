import SparseMatrices

/// Why an equation could not be solved. Every case names the time that was reached.
public enum ODEError: Error, Equatable, CustomStringConvertible {
  /// A step of the size that the tolerances ask for is below the smallest that is allowed, or that `t` can resolve.
  case stepTooSmall(t: Double, step: Double, smallest: Double)
  /// The number of steps allowed did not suffice.
  case tooManySteps(t: Double, limit: Int)
  /// The state or its rate of change is not finite.
  case notFinite(t: Double)
  /// The state or its rate of change is NaN or infinite already where the solution begins.
  case notFiniteAtStart(t: Double)

  public var description: String {
    switch self {
    case .stepTooSmall(let t, let step, let smallest):
      "at t = \(t) a step of \(step) is needed, less than \(smallest): the equation is stiff or its solution "
        + "ends there; loosen the tolerances, or reformulate"
    case .tooManySteps(let t, let limit):
      "\(limit) steps reached only t = \(t): allow more, or loosen the tolerances"
    case .notFinite(let t):
      "the solution is not finite after t = \(t): take smaller steps, or bound the field"
    case .notFiniteAtStart(let t):
      "the state or its rate of change is not finite at the start, t = \(t)"
    }
  }
}
