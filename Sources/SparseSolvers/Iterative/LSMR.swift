import SparseAutodiff
import SparseMatrices

/// The least-squares solution `min ‖b − A x‖` of a rectangular system, of all the shortest one: `x = A⁺ b`.
///
/// It is MINRES on `AᵀA x = Aᵀb`, without that matrix: both `‖Aᵀ(b − A x)‖` and the residual fall in each iteration. Scale the
/// columns to equal lengths where they differ much, and x afterwards.
///
/// Source: Fong and Saunders, SIAM J. Sci. Comput. 33(5), 2011.
public struct LSMR: Sendable {
  /// The iteration gives up where its estimate of A's condition number exceeds this: x would be made of rounding errors, or of
  /// those of `b`.
  public let conditionLimit: Double

  /// The method; by default it takes any condition.
  public init(conditionLimit: Double = .infinity) { self.conditionLimit = conditionLimit }

  /// `A⁺ b`.
  ///
  /// It ends where `‖b − A x‖` is as small as `limits` say, or where it is the smallest there is, to as many digits:
  /// `‖Aᵀ(b − A x)‖ ≤ relative ‖A‖_F ‖b − A x‖`.
  ///
  /// - Parameter observe: is told the number of iterations and `‖Aᵀ(b − A x)‖` after each, and may stop.
  /// - Throws: ``IterativeError``, whose residuals are those of the normal equations.
  /// - Complexity: an iteration is a product with A and one with Aᵀ.
  public func solve<S: SparseScalar>(
    _ a: any LinearOperator<S>, _ b: [S], until limits: IterationLimits = .init(),
    observe: (_ iterations: Int, _ residual: Double) -> IterationControl = { _, _ in .continue }
  ) throws(IterativeError<S>) -> IterativeSolution<S> {
    require(b.count == a.rows, "\(b.count) right-hand values for \(a.rows) rows")
    var x: [S] = Kernels.zeros(a.columns)
    var residuals: [Double] = []
    var ending: IterationEnding?
    let most = limits.maximumIterations ?? max(100, 10 * min(a.rows, a.columns))
    func residual() -> Double { Double(Kernels.norm(Kernels.axpby(1, b, -1, a.applied(to: x)))) }
    func failure(_ reason: IterativeError<S>.Reason) -> IterativeError<S> {
      IterativeError(reason: reason, x: x, residual: residual(), residuals: residuals)
    }

    // Golub and Kahan: β_{k+1} u_{k+1} = A v_k − α_k u_k,  α_{k+1} v_{k+1} = Aᵀ u_{k+1} − β_{k+1} v_k.
    var u = b
    var beta = Kernels.norm(u)
    if beta > 0 { Kernels.scale(1 / beta, &u) }
    var v = a.applied(to: u, transpose: true)
    var alpha = Kernels.norm(v)
    if alpha > 0 { Kernels.scale(1 / alpha, &v) }
    let target = max(limits.absolute, limits.relative * Double(beta))
    var alphaBar = alpha
    var zetaBar = alpha * beta
    var (rho, rhoBar, cosineBar, sineBar) = (1 as S, 1 as S, 1 as S, 0 as S)
    var (h, hBar) = (v, x)
    // For the norm of the residual, as in section 5 of the paper.
    var (betaDD, betaD, rhoDOld, tauOld, thetaTilde, zeta) = (
      beta, 0 as S, 1 as S, 0 as S, 0 as S, 0 as S
    )
    var squares = alpha * alpha
    var (largest, least) = (0.0, Double.infinity)
    residuals.append(Double(zetaBar.magnitude))
    guard zetaBar.isFinite else { throw failure(.nonFinite) }
    if zetaBar == 0 { ending = .converged }
    var (au, atu) = (u, v)
    while ending == nil {
      guard residuals.count <= most else { throw failure(.tooManyIterations) }
      a.apply(v, transpose: false, into: &au)
      Kernels.axpby(1, au, -alpha, &u)
      beta = Kernels.norm(u)
      if beta > 0 { Kernels.scale(1 / beta, &u) }
      a.apply(u, transpose: true, into: &atu)
      squares += beta * beta
      Kernels.axpby(1, atu, -beta, &v)
      alpha = Kernels.norm(v)
      if alpha > 0 { Kernels.scale(1 / alpha, &v) }

      let rhoOld = rho
      rho = S.hypot(alphaBar, beta)
      let (cosine, sine) = (alphaBar / rho, beta / rho)
      let theta = sine * alpha
      alphaBar = cosine * alpha
      let (rhoBarOld, zetaOld, thetaBar) = (rhoBar, zeta, sineBar * rho)
      let last = Double((cosineBar * rho).magnitude)
      rhoBar = S.hypot(cosineBar * rho, theta)
      (cosineBar, sineBar) = (cosineBar * rho / rhoBar, theta / rhoBar)
      zeta = cosineBar * zetaBar
      zetaBar *= -sineBar

      Kernels.axpby(1, h, -thetaBar * rho / (rhoOld * rhoBarOld), &hBar)
      Kernels.axpy(zeta / (rho * rhoBar), hBar, &x)
      Kernels.axpby(1, v, -theta / rho, &h)

      let betaHat = cosine * betaDD
      betaDD *= -sine
      let thetaTildeOld = thetaTilde
      let rhoTilde = S.hypot(rhoDOld, thetaBar)
      let (cosineTilde, sineTilde) = (rhoDOld / rhoTilde, thetaBar / rhoTilde)
      thetaTilde = sineTilde * rhoBar
      rhoDOld = cosineTilde * rhoBar
      betaD = -sineTilde * betaD + cosineTilde * betaHat
      tauOld = (zetaOld - thetaTildeOld * tauOld) / rhoTilde
      let tau = (zeta - thetaTilde * tauOld) / rhoDOld
      let size = Double(S.hypot(betaD - tau, betaDD))
      let normal = Double(zetaBar.magnitude)

      residuals.append(normal)
      guard size.isFinite, normal.isFinite else { throw failure(.nonFinite) }
      guard max(largest, last) <= conditionLimit * min(least, last) else {
        throw failure(.illConditioned)
      }
      (largest, least) = (max(largest, Double(rhoBar)), min(least, Double(rhoBar)))
      if observe(residuals.count - 1, normal) == .stop { ending = .stopped }
      if Task.isCancelled { ending = .cancelled }
      let smallest = limits.relative * Double(S.sqrt(squares)) * size
      if size <= target || normal <= smallest { ending = .converged }
      squares += alpha * alpha
    }
    return IterativeSolution(
      x: x, residual: residual(), residuals: residuals, ending: ending ?? .converged)
  }
}
