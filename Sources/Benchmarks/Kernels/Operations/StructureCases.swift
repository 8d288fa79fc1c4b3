import SparseAD

/// Work on the structure: compression of triplets, transposition.
extension Operation {
  static var structures: [Operation] {
    [
      Operation("coo2csr") { p in
        let triplets = p.triplets()
        let compression = try Compression(of: triplets)
        let compressed = p.bytes(compression.pattern)
        let g = p.values(on: compression.pattern)
        return Case(
          bytes: triplets.count * (8 + p.s) + compressed,
          flops: triplets.count - compression.pattern.count
        ) { _ = try triplets.compressed() }
        .backward(
          bytes: triplets.count * (4 + p.s) + p.s * compression.pattern.count, flops: 0
        ) { _ = compression.vjp(cotangent: g) }
        .peer("CXSparse", CXSparsePeer.compress(triplets))
      },
      Operation("coo2csr_values") { p in
        let triplets = p.triplets()
        let compression = try Compression(of: triplets)
        return Case(
          bytes: triplets.count * (4 + p.s) + p.s * compression.pattern.count,
          flops: triplets.count
        ) { _ = compression.forward(triplets.values) }
        .peer("CXSparse", CXSparsePeer.compress(triplets))
      },
      Operation("transpose") { p in
        let (a, starts, columns) = (p.a, p.a.pattern.rowStarts, p.a.pattern.columnIndices)
        let g = p.values(on: a.pattern.transpose.pattern)
        var aBar = a
        return Case(bytes: 2 * p.bytes(a.pattern), flops: 0) {
          // A pattern keeps its transpose: only a new one makes it again.
          let pattern = SparsityPattern(
            uncheckedRows: a.rows, columns: a.columns, rowStarts: starts, columnIndices: columns)
          _ = CSRMatrix(pattern: pattern, values: a.values).transposed()
        }
        .backward(bytes: (4 + 2 * p.s) * a.count, flops: 0) {
          Transpose.vjp(cotangent: g, into: &aBar)
        }
        .peer("CXSparse", CXSparsePeer.transpose(a))
      },
      Operation("transpose_values") { p in
        let a = p.a
        var transposed = p.values(on: a.pattern.transpose.pattern)
        return Case(bytes: (4 + 2 * p.s) * a.count, flops: 0) {
          Transpose.forward(a, into: &transposed)
        }
        .peer("CXSparse", CXSparsePeer.transpose(p.a))
      },
    ]
  }
}

extension Problem {
  /// The places of `a` in random order, a quarter of them twice, with random values.
  func triplets() -> COOMatrix<S> {
    var random = SeededGenerator(seed: 7)
    let rows = (0..<Int32(a.rows)).flatMap { i in
      repeatElement(i, count: a.pattern.entries(inRow: Int(i)).count)
    }
    let columns = a.pattern.columnIndices
    var order = Array(0..<a.count)
    for _ in 0..<a.count / 4 { order.append(Int(random.next() % UInt64(a.count))) }
    order.shuffle(using: &random)
    return COOMatrix(
      uncheckedRows: a.rows, columns: a.columns, rowIndices: order.map { rows[$0] },
      columnIndices: order.map { columns[$0] }, values: vector(order.count, seed: 8))
  }
}
