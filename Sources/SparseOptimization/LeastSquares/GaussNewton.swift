import SparseAutodiff
import SparseMatrices

/// Nonlinear least squares, by Gauss–Newton steps in a trust region:
///
///     min_x  ½ ‖r(x)‖² + ½ α ‖x − x₀‖²
///
///     step    s = argmin ½ ‖r + J s‖² + ½ α ‖x + s − x₀‖²     over ‖s‖ ≤ Δ
///
/// `J` is met in products alone, `J v` and `Jᵀ u`, as a solver of differential equations offers them. Conjugate gradients
/// on the normal equations (CGLS) find `s`, a product of each kind an iteration, and stop early far from the solution, or
/// where they leave the region (Steihaug 1983). A step is taken where it lowers the objective, and `Δ` follows how well
/// the linear model foretold by how much.
///
/// With residuals in units of their standard deviation and coordinates whose prior knowledge is `x₀ ± 1/√α`, the minimum
/// is the most probable `x`.
///
///     let fit = try GaussNewton(tikhonov: 1).minimize(from: x0) { x throws(ODEError) in
///       LinearizedResidual(value: …, jvp: { … }, vjp: { … })
///     }
public struct GaussNewton: Sendable {
  /// `α`
  public var tikhonov: Double
  /// The most steps tried, rejected ones included.
  public var maximumSteps = 30
  /// The most iterations of conjugate gradients for one step.
  public var maximumProducts = 50
  /// How much smaller conjugate gradients make the gradient of the linear model, at least; more near the solution.
  public var forcing = 0.1
  /// Done where the gradient is so much smaller than at the start,
  public var gradientTolerance = 1e-8
  /// or a step lowers the objective by no more than this part of it.
  public var decreaseTolerance = 1e-6
  /// or `‖r‖²` is no more than this: where the data are met to within their accuracy, they say no more.
  public var sufficientMisfit = 0.0
  /// `Δ` at first.
  public var radius = Double.infinity

  /// A method with the Tikhonov term `½ α ‖x − x₀‖²`.
  ///
  /// - Precondition: `α ≥ 0`.
  public init(tikhonov: Double = 0) {
    require(tikhonov >= 0, "a Tikhonov term of \(tikhonov)")
    self.tikhonov = tikhonov
  }

  /// The minimum that steps from `start` lead to.
  ///
  /// - Parameters:
  ///   - prior: `x₀`; the start unless given.
  ///   - observe: called with the start and after each step that was tried; where it says `.stop`, that step is the last.
  ///   - linearize: `r(x)` and the products with its Jacobian there.
  /// - Returns: the point reached. Where the task is cancelled, it is that before the step on the way;
  ///   ``GaussNewtonFit/ending`` says so.
  /// - Throws: what `linearize` throws at the start, and what products throw. Where it throws at the end of a step, or the
  ///   residual is not finite, the step was too long and is rejected.
  public func minimize<Point: Coordinates, Residual: Coordinates, Failure: Error>(
    from start: Point, prior: Point? = nil,
    observe: (GaussNewtonStep<Point>) -> IterationControl = { _ in .continue },
    _ linearize: (Point) throws(Failure) -> LinearizedResidual<Point, Residual, Failure>
  ) throws(Failure) -> GaussNewtonFit<Point> where Point.Scalar == Residual.Scalar {
    let prior = prior ?? start
    var x = start
    var linear = try linearize(x)
    var offset = Point.combination([(1, x), (-1, prior)])
    var model = try LinearModel(linear, offset: offset, tikhonov)
    let firstGradient = model.gradientNorm
    var radius = radius
    var history = [
      GaussNewtonStep(
        point: x, misfit: linear.misfit, objective: model.objective, products: 0, isAccepted: true)
    ]
    func fit(_ ending: GaussNewtonFit<Point>.Ending) -> GaussNewtonFit<Point> {
      GaussNewtonFit(point: x, steps: history, ending: ending)
    }
    var control = observe(history[0])
    while history.count <= maximumSteps {
      if control == .stop { return fit(.stopped) }
      if Task.isCancelled { return fit(.cancelled) }
      let relative = firstGradient == 0 ? 0 : model.gradientNorm / firstGradient
      if relative <= gradientTolerance || linear.misfit <= sufficientMisfit {
        return fit(.converged)
      }
      let before = model.objective
      let end: Bool
      do {
        end = try model.minimize(
          within: radius, tolerance: min(forcing, relative.squareRoot()), maximumProducts)
      } catch {
        // A product that was cancelled does not cost what the steps before it reached.
        if Task.isCancelled { return fit(.cancelled) }
        throw error
      }
      let trial = Point.combination([(1, x), (1, model.step)])
      let trialOffset = Point.combination([(1, trial), (-1, prior)])
      let next = try? linearize(trial)
      if next == nil, Task.isCancelled { return fit(.cancelled) }
      let misfit = next?.misfit ?? .infinity
      let objective = misfit / 2 + tikhonov / 2 * trialOffset.inner(trialOffset)
      let foretold = before - model.objective
      let isAccepted = objective.isFinite && objective < before
      let gain = isAccepted ? (before - objective) / foretold : -1
      let length = model.step.inner(model.step).squareRoot()
      if gain < 0.25 { radius = length / 4 } else if gain > 0.75, end { radius *= 2 }
      if isAccepted, let next {
        (x, linear, offset) = (trial, next, trialOffset)
      }
      history.append(
        GaussNewtonStep(
          point: x, misfit: isAccepted ? misfit : linear.misfit,
          objective: isAccepted ? objective : before, products: model.products,
          isAccepted: isAccepted))
      control = observe(history[history.count - 1])
      if isAccepted ? before - objective <= decreaseTolerance * before : foretold <= 1e-14 * before
      {
        return fit(.converged)
      }
      do {
        model = try LinearModel(linear, offset: offset, tikhonov)
      } catch {
        if Task.isCancelled { return fit(.cancelled) }
        throw error
      }
    }
    return fit(control == .stop ? .stopped : .stepsUsedUp)
  }
}

