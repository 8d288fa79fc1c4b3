import SparseAD

/// Whatever goes over the entries once: elementwise products, scaling, sums.
extension Operation {
  static var entries: [Operation] {
    [
      Operation("hadamard") { p in
        let (a, b) = (p.a, p.term)
        guard a.rows == b.rows, a.columns == b.columns else { return nil }
        let c = a.pattern.intersection(b.pattern)
        let g = p.values(on: c)
        let operands = p.bytes(a.pattern) + p.bytes(b.pattern)
        return Case(bytes: operands + p.bytes(c), flops: c.count) {
          _ = Hadamard.forward(a, b)
        }
        .backward(
          bytes: operands + p.bytes(c) + p.s * (a.count + b.count), flops: 2 * c.count
        ) { _ = Hadamard.vjp(a, b, cotangent: g) }
      },
      Operation("hadamard_same") { p in
        let (a, b) = (p.a, p.values(on: p.a.pattern))
        let g = p.values(on: a.pattern, seed: 2)
        var c = a
        return Case(bytes: 3 * p.s * a.count, flops: a.count) {
          Hadamard.forward(a, b, into: &c)
        }
        .backward(bytes: 5 * p.s * a.count, flops: 2 * a.count) {
          _ = Hadamard.vjp(a, b, cotangent: g)
        }
      },
      Operation("scale") { p in
        let a = p.a
        let (r, c) = (p.vector(a.rows), p.vector(a.columns, seed: 2))
        let g = p.values(on: a.pattern, seed: 3)
        var scaled = a
        let bytes = p.bytes(a.pattern) + p.s * (a.rows + a.columns + a.count)
        return Case(bytes: bytes, flops: 2 * a.count) {
          Scaling.forward(a, rows: r, columns: c, into: &scaled)
        }
        .backward(
          bytes: bytes + p.s * (a.count + a.rows + a.columns), flops: 8 * a.count
        ) { _ = Scaling.vjp(a, rows: r, columns: c, cotangent: g) }
        .peer("CHOLMOD", CholmodPeer.scale(a))
      },
      Operation("sums") { p in
        let a = p.a
        var (rows, columns) = (p.vector(a.rows), p.vector(a.columns))
        let (g, h) = (rows, columns)
        var (aBar, columnsBar) = (a, a)
        let bytes = p.bytes(a.pattern) + p.s * (a.rows + a.columns)
        return Case(bytes: bytes, flops: 2 * a.count) {
          RowSums.forward(a, into: &rows)
          ColumnSums.forward(a, into: &columns)
        }
        .backward(bytes: bytes + p.s * a.count, flops: 0) {
          RowSums.vjp(cotangent: g, into: &aBar)
          ColumnSums.vjp(cotangent: h, into: &columnsBar)
        }
      },
      Operation("dot") { p in
        let (a, b) = (p.a, p.values(on: p.a.pattern))
        return Case(bytes: 2 * p.s * a.count, flops: 2 * a.count) { _ = Dot().forward(a, b) }
          .backward(bytes: 4 * p.s * a.count, flops: 2 * a.count) {
            _ = Dot().vjp(a, b, cotangent: 1.5)
          }
      },
    ]
  }
}
