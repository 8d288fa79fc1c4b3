import CSparseKernels

/// Solves with triangles, and incomplete factors on a pattern.
extension Kernels {
  /// `x ← op(T)⁻¹ x` for `columns` columns, T the lower or upper triangle of a matrix. Without `unit` its diagonal is stored.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func solveTriangle<S: SparseScalar>(
    _ a: Structure, _ values: [S], isLower: Bool, unit: Bool, transpose: Bool, columns: Int,
    _ x: inout [S]
  ) {
    update(&x) { x in
      S._kernels.table.solveTriangle(
        Int32(a.rowCount), a.starts, a.columns, values, isLower, unit, transpose, Int64(columns), x)
    }
  }

  /// Turns the lower triangle of a symmetric matrix into its incomplete Cholesky factor. Returns the first row whose pivot
  /// is not positive.
  package static func incompleteCholesky<S: SparseScalar>(
    _ a: Structure, _ values: inout [S]
  ) -> Int? {
    var row: [S] = zeros(a.rowCount)
    var failed: Int32 = -1
    update(&values) { values in
      update(&row) { row in
        failed = S._kernels.table.incompleteCholesky(
          Int32(a.rowCount), a.starts, a.columns, values, row)
      }
    }
    return failed < 0 ? nil : Int(failed)
  }

  /// Turns a matrix into its incomplete factors, L below the diagonal and U. Returns the first row whose pivot is 0.
  package static func incompleteLU<S: SparseScalar>(
    _ a: Structure, _ values: inout [S]
  ) -> Int? {
    var diagonal = [Int32](repeating: 0, count: a.rowCount)
    var place = [Int32](repeating: -1, count: a.columnCount)
    var failed: Int32 = -1
    update(&values) { values in
      failed = S._kernels.table.incompleteLU(
        Int32(a.rowCount), a.starts, a.columns, values, &diagonal, &place)
    }
    return failed < 0 ? nil : Int(failed)
  }
}
