import SparseAutodiff
import SparseMatrices

/// The stabilised method of biconjugate gradients, for any square matrix, in memory that does not grow.
///
/// The residual may rise on the way. The preconditioner is applied on the right.
///
/// Source: van der Vorst, SIAM J. Sci. Stat. Comput. 13(2), 1992.
public struct BiCGSTAB: KrylovMethod {
  /// The method.
  public init() {}

  public var assumesSymmetry: Bool { false }

  @specialized(where S == Double)
  @specialized(where S == Float)
  public func iterate<S: SparseScalar>(_ run: inout KrylovRun<S>) {
    var r = run.residualVector
    let shadow = r
    var p = r
    var z: [S] = Kernels.uninitialized(r.count)
    var (v, t) = (z, z)
    var rho = Kernels.dot(shadow, r)
    repeat {
      run.precondition(p, into: &z)
      run.a.apply(z, transpose: false, into: &v)
      let alpha = rho / Kernels.dot(shadow, v)
      guard alpha.isFinite else { return run.giveUp(.breakdown) }
      Kernels.axpy(alpha, z, &run.x)
      Kernels.axpy(-alpha, v, &r)
      run.precondition(r, into: &z)
      run.a.apply(z, transpose: false, into: &t)
      let size = Kernels.dot(t, t)
      let omega = size > 0 ? Kernels.dot(t, r) / size : 0
      Kernels.axpy(omega, z, &run.x)
      Kernels.axpy(-omega, t, &r)
      guard run.advance(Double(Kernels.norm(r))) else { return }
      let next = Kernels.dot(shadow, r)
      guard omega != 0, next != 0 else { return run.giveUp(.breakdown) }
      // p ← r + β (p − ω v)
      Kernels.axpy(-omega, v, &p)
      Kernels.axpby(1, r, next / rho * (alpha / omega), &p)
      rho = next
    } while true
  }
}
