import SparseAD

/// Products of a sparse matrix with vectors and dense matrices.
extension Operation {
  static var denseProducts: [Operation] {
    [
      Operation("spmv") { p in
        let a = p.a
        let x = p.vector(a.columns)
        var y = p.vector(a.rows)
        let case_ = Case(bytes: p.bytes(a.pattern) + p.s * (a.rows + a.columns), flops: 2 * a.count)
        { Gemv.forward(a, x, into: &y) }
        return case_.peer("CXSparse", gaxpy(a))
      },
      Operation("gemv") { p in
        let a = p.a
        let x = p.vector(a.columns)
        var y = p.vector(a.rows)
        let g = p.vector(a.rows, seed: 2)
        var aBar = a
        return Case(
          bytes: p.bytes(a.pattern) + p.s * (2 * a.rows + a.columns),
          flops: 2 * a.count + 3 * a.rows
        ) { Gemv.forward(alpha: 1.5, a, x, beta: 0.5, into: &y) }
        .backward(
          bytes: p.bytes(a.pattern) + p.s * (2 * a.rows + 2 * a.columns + a.count),
          flops: 3 * a.count
        ) {
          (_, aBar, _) = Gemv.vjp(a, x, cotangent: g)
        }
        .peer("CHOLMOD", sdmult(a, 1, 1.5, 0.5))
      },
    ]
  }
}
