#if SuiteSparse
import SparseMatrices

/// Why a matrix could not be analysed, factored or solved with. Rows and columns count from 0.
public enum CholmodError: Error, Equatable {
  /// There was no memory for the factor.
  case outOfMemory
  /// The factor has more entries than an `Int32` counts.
  case indexOverflow
  /// The ordering or method is not in the CHOLMOD that is linked.
  case notInstalled
  /// CHOLMOD refused its arguments.
  case invalidInput
  /// The matrix is not positive definite: elimination met a pivot that is not positive in this column of the
  /// matrix (the matrix's own numbering, whatever the ordering).
  case notPositiveDefinite(column: Int)
  /// An entry that is NaN or infinite, or, at row = column, a pivot that overflowed.
  case nonFinite(row: Int, column: Int)
  /// The entries at (row, column) and (column, row) differ, or only one of them is stored.
  case notSymmetric(row: Int, column: Int)
}

extension CholmodError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfMemory: "CHOLMOD ran out of memory"
    case .indexOverflow: "the factor would have more than \(Int32.max) entries"
    case .notInstalled: "this CHOLMOD was built without the ordering or method asked for"
    case .invalidInput: "CHOLMOD refused its arguments"
    case .notPositiveDefinite(let column):
      "the matrix is not positive definite: the pivot of column \(column) is not positive"
    case .nonFinite(let row, let column):
      "the value at row \(row), column \(column) is not finite"
    case .notSymmetric(let row, let column):
      "the matrix is not symmetric: (\(row), \(column)) and (\(column), \(row)) differ"
    }
  }
}
#endif
