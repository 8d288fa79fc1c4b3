import SparseMatrices

/// Incomplete LU factorisation without fill, ILU(0): `M = L U` on A's pattern, and `(L U)_ij = a_ij` there.
///
/// Source: Saad, Iterative Methods for Sparse Linear Systems, 2nd edition, algorithm 10.4.
public struct IncompleteLU<Scalar: SparseScalar>: LinearOperator {
  /// L below the diagonal, without its ones, and U.
  public let factors: CSRMatrix<Scalar>

  public var rows: Int { factors.rows }
  public var columns: Int { factors.rows }

  /// Of a square matrix.
  ///
  /// - Throws: ``PreconditionerError/zeroPivot(row:)``, also where the diagonal is not stored.
  /// - Complexity: about the products of pairs of entries in a row; applying it is O(entries), on one thread.
  public init(_ a: CSRMatrix<Scalar>) throws(PreconditionerError) {
    require(a.rows == a.columns, "a preconditioner of a \(a.rows)×\(a.columns) matrix")
    var values = a.values
    if let row = Kernels.incompleteLU(a.pattern.structure, &values) { throw .zeroPivot(row: row) }
    factors = CSRMatrix(pattern: a.pattern, values: values)
  }

  public func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    Kernels.axpby(1, x, 0, &y)
    let lower = Triangle(.lower, unitDiagonal: true)
    factors.solve(transpose ? .upper : lower, transpose: transpose, inPlace: &y)
    factors.solve(transpose ? lower : .upper, transpose: transpose, inPlace: &y)
  }
}
