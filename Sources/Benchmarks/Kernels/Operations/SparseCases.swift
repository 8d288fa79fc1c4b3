import SparseAD

/// Products of two sparse matrices.
extension Operation {
  static var sparseProducts: [Operation] {
    [
      Operation("spgemm", backward: "spgemm_bwd") { p in
        let (a, b) = (p.a, p.factor)
        guard a.columns == b.rows else { return nil }
        let plan = try SpgemmPlan(a.pattern, b.pattern)
        let g = p.values(on: plan.pattern)
        let flops = 2 * multiplications(a.pattern, b.pattern)
        let operands = p.bytes(a.pattern) + p.bytes(b.pattern)
        // Values of its own, so that A A writes two gradients.
        var (aBar, bBar) = (a, b)
        return Case(bytes: operands + p.bytes(plan.pattern), flops: flops) {
          _ = try Spgemm.forward(a, b)
        }
        .backward(
          bytes: operands + p.bytes(plan.pattern) + p.s * (a.count + b.count), flops: 2 * flops
        ) { plan.vjp(a, b, cotangent: g, into: &aBar, &bBar) }
        .peer("CXSparse", CXSparsePeer.multiply(a, b))
      },
      Operation("spgemm_numeric") { p in
        let (a, b) = (p.a, p.factor)
        guard a.columns == b.rows else { return nil }
        let plan = try SpgemmPlan(a.pattern, b.pattern)
        var c = CSRMatrix<S>(pattern: plan.pattern)
        return Case(
          bytes: p.bytes(a.pattern) + p.bytes(b.pattern) + p.bytes(plan.pattern),
          flops: 2 * multiplications(a.pattern, b.pattern)
        ) { plan.forward(a, b, into: &c) }
        .peer("CXSparse", CXSparsePeer.multiply(a, b))
      },
      Operation("mspgemm") { p in
        let a = p.a
        guard a.rows == a.columns else { return nil }
        // With ones for values, each entry of the product counts its terms.
        let ones = CSRMatrix(pattern: a.pattern, repeating: 1 as Double)
        let counts = MaskedProduct.forward(ones, ones, on: a.pattern, transposeB: true)
        let flops = 2 * Int(counts.values.reduce(0, +))
        let g = p.values(on: a.pattern)
        var c = a
        return Case(
          bytes: 2 * p.bytes(a.pattern) + p.structureBytes(a.pattern) + p.s * a.count,
          flops: flops
        ) { MaskedProduct.forward(a, a, into: &c, transposeB: true) }
        .backward(
          bytes: 3 * p.bytes(a.pattern) + 2 * p.s * a.count, flops: 2 * flops
        ) { _ = MaskedProduct.vjp(a, a, transposeB: true, cotangent: g) }
      },
    ]
  }

  /// The multiplications of the product of two matrices on these patterns.
  private static func multiplications(_ a: SparsityPattern, _ b: SparsityPattern) -> Int {
    let starts = b.rowStarts
    return a.columnIndices.reduce(0) { $0 + Int(starts[Int($1) + 1] - starts[Int($1)]) }
  }
}
