import SparseAD

/// A sparse matrix times a dense one, and the products of dense rows on a pattern.
extension Operation {
  static var denseProducts: [Operation] {
    [
      spmm("spmm16", columns: 16, transpose: false),
      spmm("spmm64", columns: 64, transpose: false),
      spmm("spmmT64", columns: 64, transpose: true),
      Operation("sddmm64") { p in
        let a = p.a
        let (x, y) = (p.dense(a.rows, 64), p.dense(a.columns, 64, seed: 2))
        let features = 64 * (a.rows + a.columns)
        let g = p.values(on: a.pattern, seed: 3)
        var c = a
        return Case(
          bytes: p.structureBytes(a.pattern) + p.s * (features + a.count), flops: 128 * a.count
        ) { Sddmm.forward(x, y, into: &c) }
        .backward(bytes: p.bytes(a.pattern) + 2 * p.s * features, flops: 256 * a.count) {
          _ = Sddmm.vjp(x, y, cotangent: g)
        }
      },
    ]
  }

  private static func spmm(_ name: String, columns k: Int, transpose: Bool) -> Operation {
    Operation(name) { p in
      let a = p.a
      let inner = transpose ? a.rows : a.columns
      let outer = transpose ? a.columns : a.rows
      let (b, g) = (p.dense(inner, k), p.dense(outer, k, seed: 2))
      var (c, bBar, aBar) = (g, b, a)
      return Case(
        bytes: p.bytes(a.pattern) + p.s * k * (inner + outer), flops: 2 * k * a.count
      ) { Spmm.forward(a, b, into: &c, transpose: transpose) }
      .backward(
        bytes: p.bytes(a.pattern) + p.s * (k * (2 * inner + outer) + a.count),
        flops: 4 * k * a.count
      ) {
        Spmm.vjpA(a, b, transpose: transpose, cotangent: g, into: &aBar)
        Spmm.vjpB(a, transpose: transpose, cotangent: g, into: &bBar)
      }
      .peer("CHOLMOD", CholmodPeer.multiply(a, columns: k, transpose: transpose))
    }
  }
}
