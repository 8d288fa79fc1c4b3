import CSuiteSparse
import SparseAD

/// A matrix as CXSparse holds it, by columns, in memory of CXSparse's own.
final class CXSparseMatrix {
  let pointer: UnsafeMutablePointer<cs_di>

  /// Nil in other precisions than double, which CXSparse does not have, and where memory is short.
  init?<S>(_ a: CSRMatrix<S>) {
    let pattern = a.pattern.transpose.pattern
    let permutation = a.pattern.transpose.permutation
    guard let values = a.values as? [Double],
      let pointer = cs_di_spalloc(Int32(a.rows), Int32(a.columns), Int32(max(a.count, 1)), 1, 0)
    else { return nil }
    self.pointer = pointer
    pointer.pointee.p.update(from: pattern.rowStarts, count: pattern.rows + 1)
    pointer.pointee.i.update(from: pattern.columnIndices, count: a.count)
    for k in 0..<a.count { pointer.pointee.x[k] = values[Int(permutation[k])] }
  }

  /// Takes over a result of CXSparse.
  init?(_ result: UnsafeMutablePointer<cs_di>?) {
    guard let result else { return nil }
    pointer = result
  }

  /// Triplets.
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

  /// `y += A x`.
  func gaxpy(_ x: [Double], _ y: inout [Double]) { cs_di_gaxpy(pointer, x, &y) }

  func multiply(_ b: CXSparseMatrix) -> CXSparseMatrix? {
    CXSparseMatrix(cs_di_multiply(pointer, b.pointer))
  }

  func add(_ alpha: Double, _ b: CXSparseMatrix, _ beta: Double) -> CXSparseMatrix? {
    CXSparseMatrix(cs_di_add(pointer, b.pointer, alpha, beta))
  }

  func transpose() -> CXSparseMatrix? { CXSparseMatrix(cs_di_transpose(pointer, 1)) }

  /// Columns of the triplets, duplicates summed.
  func compressed() -> CXSparseMatrix? {
    guard let matrix = CXSparseMatrix(cs_di_compress(pointer)) else { return nil }
    return cs_di_dupl(matrix.pointer) == 1 ? matrix : nil
  }
}
