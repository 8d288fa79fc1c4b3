#if SuiteSparse
import CSuiteSparse
import SparseAutodiff
import SparseMatrices

/// Lends a matrix to CHOLMOD for the length of one call; nothing is copied.
///
/// CHOLMOD reads compressed columns. Our rows are the columns of `Aᵀ`, so what it sees is the transpose, and
/// with `stype` it reads one triangle of a symmetric matrix: 1 our lower triangle, -1 our upper one, 0
/// everything.
///
/// - Parameter values: one for each entry of `pattern`, or nil to lend the structure alone.
package func withCholmodView<Result>(
  of pattern: SparsityPattern, values: [Double]?, stype: Int32,
  _ body: (UnsafeMutablePointer<cholmod_sparse>) -> Result
) -> Result {
  let structure = pattern.structure
  return structure.starts.withUnsafeBufferPointer { starts in
    structure.columns.withUnsafeBufferPointer { columns in
      withOptionalBuffer(values) { values in
        var view = cholmod_sparse()
        view.nrow = structure.columnCount
        view.ncol = structure.rowCount
        view.nzmax = structure.count
        view.p = UnsafeMutableRawPointer(mutating: starts.baseAddress)
        view.i = UnsafeMutableRawPointer(mutating: columns.baseAddress)
        view.x = UnsafeMutableRawPointer(mutating: values)
        view.stype = stype
        view.itype = CHOLMOD_INT
        view.xtype = values == nil ? CHOLMOD_PATTERN : CHOLMOD_REAL
        view.dtype = CHOLMOD_DOUBLE
        view.sorted = 1
        view.packed = 1
        return body(&view)
      }
    }
  }
}

private func withOptionalBuffer<Result>(
  _ values: [Double]?, _ body: (UnsafePointer<Double>?) -> Result
) -> Result {
  guard let values else { return body(nil) }
  return values.withUnsafeBufferPointer { body($0.baseAddress) }
}

/// The header of a dense `rows`×`columns` matrix that is stored column by column from `start`.
func cholmodDense(
  rows: Int, columns: Int, _ start: UnsafePointer<Double>?
) -> cholmod_dense {
  var view = cholmod_dense()
  view.nrow = rows
  view.ncol = columns
  view.nzmax = rows * columns
  view.d = rows
  view.x = UnsafeMutableRawPointer(mutating: start)
  view.xtype = CHOLMOD_REAL
  view.dtype = CHOLMOD_DOUBLE
  return view
}
#endif
