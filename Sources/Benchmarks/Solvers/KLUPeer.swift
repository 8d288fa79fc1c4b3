#if SuiteSparse
import CSuiteSparse
import SparseAD

/// KLU, called from C on the same matrix: our rows are its columns, so it factors the transpose, as ours does.
final class KLUPeer {
  private var common = klu_common()
  private let matrix: CSRMatrix<Double>
  private var symbolic: UnsafeMutablePointer<klu_symbolic>?
  private var numeric: UnsafeMutablePointer<klu_numeric>?

  init(_ matrix: CSRMatrix<Double>) {
    self.matrix = matrix
    klu_defaults(&common)
  }

  deinit { free() }

  private func free() {
    klu_free_numeric(&numeric, &common)
    klu_free_symbolic(&symbolic, &common)
  }

  /// Analysis and factors, in place of those before.
  func factor() {
    free()
    var (starts, columns, values) = arrays
    symbolic = klu_analyze(Int32(matrix.rows), &starts, &columns, &common)
    numeric = klu_factor(&starts, &columns, &values, symbolic, &common)
  }

  /// The factors of the same values again, in place.
  func refactor() {
    var (starts, columns, values) = arrays
    klu_refactor(&starts, &columns, &values, symbolic, numeric, &common)
  }

  /// `x ← A⁻¹ x`.
  func solve(_ x: inout [Double]) {
    klu_tsolve(symbolic, numeric, Int32(matrix.rows), 1, &x, &common)
  }

  private var arrays: ([Int32], [Int32], [Double]) {
    (matrix.pattern.rowStarts, matrix.pattern.columnIndices, matrix.values)
  }
}
#endif
