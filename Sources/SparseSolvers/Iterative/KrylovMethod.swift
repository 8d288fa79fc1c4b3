import SparseAutodiff
import SparseMatrices

/// An iterative method for `A x = b` with a square A of which only products are known.
///
///     let solution = try ConjugateGradients().solve(a, b, preconditioner: IncompleteCholesky(a))
///
/// | Method | for | vectors of its own | products an iteration |
/// |---|---|---|---|
/// | ``ConjugateGradients`` | symmetric positive definite A | 4 | 1 |
/// | ``MINRES`` | symmetric A, indefinite too | 8 | 1 |
/// | ``GMRES`` | any A | restart + 3 | 1 |
/// | ``BiCGSTAB`` | any A | 6 | 2 |
///
/// For rectangular ones there is ``LSMR``.
public protocol KrylovMethod: Sendable {
  /// Whether it is for symmetric matrices alone.
  var assumesSymmetry: Bool { get }

  /// Improves `x` until the run's residual is small enough, or it ends for another reason.
  func iterate<S: SparseScalar>(_ run: inout KrylovRun<S>)
}

extension KrylovMethod {
  /// The solution of `A x = b`.
  ///
  /// What is returned has been held against the true residual: where the recurrence of a method has drifted away from it, the
  /// method starts again from what it has.
  ///
  /// - Parameters:
  ///   - guess: where to start; nil is 0.
  ///   - preconditioner: an approximation of A⁻¹, symmetric positive definite for ``ConjugateGradients`` and ``MINRES``.
  ///   - observe: is told the number of iterations and the residual after each, and may stop.
  /// - Throws: ``IterativeError``, with the best vector there was.
  /// - Complexity: an iteration is a few products, one with the preconditioner for each, and vector operations.
  public func solve<S: SparseScalar>(
    _ a: any LinearOperator<S>, _ b: [S], from guess: [S]? = nil,
    preconditioner: (any LinearOperator<S>)? = nil, until limits: IterationLimits = .init(),
    observe: @escaping (_ iterations: Int, _ residual: Double) -> IterationControl = { _, _ in
      .continue
    }
  ) throws(IterativeError<S>) -> IterativeSolution<S> {
    require(
      a.rows == a.columns && b.count == a.rows,
      "\(b.count) right-hand values for a \(a.rows)×\(a.columns) matrix")
    if let preconditioner {
      require(
        preconditioner.rows == a.rows && preconditioner.columns == a.rows,
        "a \(preconditioner.rows)×\(preconditioner.columns) preconditioner for a matrix of order \(a.rows)"
      )
    }
    require(
      guess == nil || guess?.count == b.count, "a guess of \(guess?.count ?? 0) for \(b.count)")
    var run = KrylovRun(a, b, guess, preconditioner, limits, observe)
    while run.start() { iterate(&run) }
    return try run.result()
  }
}

/// A system while a method works on it.
public struct KrylovRun<S: SparseScalar> {
  let a: any LinearOperator<S>
  let b: [S]
  let preconditioner: (any LinearOperator<S>)?
  /// The vector that the method improves.
  var x: [S]
  /// `b − A x`, when the method is called.
  private(set) var residualVector: [S]

  private let target: Double
  private let maximumIterations: Int
  private let observe: (Int, Double) -> IterationControl
  private var residuals: [Double] = []
  private var best: (x: [S], residual: Double)
  private var ending: IterationEnding?
  private var failure: IterativeError<S>.Reason?
  private var isFirst = true
  /// Whether the last call of the method ended with what it took for convergence.
  private var claimsConvergence = false

  init(
    _ a: any LinearOperator<S>, _ b: [S], _ guess: [S]?, _ preconditioner: (any LinearOperator<S>)?,
    _ limits: IterationLimits, _ observe: @escaping (Int, Double) -> IterationControl
  ) {
    (self.a, self.b, self.preconditioner, self.observe) = (a, b, preconditioner, observe)
    x = guess ?? Kernels.zeros(b.count)
    residualVector = b
    if guess != nil { Self.subtract(a, x, &residualVector) }
    target = max(limits.absolute, limits.relative * Double(Kernels.norm(b)))
    maximumIterations = limits.maximumIterations ?? max(100, 10 * b.count)
    best = (x, .infinity)
  }

  private static func subtract(_ a: any LinearOperator<S>, _ x: [S], _ r: inout [S]) {
    Kernels.axpy(-1, a.applied(to: x), &r)
  }

  /// Looks at the true residual, and whether there is more to do.
  mutating func start() -> Bool {
    if !isFirst {
      residualVector = b
      Self.subtract(a, x, &residualVector)
    }
    let residual = Double(Kernels.norm(residualVector))
    let before = best.residual
    if residual < best.residual { best = (x, residual) }
    if isFirst { residuals.append(residual) }
    isFirst = false
    guard residual.isFinite else { return fail(.nonFinite) }
    if residual <= target {
      ending = .converged
      failure = nil
      return false
    }
    if ending != nil { return false }
    // A method that gave up, or was wrong, gets another chance if it had got on.
    let hasGotOn = residual < before / 2
    if failure != nil || claimsConvergence {
      guard hasGotOn else {
        failure = failure ?? .stagnated
        return false
      }
      failure = nil
    }
    claimsConvergence = false
    guard residuals.count <= maximumIterations else { return fail(.tooManyIterations) }
    return true
  }

  private mutating func fail(_ reason: IterativeError<S>.Reason) -> Bool {
    failure = reason
    return false
  }

  /// Notes the residual after an iteration; false where the method is to return.
  mutating func advance(_ residual: Double) -> Bool {
    residuals.append(residual)
    guard residual.isFinite else { return fail(.nonFinite) }
    if observe(residuals.count - 1, residual) == .stop { ending = .stopped }
    if Task.isCancelled { ending = .cancelled }
    claimsConvergence = residual <= target
    return ending == nil && !claimsConvergence && residuals.count <= maximumIterations
  }

  /// Says that the method cannot go on.
  mutating func giveUp(_ reason: IterativeError<S>.Reason) { failure = reason }

  /// `z ← M⁻¹ r`, or `r` itself.
  func precondition(_ r: [S], into z: inout [S]) {
    if let preconditioner {
      preconditioner.apply(r, transpose: false, into: &z)
    } else {
      Kernels.axpby(1, r, 0, &z)
    }
  }

  func result() throws(IterativeError<S>) -> IterativeSolution<S> {
    guard failure == nil, let ending else {
      throw IterativeError(
        reason: failure ?? .tooManyIterations, x: best.x, residual: best.residual,
        residuals: residuals)
    }
    return IterativeSolution(
      x: best.x, residual: best.residual, residuals: residuals, ending: ending)
  }
}
