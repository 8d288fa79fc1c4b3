import SparseMatrices

/// Symmetric successive over-relaxation: with `A = L + D + U`,
///
///     M = (D + ωL) D⁻¹ (D + ωU) / (ω (2 − ω))
///
/// symmetric positive definite where A is.
public struct SSOR<Scalar: SparseScalar>: LinearOperator {
  /// `ω (L + U) + D`.
  private let relaxed: CSRMatrix<Scalar>
  private let diagonal: [Scalar]
  private let omega: Scalar

  public var rows: Int { diagonal.count }
  public var columns: Int { diagonal.count }

  /// Of a matrix; with ω = 1 it is the symmetric Gauß–Seidel method.
  ///
  /// - Throws: ``PreconditionerError/zeroPivot(row:)``.
  /// - Precondition: 0 < ω < 2.
  /// - Complexity: O(entries); the same to apply it, on one thread.
  public init(_ a: CSRMatrix<Scalar>, omega: Scalar = 1) throws(PreconditionerError) {
    require(omega > 0 && omega < 2, "ω is \(omega), not between 0 and 2")
    diagonal = try SparseSolvers.diagonal(of: a)
    self.omega = omega
    var relaxed = omega * a
    for (i, value) in diagonal.enumerated() {
      if let k = a.pattern.entry(i, i) { relaxed.values[k] = value }
    }
    self.relaxed = relaxed
  }

  public func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    Kernels.axpby(1, x, 0, &y)
    // Mᵀ has the factors in the other order, transposed: the lower one is solved with first in both.
    relaxed.solve(transpose ? .upper : .lower, transpose: transpose, inPlace: &y)
    y = Kernels.multiply(omega * (2 - omega), diagonal, y)
    relaxed.solve(transpose ? .lower : .upper, transpose: transpose, inPlace: &y)
  }
}
