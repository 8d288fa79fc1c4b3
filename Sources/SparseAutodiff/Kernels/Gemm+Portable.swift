#if !BLAS
import CSparseKernels
import SparseMatrices

// Dense products by our own kernel, for builds without a BLAS.
extension DenseProducts {
  /// `C ← α op(A) op(B) + β C` for one or several blocks that follow one another in each array; all row by row. `C` is not
  /// read where β = 0.
  ///
  /// - Parameters:
  ///   - a: shape of a block of A as it is stored.
  ///   - b: shape of a block of B as it is stored.
  static func gemm<S: SparseScalar>(
    _ alpha: S, _ aValues: [S], _ a: DenseShape, transposeA: Bool, _ bValues: [S], _ b: DenseShape,
    transposeB: Bool, _ beta: S, into c: inout [S], count: Int = 1
  ) {
    let inner = transposeA ? a.rows : a.columns
    let shape = DenseShape(
      rows: transposeA ? a.columns : a.rows, columns: transposeB ? b.rows : b.columns)
    if inner == 0 || alpha == 0 { return scale(beta, &c) }
    if beta != 0 { scale(beta, &c) }
    // The kernel wants the rows of op(B), which are few, one after the other, and α within them.
    let factors = (0..<count).map { block in
      rowsOfRight(alpha, bValues, b, block: block, transposed: transposeB)
    }
    Kernels.update(&c) { c in
      aValues.withUnsafeBufferPointer { aValues in
        guard let aBase = aValues.baseAddress else { return }
        for (block, factor) in factors.enumerated() {
          overRows(shape, inner: inner) { first, last in
            let start = c + block * shape.count + first * shape.columns
            S._kernels.table.narrowProduct(
              Int64(last - first), Int64(inner), Int64(shape.columns),
              aBase + block * a.count + first * (transposeA ? 1 : a.columns), Int64(a.columns),
              transposeA, factor, beta == 0 ? nil : UnsafePointer(start), Int64(shape.columns),
              start)
          }
        }
      }
    }
  }

  /// `α op(B)` of one block, row by row.
  private static func rowsOfRight<S: SparseScalar>(
    _ alpha: S, _ values: [S], _ b: DenseShape, block: Int, transposed: Bool
  ) -> [S] {
    var rows = Array(values[block * b.count..<(block + 1) * b.count])
    if transposed { rows = Kernels.transpose(rows, b) }
    if alpha != 1 { Kernels.scale(alpha, &rows) }
    return rows
  }
}
#endif
