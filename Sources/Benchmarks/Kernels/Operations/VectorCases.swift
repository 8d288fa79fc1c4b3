import SparseAD

/// A sparse matrix times a vector.
extension Operation {
  static var vectorProducts: [Operation] {
    [
      Operation("spmv") { p in
        let (a, x) = (p.a, p.vector(p.a.columns))
        var y = p.vector(a.rows)
        return Case(bytes: p.bytes(a.pattern) + p.s * (a.rows + a.columns), flops: 2 * a.count) {
          Gemv.forward(a, x, into: &y)
        }
        .peer("CXSparse", CXSparsePeer.gaxpy(a))
      },
      Operation("gemv") { p in
        let (a, x) = (p.a, p.vector(p.a.columns))
        let g = p.vector(a.rows, seed: 2)
        var y = p.vector(a.rows)
        var xBar = x
        var aBar = a
        _ = a.transposed()
        return Case(
          bytes: p.bytes(a.pattern) + p.s * (2 * a.rows + a.columns),
          flops: 2 * a.count + 3 * a.rows
        ) { Gemv.forward(alpha: 1.5, a, x, beta: 0.5, into: &y) }
        .backward(
          bytes: p.bytes(a.pattern) + p.s * (2 * a.rows + 2 * a.columns + a.count),
          flops: 3 * a.count
        ) {
          _ = Gemv.vjp(a, x, cotangent: g, into: &aBar, &xBar)
        }
        .peer("CHOLMOD", CholmodPeer.multiply(a, columns: 1, beta: 0.5))
      },
      // One with the transpose yet to be found, one with it kept from an earlier call.
      Operation("spmvT") { p in
        let a = CSRMatrix(pattern: p.a.pattern, values: p.a.values)
        return transposedProduct(p, a).peer("CXSparse", CXSparsePeer.gaxpy(p.a.transposed()))
      },
      Operation("spmvT_kept") { p in
        _ = p.a.transposed()
        return transposedProduct(p, p.a)
      },
    ]
  }

  private static func transposedProduct(_ p: Problem<S>, _ a: CSRMatrix<S>) -> Case {
    let x = p.vector(a.rows)
    var y = p.vector(a.columns)
    return Case(bytes: p.bytes(a.pattern) + p.s * (a.rows + a.columns), flops: 2 * a.count) {
      Gemv.forward(a, x, into: &y, transpose: true)
    }
  }
}
