import SparseAutodiff
import SparseMatrices

/// A solution on its way: where it is, and what it takes to go on.
struct Integrator<Field: VectorField> {
  typealias State = Field.State

  let solver: ODESolver
  let theta: Field.Theta
  /// The time and the state reached.
  private(set) var t: Double
  private(set) var y: State
  private(set) var statistics = SolverStatistics()

  private(set) var step: RungeKuttaStep<Field>
  private var next: State
  /// Whether no one else keeps the buffers of `next`, so that writing there copies nothing.
  private var ownsNext = true
  /// The estimated error of the step attempted, where steps are adaptive.
  private var error: State
  /// Whether slope 0 is that of the state reached.
  private var knowsFirstSlope = false
  /// The size of the next step where steps are adaptive; its sign is the direction of time.
  private(set) var proposal: Double?
  /// The scaled errors of the last steps, the latest first.
  private var errors = (1.0, 1.0, 1.0)

  init(_ solver: ODESolver, _ field: Field, at t: Double, _ y0: State, _ theta: Field.Theta) {
    self.solver = solver
    self.theta = theta
    self.t = t
    y = y0
    step = RungeKuttaStep(solver.method.interpolated, field, like: y0)
    next = y0.zero
    var buffers = solver.method.nodes.count + 3
    if case .adaptive = solver.steps {
      error = y0.zero
      buffers += 1
    } else {
      error = y0
    }
    statistics.peakBytes = buffers * y0.coordinateBytes
  }

  /// Goes on from `a`, where the state is, to `b`.
  ///
  /// - Parameters:
  ///   - count: how many equal steps to take; nil: adaptive ones.
  ///   - observe: called after each accepted step, with its slopes. It says whether it keeps the state at the end, whose
  ///     buffers are then not used again.
  ///   - isOver: asked after each accepted step; where it is true, that step was the last.
  mutating func advance(
    from a: Double, to b: Double, steps count: Int?,
    _ observe: (AcceptedStep<State>, inout RungeKuttaStep<Field>) -> Bool = { _, _ in false },
    until isOver: () -> Bool = { false }
  ) throws(ODEError) {
    defer { statistics.evaluations = step.evaluations }
    if a == b { return }
    // The state reached is the caller's as well.
    var isShared = true
    if let count {
      for n in 0..<count {
        let (t, h) = Self.fixedStep(n, of: count, from: a, to: b)
        attempt(t, h)
        let tEnd = n + 1 < count ? Self.fixedStep(n + 1, of: count, from: a, to: b).t : b
        isShared = accept(t, h, tEnd, isShared, observe)
        if isOver() { break }
      }
    } else if case .adaptive(let adaptivity) = solver.steps {
      var t = a
      while t != b {
        let h = try acceptableStep(from: t, to: b, adaptivity)
        let tEnd = Self.end(t, h, b)
        isShared = accept(t, h, tEnd, isShared, observe)
        if isOver() { break }
        t = tEnd
      }
    }
    // Once a piece is enough: what is not finite stays so. Squares could overflow; y / (1 + |y|) is NaN or at most 1.
    if !State.scaledNorm(y, y, y, relative: 1, absolute: 1).isFinite { throw .notFinite(t: a) }
  }

  /// The beginning and the size of a fixed step.
  static func fixedStep(
    _ n: Int, of count: Int, from a: Double, to b: Double
  ) -> (t: Double, h: Double) {
    let h = (b - a) / Double(count)
    return (a + Double(n) * h, h)
  }

  /// Where a step ends: exactly at `b` where it goes there.
  private static func end(_ t: Double, _ h: Double, _ b: Double) -> Double {
    h == b - t ? b : t + h
  }

  /// Tries steps from `t` until the error of one is small enough.
  private mutating func acceptableStep(
    from t: Double, to b: Double, _ adaptivity: Adaptivity
  ) throws(ODEError) -> Double {
    let order = solver.method.errorOrder ?? solver.method.order
    var wasRejected = false
    while true {
      if statistics.acceptedSteps + statistics.rejectedSteps >= solver.maximumSteps {
        throw tooManySteps(t)
      }
      if proposal == nil { proposal = try firstStep(t, toward: b, adaptivity) }
      guard let wanted = proposal else { return b - t }
      let h = Self.clipped(wanted, rest: b - t, adaptivity)
      let smallest = max(adaptivity.smallestStep, 16 * t.ulp)
      if abs(wanted) < smallest { throw .stepTooSmall(t: t, step: abs(wanted), smallest: smallest) }
      attempt(t, h)
      let scaled = scaledError(h, endingAt: Self.end(t, h, b), adaptivity)
      if scaled <= 1 {
        errors = (scaled, errors.0, errors.1)
        let grown = h * adaptivity.controller.factor(errors, order: order, mayGrow: !wasRejected)
        // A step cut short says nothing against longer ones, unless its own error does.
        let isCutShort = abs(h) < abs(wanted) && abs(grown) >= abs(h)
        proposal = isCutShort && abs(grown) < abs(wanted) ? wanted : grown
        return h
      }
      statistics.rejectedSteps += 1
      wasRejected = true
      // The next step would be a tenth of this one.
      if !scaled.isFinite && abs(h) < 10 * smallest { throw .notFinite(t: t) }
      let shrunk = scaled.isFinite ? 0.9 * Double.pow(scaled, -1 / Double(order)) : 0.1
      proposal = h * max(shrunk, 0.1)
    }
  }

