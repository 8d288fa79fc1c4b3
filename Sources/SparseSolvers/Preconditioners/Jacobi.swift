import SparseMatrices

/// `M⁻¹ = D⁻¹`, the inverse of the diagonal.
public struct Jacobi<Scalar: SparseScalar>: LinearOperator {
  private let inverse: [Scalar]

  public var rows: Int { inverse.count }
  public var columns: Int { inverse.count }

  /// Of a matrix.
  ///
  /// - Throws: ``PreconditionerError/zeroPivot(row:)``.
  /// - Complexity: O(rows).
  public init(_ a: CSRMatrix<Scalar>) throws(PreconditionerError) {
    inverse = try diagonal(of: a).map { 1 / $0 }
  }

  public func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    Kernels.multiply(1, inverse, x, into: &y)
  }
}

/// Why a preconditioner could not be made. Rows count from 0.
public enum PreconditionerError: Error, Equatable {
  /// A pivot is 0, or NaN, in this row: on the diagonal of A, or where elimination has come to it.
  case zeroPivot(row: Int)
  /// A pivot is not positive in this row: A is not positive definite, or too far from diagonally dominant for an incomplete
  /// factor. A `shift` can help there.
  case notPositive(row: Int)
  /// The matrices of a multigrid hierarchy do not fit.
  case tooLarge(SizeError)
}

extension PreconditionerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .zeroPivot(let row): "the pivot in row \(row) is 0 or not a number"
    case .notPositive(let row): "the pivot in row \(row) is not positive: a larger shift may help"
    case .tooLarge(let error): "\(error)"
    }
  }
}

/// The diagonal of a square matrix, without zeros.
func diagonal<S: SparseScalar>(of a: CSRMatrix<S>) throws(PreconditionerError) -> [S] {
  require(a.rows == a.columns, "a preconditioner of a \(a.rows)×\(a.columns) matrix")
  let diagonal = a.diagonal
  if let row = diagonal.firstIndex(where: { $0 == 0 || $0.isNaN }) {
    throw .zeroPivot(row: row)
  }
  return diagonal
}
