import SparseMatrices

/// Incomplete Cholesky factorisation without fill, IC(0): `M = L Lᵀ` with L on the lower triangle of A's pattern, and
/// `(L Lᵀ)_ij = a_ij` there.
///
/// It exists for M-matrices, as of Poisson problems. For other positive definite ones a pivot can fail to be positive: then
/// A is factored with its diagonal times `1 + shift`.
///
/// Source: Meijerink and van der Vorst, Math. Comp. 31(137), 1977.
public struct IncompleteCholesky<Scalar: SparseScalar>: LinearOperator {
  /// L.
  public let lower: CSRMatrix<Scalar>

  public var rows: Int { lower.rows }
  public var columns: Int { lower.rows }

  /// Of a symmetric matrix, of which the lower triangle is read.
  ///
  /// - Throws: ``PreconditionerError/notPositive(row:)``, also where there is no diagonal.
  /// - Complexity: about the products of pairs of entries in a row; applying it is O(entries), on one thread.
  public init(_ a: CSRMatrix<Scalar>, shift: Scalar = 0) throws(PreconditionerError) {
    require(a.rows == a.columns, "a preconditioner of a \(a.rows)×\(a.columns) matrix")
    var lower = a.lowerTriangle()
    if shift != 0 {
      for i in 0..<lower.rows {
        if let k = lower.pattern.entry(i, i) { lower.values[k] *= 1 + shift }
      }
    }
    if let row = Kernels.incompleteCholesky(lower.pattern.structure, &lower.values) {
      throw .notPositive(row: row)
    }
    self.lower = lower
  }

  public func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    Kernels.axpby(1, x, 0, &y)
    lower.solve(.lower, transpose: false, inPlace: &y)
    lower.solve(.lower, transpose: true, inPlace: &y)
  }
}