  /// Computes the slopes and the end of a step.
  private mutating func attempt(_ t: Double, _ h: Double) {
    step.evaluateStages(t, h, y, theta, from: knowsFirstSlope ? 1 : 0)
    knowsFirstSlope = true
    if ownsNext {
      step.setEnd(h, y, into: &next)
    } else {
      next = step.end(h, y)
      ownsNext = true
    }
  }

  /// Makes the end of the step attempted the state, and returns whether others keep that.
  private mutating func accept(
    _ t: Double, _ h: Double, _ tEnd: Double, _ isShared: Bool,
    _ observe: (AcceptedStep<State>, inout RungeKuttaStep<Field>) -> Bool
  ) -> Bool {
    statistics.acceptedSteps += 1
    let accepted = AcceptedStep(
      t: t, h: h, tEnd: tEnd, start: y, end: next, rate: step.slopes[0])
    let isKept = observe(accepted, &step)
    self.t = tEnd
    swap(&y, &next)
    ownsNext = !isShared
    knowsFirstSlope = step.knowsEndSlope
    if let last = step.method.endSlope, knowsFirstSlope {
      // Not swapAt, which allocates in generic code.
      (step.slopes[0], step.slopes[last]) = (step.slopes[last], step.slopes[0])
    }
    return isKept
  }

  /// The error of the step attempted: 1 is as much as is allowed.
  private mutating func scaledError(
    _ h: Double, endingAt end: Double, _ adaptivity: Adaptivity
  ) -> Double {
    guard let weights = solver.method.errorWeights else { return 0 }
    // Where the estimate does without it, a rejected step need not evaluate it.
    if solver.method.isFirstSameAsLast, weights.last != 0 {
      step.evaluateEndSlope(end, next, theta)
    }
    let first = scaledError(weights, h, adaptivity)
    guard let secondWeights = solver.method.secondErrorWeights, first > 0 else { return first }
    let second = scaledError(secondWeights, h, adaptivity)
    return first * first / (first * first + 0.01 * second * second).squareRoot()
  }

  /// The norm of `h Σ e_i k_i`, scaled by the tolerances.
  private mutating func scaledError(
    _ weights: [Double], _ h: Double, _ adaptivity: Adaptivity
  ) -> Double {
    step.setError(weights, h, into: &error)
    return State.scaledNorm(
      error, y, next, relative: adaptivity.relative, absolute: adaptivity.absolute)
  }

  /// A step for a beginning (Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.4).
  private mutating func firstStep(
    _ t: Double, toward b: Double, _ adaptivity: Adaptivity
  ) throws(ODEError) -> Double {
    if !knowsFirstSlope { step.evaluate(t, y, theta, into: 0) }
    knowsFirstSlope = true
    let state = y
    func norm(_ x: State) -> Double {
      State.scaledNorm(
        x, state, state, relative: adaptivity.relative, absolute: adaptivity.absolute)
    }
    let (size, rate) = (norm(y), norm(step.slopes[0]))
    guard size.isFinite, rate.isFinite else { throw .notFiniteAtStart(t: t) }
    let direction = b > t ? 1.0 : -1.0
    if let first = adaptivity.firstStep { return direction * abs(first) }
    let h0 = min(size < 1e-5 || rate < 1e-5 ? 1e-6 : 0.01 * size / rate, abs(b - t))
    let change = norm(step.changeOfSlope(t, direction * h0, y, theta)) / h0
    let largest = max(rate, change)
    let power = 1 / Double(solver.method.order)
    let h1 = largest <= 1e-15 ? max(1e-6, h0 * 1e-3) : Double.pow(0.01 / largest, power)
    let h = change.isFinite ? min(100 * h0, h1) : h0
    return direction * h
  }

  /// No longer than allowed, and so that no sliver is left at the end of the piece.
  private static func clipped(
    _ h: Double, rest: Double, _ adaptivity: Adaptivity
  ) -> Double {
    let size = min(abs(h), adaptivity.largestStep)
    if size >= 0.999 * abs(rest) { return rest }
    if 2 * size > abs(rest) { return rest / 2 }
    return h < 0 ? -size : size
  }
}