/// A residual `r(x)`, and the products with its Jacobian at `x`.
public struct LinearizedResidual<Point: Coordinates, Residual: Coordinates, Failure: Error> {
  /// `r(x)`.
  public let value: Residual
  /// `J v`
  public let jvp: (Point) throws(Failure) -> Residual
  /// `Jᵀ u`
  public let vjp: (Residual) throws(Failure) -> Point

  /// A residual and the two products with its Jacobian.
  public init(
    value: Residual, jvp: @escaping (Point) throws(Failure) -> Residual,
    vjp: @escaping (Residual) throws(Failure) -> Point
  ) {
    self.value = value
    self.jvp = jvp
    self.vjp = vjp
  }

  /// `‖r‖²`
  var misfit: Double { value.inner(value) }
}

/// Where a step led.
public struct GaussNewtonStep<Point: Coordinates>: Sendable {
  /// The point tried.
  public let point: Point
  /// `‖r‖²`
  public let misfit: Double
  /// `½ ‖r‖² + ½ α ‖x − x₀‖²`
  public let objective: Double
  /// The products `J v` that the step took, and as many `Jᵀ u`.
  public let products: Int
  /// Whether the step was taken; where not, the point is that before it.
  public let isAccepted: Bool
}

/// What ``GaussNewton`` found.
public struct GaussNewtonFit<Point: Coordinates>: Sendable {
  /// The best point.
  public let point: Point
  /// The start, and every step tried.
  public let steps: [GaussNewtonStep<Point>]
  /// Why there are no more steps.
  public let ending: Ending

  /// Whether a tolerance was met.
  public var isConverged: Bool { ending == .converged }

  /// Why there are no more steps.
  public enum Ending: Sendable {
    /// A tolerance was met.
    case converged
    /// ``GaussNewton/maximumSteps`` were tried.
    case stepsUsedUp
    /// The observer of the steps stopped them.
    case stopped
    /// The task was cancelled.
    case cancelled
  }
}

/// `½ ‖r + J s‖² + ½ α ‖c + s‖²`, and the `s` that conjugate gradients have come to.
private struct LinearModel<Point: Coordinates, Residual: Coordinates, Failure: Error>
where Point.Scalar == Residual.Scalar {
  private let linear: LinearizedResidual<Point, Residual, Failure>
  private let tikhonov: Double
  private(set) var step: Point
  private(set) var products = 0
  /// `r + J s`
  private var residual: Residual
  /// `c + s`
  private var offset: Point
  /// `−Jᵀ (r + J s) − α (c + s)`
  private var descent: Point

  init(
    _ linear: LinearizedResidual<Point, Residual, Failure>, offset: Point, _ tikhonov: Double
  ) throws(Failure) {
    self.linear = linear
    self.tikhonov = tikhonov
    self.offset = offset
    residual = linear.value
    step = offset.zero
    descent = step
    try setDescent()
  }

  var objective: Double {
    residual.inner(residual) / 2 + tikhonov / 2 * offset.inner(offset)
  }

  var gradientNorm: Double { descent.inner(descent).squareRoot() }

  /// Goes on until the gradient is smaller by the factor `tolerance`; returns whether the step reached the boundary.
  mutating func minimize(
    within radius: Double, tolerance: Double, _ limit: Int
  ) throws(Failure) -> Bool {
    var direction = descent
    var square = descent.inner(descent)
    let target = tolerance * tolerance * square
    while products < limit, square > target {
      let image = try linear.jvp(direction)
      products += 1
      let curvature = image.inner(image) + tikhonov * direction.inner(direction)
      // Nothing depends on what is left.
      guard curvature > 0 else { return false }
      let most = distanceToBoundary(along: direction, radius)
      let length = min(square / curvature, most)
      step.combine(1, [(Point.Scalar(length), direction)])
      offset.combine(1, [(Point.Scalar(length), direction)])
      residual.combine(1, [(Point.Scalar(length), image)])
      if length == most { return true }
      try setDescent()
      let last = square
      square = descent.inner(descent)
      direction.combine(Point.Scalar(square / last), [(1, descent)])
    }
    return false
  }

  private mutating func setDescent() throws(Failure) {
    descent = try linear.vjp(residual)
    descent.combine(-1, [(Point.Scalar(-tikhonov), offset)])
  }

  /// The positive `τ` with `‖s + τ p‖ = Δ`.
  private func distanceToBoundary(along p: Point, _ radius: Double) -> Double {
    guard radius.isFinite else { return .infinity }
    let (a, b) = (p.inner(p), step.inner(p))
    let c = radius * radius - step.inner(step)
    return c <= 0 ? 0 : c / (b + (b * b + a * c).squareRoot())
  }
}
