import SparseMatrices

/// Dense products on arrays, by the BLAS that is installed or, in a build without one, by our own kernel: `gemm`.
enum DenseProducts {
  /// Calls `body` with ranges of the product's rows.
  static func overRows(_ shape: DenseShape, inner: Int, _ body: (Int, Int) -> Void) {
    let rowsAtATime = 512
    guard shape.count * inner >= Threads.serialCutoff, shape.rows >= 2 * rowsAtATime else {
      return body(0, shape.rows)
    }
    parallel(chunks: (shape.rows + rowsAtATime - 1) / rowsAtATime) { chunk in
      body(chunk * rowsAtATime, min(shape.rows, (chunk + 1) * rowsAtATime))
    }
  }

  /// `C ← β C`; `C` is not read where β = 0.
  static func scale<S: SparseScalar>(_ beta: S, _ c: inout [S]) {
    if beta == 0 {
      Kernels.update(&c) { [count = c.count] in Kernels.fill($0, 0, count) }
    } else if beta != 1 {
      Kernels.scale(beta, &c)
    }
  }
}
