import SparseAD

/// Sums, and whatever goes over the entries once.
extension Operation {
  static var sums: [Operation] {
    [
      Operation("lincomb") { p in
        let (a, b) = (p.a, p.term)
        guard a.rows == b.rows, a.columns == b.columns else { return nil }
        let c = try LinearCombination.forward(1.5, a, 0.5, b)
        let g = p.values(on: c.pattern)
        let operands = p.bytes(a.pattern) + p.bytes(b.pattern)
        let entries = a.count + b.count
        return Case(
          bytes: operands + p.bytes(c.pattern), flops: 2 * entries - c.count
        ) { _ = try LinearCombination.forward(1.5, a, 0.5, b) }
        .backward(
          bytes: operands + p.bytes(c.pattern) + p.s * entries, flops: 3 * entries
        ) { _ = LinearCombination.vjp(1.5, a, 0.5, b, cotangent: g) }
        .peer("CXSparse", CXSparsePeer.add(a, b))
      },
      Operation("lincomb_same") { p in
        let (a, b) = (p.a, p.values(on: p.a.pattern))
        let g = p.values(on: a.pattern, seed: 2)
        var c = a
        return Case(bytes: 3 * p.s * a.count, flops: 3 * a.count) {
          LinearCombination.forward(1.5, a, 0.5, b, into: &c)
        }
        .backward(bytes: 5 * p.s * a.count, flops: 6 * a.count) {
          _ = LinearCombination.vjp(1.5, a, 0.5, b, cotangent: g)
        }
        .peer("CXSparse", CXSparsePeer.add(a, b))
      },
    ]
  }
}
