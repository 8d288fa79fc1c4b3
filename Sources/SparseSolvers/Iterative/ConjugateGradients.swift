import SparseAutodiff
import SparseMatrices

/// The method of conjugate gradients, for symmetric positive definite matrices.
///
/// The error in the norm `√⟨e, A e⟩` falls in each iteration, after k of them to at most `2 ((√κ − 1)/(√κ + 1))ᵏ` of what it
/// was, with κ the condition number of `M⁻¹ A`.
///
/// Source: Hestenes and Stiefel, J. Res. NBS 49(6), 1952.
public struct ConjugateGradients: KrylovMethod {
  /// The method.
  public init() {}

  public var assumesSymmetry: Bool { true }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func iterate<S: SparseScalar>(_ run: inout KrylovRun<S>) {
    var r = run.residualVector
    var z: [S] = Kernels.uninitialized(r.count)
    var q = z
    run.precondition(r, into: &z)
    var p = z
    var product = Kernels.dot(r, z)
    repeat {
      run.a.apply(p, transpose: false, into: &q)
      let curvature = Kernels.dot(p, q)
      guard curvature > 0, product > 0 else { return run.giveUp(.indefinite) }
      let alpha = product / curvature
      Kernels.axpy(alpha, p, &run.x)
      Kernels.axpy(-alpha, q, &r)
      guard run.advance(Double(Kernels.norm(r))) else { return }
      run.precondition(r, into: &z)
      let next = Kernels.dot(r, z)
      Kernels.axpby(1, z, next / product, &p)
      product = next
    } while true
  }
}
