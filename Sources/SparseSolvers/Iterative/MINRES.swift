import SparseAutodiff
import SparseMatrices

/// The method of minimal residuals, for symmetric matrices that may be indefinite.
///
/// The residual never grows: with a preconditioner, which has to be positive definite, in the norm `√⟨r, M⁻¹ r⟩`.
///
/// Source: Paige and Saunders, SIAM J. Numer. Anal. 12(4), 1975.
public struct MINRES: KrylovMethod {
  /// The method.
  public init() {}

  public var assumesSymmetry: Bool { true }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func iterate<S: SparseScalar>(_ run: inout KrylovRun<S>) {
    // Lanczos: A M⁻¹ v_k = β_k v_{k−1} + α_k v_k + β_{k+1} v_{k+1}; z = M⁻¹ v.
    var v = run.residualVector
    var older: [S] = Kernels.zeros(v.count)
    var z: [S] = Kernels.uninitialized(v.count)
    run.precondition(v, into: &z)
    let product = Kernels.dot(v, z)
    guard product > 0 else { return run.giveUp(.indefinite) }
    var beta = S.sqrt(product)
    // What the norm of the residual is in this one, at the start.
    let scale = Double(Kernels.norm(v)) / Double(beta)
    var phi = beta
    var (cosine, sine) = (-1 as S, 0 as S)
    var (delta, epsilon) = (0 as S, 0 as S)
    // The directions of x, which the rotations leave with three terms.
    var (w, w1) = (older, older)
    var q = z
    repeat {
      let unit = 1 / beta
      Kernels.scale(unit, &z)
      run.a.apply(z, transpose: false, into: &q)
      let alpha = Kernels.dot(q, z)
      // q ← A z − α v/β − β v_old/β_old, with v and v_old not scaled.
      Kernels.axpy(-alpha * unit, v, &q)
      Kernels.axpy(-beta, older, &q)
      older = v
      Kernels.scale(unit, &older)
      let direction = z
      v = q
      run.precondition(v, into: &z)
      let square = Kernels.dot(v, z)
      guard square >= 0 else { return run.giveUp(.indefinite) }
      let next = S.sqrt(square)

      let previous = epsilon
      let rotated = cosine * delta + sine * alpha
      let gammaBar = sine * delta - cosine * alpha
      epsilon = sine * next
      delta = -cosine * next
      let gamma = S.hypot(gammaBar, next)
      guard gamma > 0 else { return run.giveUp(.breakdown) }
      cosine = gammaBar / gamma
      sine = next / gamma
      let tau = cosine * phi
      phi *= sine

      // w ← (z − ε w₁ − δ w)/γ
      var w2 = direction
      Kernels.axpy(-previous, w1, &w2)
      Kernels.axpy(-rotated, w, &w2)
      Kernels.scale(1 / gamma, &w2)
      (w1, w) = (w, w2)
      Kernels.axpy(tau, w, &run.x)
      beta = next
      guard run.advance(scale * Double(phi.magnitude)) else { return }
      // An invariant space: all that this start can reach.
      guard beta > 0 else { return run.giveUp(.breakdown) }
    } while true
  }
}
