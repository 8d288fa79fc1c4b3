import SparseMatrices

/// When an iterative method has done enough.
public struct IterationLimits: Sendable {
  /// It ends where `‖b − A x‖ ≤ relative ‖b‖` …
  public var relative: Double
  /// … or `‖b − A x‖ ≤ absolute`.
  public var absolute: Double
  /// It gives up after so many iterations; nil are 10 for each unknown, and at least 100.
  public var maximumIterations: Int?

  /// By default to 8 digits.
  public init(relative: Double = 1e-8, absolute: Double = 0, maximumIterations: Int? = nil) {
    self.relative = relative
    self.absolute = absolute
    self.maximumIterations = maximumIterations
  }
}

/// What an iterative method has found.
public struct IterativeSolution<Scalar: SparseScalar>: Sendable {
  /// The vector.
  public let x: [Scalar]
  /// `‖b − A x‖`, computed from x itself and not by a recurrence.
  public let residual: Double
  /// The residual at the start and after each iteration, as the method knows it: most know a recurrence of it, which
  /// rounding takes away from the true one. Of ``LSMR`` it is `‖Aᵀ(b − A x)‖`.
  public let residuals: [Double]
  /// Why it ended.
  public let ending: IterationEnding

  /// The number of iterations.
  public var iterations: Int { residuals.count - 1 }
}

/// Why an iterative method ended without an error.
public enum IterationEnding: Sendable {
  /// The residual is as small as was asked for.
  case converged
  /// The observer said so.
  case stopped
  /// The task was cancelled.
  case cancelled
}

/// Why an iterative method did not converge, and how far it came.
public struct IterativeError<Scalar: SparseScalar>: Error {
  /// The reasons.
  public enum Reason: Sendable, Equatable {
    /// The iterations were used up.
    case tooManyIterations
    /// Rounding keeps the residual from falling further: the tolerance is below what the matrix's condition allows.
    case stagnated
    /// The matrix, or the preconditioner, is not positive definite: the method is for such ones.
    case indefinite
    /// A number that the method divides by became 0, and starting again did not help.
    case breakdown
    /// The condition number exceeds the limit that was given.
    case illConditioned
    /// A product, or the right-hand side, has a NaN or an infinity.
    case nonFinite
  }

  /// The reason.
  public let reason: Reason
  /// The best of the vectors whose true residual was looked at: where the method began, began again, and ended.
  public let x: [Scalar]
  /// Its `‖b − A x‖`.
  public let residual: Double
  /// The residuals, as in a solution.
  public let residuals: [Double]
}

extension IterativeError: CustomStringConvertible {
  public var description: String {
    let cause =
      switch reason {
      case .tooManyIterations: "the iterations were used up"
      case .stagnated: "rounding keeps the residual from falling further"
      case .indefinite: "the matrix or the preconditioner is not positive definite"
      case .breakdown: "the method broke down"
      case .illConditioned: "the condition number exceeds its limit"
      case .nonFinite: "a number is not finite"
      }
    return
      "no convergence in \(residuals.count - 1) iterations: \(cause); the residual is \(residual), and was "
      + "\(residuals.first ?? 0) at the start"
  }
}
