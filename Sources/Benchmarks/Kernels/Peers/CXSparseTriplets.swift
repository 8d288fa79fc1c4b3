#if SuiteSparse
import CSuiteSparse
import SparseAD

/// Triplets as CXSparse holds them, in memory of its own.
final class CXSparseTriplets {
  private let pointer: UnsafeMutablePointer<cs_di>

  /// Nil in other precisions than double, which CXSparse does not have, and where memory is short.
  init?<S>(_ a: COOMatrix<S>) {
    guard let values = a.values as? [Double],
      let pointer = cs_di_spalloc(Int32(a.rows), Int32(a.columns), Int32(max(a.count, 1)), 1, 1)
    else { return nil }
    self.pointer = pointer
    pointer.pointee.i.update(from: a.rowIndices, count: a.count)
    pointer.pointee.p.update(from: a.columnIndices, count: a.count)
    pointer.pointee.x.update(from: values, count: a.count)
    pointer.pointee.nz = Int32(a.count)
  }

  deinit { cs_di_spfree(pointer) }

  /// Makes compressed columns, duplicates summed, and frees them.
  func compress() {
    let matrix = cs_di_compress(pointer)
    cs_di_dupl(matrix)
    cs_di_spfree(matrix)
  }
}
#endif
