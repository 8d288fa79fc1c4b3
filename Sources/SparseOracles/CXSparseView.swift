#if SuiteSparse
import CSuiteSparse
import SparseMatrices

/// Lends a matrix to CXSparse for the length of one call; nothing is copied.
///
/// CXSparse reads compressed columns, so what it sees is `Aᵀ`.
package func withCXSparseView<Result>(
  of matrix: CSRMatrix<Double>, _ body: (UnsafeMutablePointer<cs_di>) -> Result
) -> Result {
  let structure = matrix.pattern.structure
  return structure.starts.withUnsafeBufferPointer { starts in
    structure.columns.withUnsafeBufferPointer { columns in
      matrix.values.withUnsafeBufferPointer { values in
        var view = cs_di()
        view.nzmax = Int32(structure.count)
        view.m = Int32(structure.columnCount)
        view.n = Int32(structure.rowCount)
        view.p = UnsafeMutablePointer(mutating: starts.baseAddress)
        view.i = UnsafeMutablePointer(mutating: columns.baseAddress)
        view.x = UnsafeMutablePointer(mutating: values.baseAddress)
        view.nz = -1  // compressed columns, not triplets
        return body(&view)
      }
    }
  }
}
#endif
