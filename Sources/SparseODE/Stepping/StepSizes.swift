import SparseAutodiff
import SparseMatrices

/// How a solver chooses its steps.
public enum StepSizes: Sendable, Equatable {
  /// So many equal steps from start to end. Where states are saved in between, the steps are shared out among the
  /// pieces, at least one each, and the piece's are equal.
  case fixed(Int)
  /// Steps as long as an estimate of the local error allows.
  case adaptive(Adaptivity)

  /// Steps as long as `|error| ≤ absolute + relative |y|` allows, in the root mean square over the coordinates.
  public static func adaptive(relative: Double = 1e-6, absolute: Double = 1e-9) -> StepSizes {
    .adaptive(Adaptivity(relative: relative, absolute: absolute))
  }
}

/// Error control of a solver's steps.
public struct Adaptivity: Sendable, Equatable {
  /// Error allowed, relative to the size of a coordinate, and besides.
  public var relative: Double
  /// Error allowed besides that relative to the coordinate.
  public var absolute: Double
  /// How the next step follows from the last errors.
  public var controller: StepController = .pi
  /// The first step; nil: chosen from the rate of change at the start (Hairer, Nørsett, Wanner, II.4).
  public var firstStep: Double?
  /// No step is shorter but the last of a piece: see ``ODEError/stepTooSmall(t:step:smallest:)``.
  public var smallestStep = 0.0
  /// No step is longer.
  public var largestStep = Double.infinity

  /// Error control by these tolerances.
  ///
  /// - Precondition: neither is negative, and one is positive.
  public init(relative: Double = 1e-6, absolute: Double = 1e-9, controller: StepController = .pi) {
    require(
      relative >= 0 && absolute >= 0 && relative + absolute > 0,
      "tolerances of \(relative) and \(absolute)")
    self.relative = relative
    self.absolute = absolute
    self.controller = controller
  }
}

/// How the size of the next step follows from the errors of the last ones (Söderlind 2003).
///
/// With `e` the scaled error of a step and `k` the power of the step it falls with, the step is multiplied by
/// `0.9 e₀^(-β₁/k) e₁^(-β₂/k) e₂^(-β₃/k)`, kept within 0.2 and 10; after a rejection it does not grow.
public struct StepController: Sendable, Equatable {
  /// `β₁`.
  public var beta1: Double
  /// `β₂`.
  public var beta2: Double
  /// `β₃`.
  public var beta3: Double

  /// A controller of these exponents.
  public init(_ beta1: Double, _ beta2: Double = 0, _ beta3: Double = 0) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.beta3 = beta3
  }

  /// The last error alone.
  public static let i = StepController(1)
  /// The last two errors (Gustafsson): smoother step sizes; the usual choice.
  public static let pi = StepController(0.7, -0.4)
  /// The last three errors, for problems at the edge of stability.
  public static let pid = StepController(1.0 / 18 + 0.5, -1.0 / 9 - 0.2, 1.0 / 18)

  /// The factor for the next step, from the errors of the last steps, the latest first.
  func factor(_ errors: (Double, Double, Double), order: Int, mayGrow: Bool) -> Double {
    let k = Double(order)
    // An error of 0 says nothing of how much longer a step could be.
    func power(_ e: Double, _ beta: Double) -> Double {
      beta == 0 ? 1 : Double.pow(max(e, 1e-10), -beta / k)
    }
    let factor =
      0.9 * power(errors.0, beta1) * power(errors.1, beta2) * power(errors.2, beta3)
    return min(max(factor, 0.2), mayGrow ? 10 : 1)
  }
}
