#if BLAS
import CBLAS
import SparseMatrices

// Dense products through the BLAS that is installed.
//
// OpenBLAS is set to one thread when the first product is asked for, because its own threads lose on the tall, narrow
// products of feature blocks; long products are shared among our threads instead, in blocks of rows that do not depend
/// on how many there are.
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
    _ = usesCallingThread
    let inner = transposeA ? a.rows : a.columns
    let shape = DenseShape(
      rows: transposeA ? a.columns : a.rows, columns: transposeB ? b.rows : b.columns)
    if inner == 0 { return scale(beta, &c) }
    Kernels.update(&c) { c in
      aValues.withUnsafeBufferPointer { aValues in
        bValues.withUnsafeBufferPointer { bValues in
          guard let aBase = aValues.baseAddress, let bBase = bValues.baseAddress else { return }
          for block in 0..<count {
            overRows(shape, inner: inner) { first, last in
              gemm(
                last - first, shape.columns, inner, alpha,
                aBase + block * a.count + first * (transposeA ? 1 : a.columns), a.columns,
                transposeA, bBase + block * b.count, b.columns, transposeB, beta,
                c + block * shape.count + first * shape.columns)
            }
          }
        }
      }
    }
  }

  private static let usesCallingThread: Void = sad_blas_use_calling_thread()

  /// One call of the BLAS. All sizes are positive, and a row's length fits an `Int32`.
  private static func gemm<S: SparseScalar>(
    _ rows: Int, _ columns: Int, _ inner: Int, _ alpha: S, _ a: UnsafePointer<S>, _ aStride: Int,
    _ transposeA: Bool, _ b: UnsafePointer<S>, _ bStride: Int, _ transposeB: Bool, _ beta: S,
    _ c: UnsafeMutablePointer<S>
  ) {
    let (rows, columns, inner) = (Int32(rows), Int32(columns), Int32(inner))
    let (aStride, bStride) = (Int32(aStride), Int32(bStride))
    let (opA, opB) = (operation(transposeA), operation(transposeB))
    if S.self == Double.self {
      cblas_dgemm(
        CblasRowMajor, opA, opB, rows, columns, inner, Double(alpha),
        UnsafeRawPointer(a)
          .assumingMemoryBound(to: Double.self), aStride,
        UnsafeRawPointer(b)
          .assumingMemoryBound(to: Double.self), bStride, Double(beta),
        UnsafeMutableRawPointer(c)
          .assumingMemoryBound(to: Double.self), columns)
    } else {
      cblas_sgemm(
        CblasRowMajor, opA, opB, rows, columns, inner, Float(alpha),
        UnsafeRawPointer(a)
          .assumingMemoryBound(to: Float.self), aStride,
        UnsafeRawPointer(b)
          .assumingMemoryBound(to: Float.self), bStride, Float(beta),
        UnsafeMutableRawPointer(c)
          .assumingMemoryBound(to: Float.self), columns)
    }
  }

  private static func operation(_ transpose: Bool) -> CBLAS_TRANSPOSE {
    transpose ? CblasTrans : CblasNoTrans
  }
}
#endif
