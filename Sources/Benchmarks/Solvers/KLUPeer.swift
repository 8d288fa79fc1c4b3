#if SuiteSparse
import CSuiteSparse
import SparseAD

/// KLU, called from C on the same matrix: our rows are its columns, so it factors the transpose, as ours does.
final class KLUPeer {
  private var common = klu_common()
  // Copies of its own: what is lent to C as writable would be copied in every call that is measured.
  private var starts: [Int32]
  private var columns: [Int32]
  private var values: [Double]
  private var symbolic: UnsafeMutablePointer<klu_symbolic>?
  private var numeric: UnsafeMutablePointer<klu_numeric>?

  init(_ matrix: CSRMatrix<Double>) {
    starts = matrix.pattern.rowStarts
    columns = matrix.pattern.columnIndices
    values = matrix.values.map { $0 }
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
    symbolic = klu_analyze(order, &starts, &columns, &common)
    numeric = klu_factor(&starts, &columns, &values, symbolic, &common)
  }

  /// The factors of the same values again, in place.
  func refactor() {
    klu_refactor(&starts, &columns, &values, symbolic, numeric, &common)
  }

  /// `x ← A⁻¹ x`.
  func solve(_ x: inout [Double]) {
    klu_tsolve(symbolic, numeric, order, 1, &x, &common)
  }

  private var order: Int32 { Int32(starts.count - 1) }
}
#endif
