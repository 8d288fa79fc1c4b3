#if !BLAS
import CSparseKernels
import SparseMatrices

/// Dense products by our own kernel, for builds without a BLAS.
enum DenseProducts {
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
    let (inner, rows) = transposeA ? (a.rows, a.columns) : (a.columns, a.rows)
    let columns = transposeB ? b.rows : b.columns
    let size = rows * columns
    guard inner > 0, alpha != 0 else { return scale(beta, &c, count: count * size) }
    // The kernel wants the rows of op(B), which are few, one after the other, and α within them.
    let factors = (0..<count).map { block in
      rowsOfRight(alpha, bValues, b, block: block, transposed: transposeB)
    }
    scale(beta, &c, count: count * size)
    Kernels.update(&c) { c in
      aValues.withUnsafeBufferPointer { aValues in
        guard let aBase = aValues.baseAddress else { return }
        for (block, factor) in factors.enumerated() {
          parallelRows(of: rows, work: size * inner) { range in
            let start = c + block * size + range.lowerBound * columns
            S._kernels.table.narrowProduct(
              Int64(range.count), Int64(inner), Int64(columns),
              aBase + block * a.count + range.lowerBound * (transposeA ? 1 : a.columns),
              Int64(a.columns), transposeA, factor, beta == 0 ? nil : UnsafePointer(start),
              Int64(columns), start)
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

  private static func scale<S: SparseScalar>(_ beta: S, _ c: inout [S], count: Int) {
    if beta == 0 {
      Kernels.update(&c) { Kernels.fill($0, 0, count) }
    } else if beta != 1 {
      Kernels.scale(beta, &c)
    }
  }

  /// Calls `body` with ranges of the product's rows.
  private static func parallelRows(
    of rows: Int, work: Int, _ body: (Range<Int>) -> Void
  ) {
    let rowsAtATime = 512
    guard work >= Threads.serialCutoff, rows >= 2 * rowsAtATime else { return body(0..<rows) }
    parallel(chunks: (rows + rowsAtATime - 1) / rowsAtATime) { chunk in
      body(chunk * rowsAtATime..<min(rows, (chunk + 1) * rowsAtATime))
    }
  }
}
#endif
