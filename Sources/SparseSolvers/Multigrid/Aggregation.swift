import SparseMatrices

/// The rows of a matrix in aggregates: neighbours by strong connections.
///
/// Rows are visited in their order, on one thread, so the aggregates are the same whatever the number of threads.
///
/// Source: Vaněk, Mandel, Brezina, Computing 56, 1996, algorithm 2.
struct Aggregation {
  /// The aggregate of each row; -1 for a row without a strong connection, which a smoother deals with alone.
  private(set) var aggregate: [Int32]
  private(set) var count = 0

  /// - Parameter strong: the strong connections, the diagonal left out or not.
  init(_ strong: SparsityPattern) {
    let (starts, columns) = (strong.structure.starts, strong.structure.columns)
    let n = strong.rows
    // Not seen yet.
    aggregate = [Int32](repeating: -2, count: n)
    // Rows all of whose neighbours are free begin an aggregate.
    for i in 0..<n where aggregate[i] == -2 {
      let entries = Int(starts[i])..<Int(starts[i + 1])
      var isAlone = true
      var isFree = true
      for k in entries where Int(columns[k]) != i {
        isAlone = false
        if aggregate[Int(columns[k])] >= 0 {
          isFree = false
          break
        }
      }
      if isAlone { aggregate[i] = -1 }
      guard !isAlone, isFree else { continue }
      for k in entries { aggregate[Int(columns[k])] = Int32(count) }
      aggregate[i] = Int32(count)
      count += 1
    }
    // The others join a neighbour's, as it was before any joined: not a chain of them.
    let first = aggregate
    for i in 0..<n where first[i] == -2 {
      for k in Int(starts[i])..<Int(starts[i + 1]) where first[Int(columns[k])] >= 0 {
        aggregate[i] = first[Int(columns[k])]
        break
      }
    }
    // What is left has only neighbours that are left.
    for i in 0..<n where aggregate[i] == -2 {
      for k in Int(starts[i])..<Int(starts[i + 1]) where aggregate[Int(columns[k])] == -2 {
        aggregate[Int(columns[k])] = Int32(count)
      }
      aggregate[i] = Int32(count)
      count += 1
    }
  }
}

/// The prolongation whose columns live on one aggregate each: it takes given vectors to the coarse level and back.
struct TentativeProlongation<S: SparseScalar> {
  /// T, with `B = T B_coarse` on the rows that belong to an aggregate.
  let matrix: CSRMatrix<S>
  /// `B_coarse`.
  let coarse: DenseMatrix<S>

  /// - Parameter vectors: B, a column each. Where they depend on each other on an aggregate, that has fewer columns.
  @specialized(where S == Double)
  @specialized(where S == Float)
  init(_ aggregation: Aggregation, _ vectors: DenseMatrix<S>) throws(SizeError) {
    let (n, k) = (vectors.rows, vectors.columns)
    try SizeError.check("a prolongation", entries: n * k, bytesEach: MemoryLayout<S>.stride + 4)
    let (starts, members) = Self.members(aggregation)
    var values = [S](repeating: 0, count: n * k)
    var coarse: [S] = []
    // The first column of each aggregate, and how many there are.
    var first = [Int32](repeating: 0, count: aggregation.count + 1)
    var columns: [S] = []
    for g in 0..<aggregation.count {
      let rows = members[starts[g]..<starts[g + 1]]
      var kept = 0
      // Gram and Schmidt, twice, on the aggregate.
      for c in 0..<k {
        columns.removeAll(keepingCapacity: true)
        for i in rows { columns.append(vectors.values[Int(i) * k + c]) }
        let size = Kernels.norm(columns)
        var products = [S](repeating: 0, count: kept)
        for _ in 0..<(kept == 0 ? 0 : 2) {
          for q in 0..<kept {
            var product = 0 as S
            for (r, i) in rows.enumerated() { product += values[Int(i) * k + q] * columns[r] }
            for (r, i) in rows.enumerated() { columns[r] -= product * values[Int(i) * k + q] }
            products[q] += product
          }
        }
        let rest = Kernels.norm(columns)
        for q in 0..<kept { coarse[(Int(first[g]) + q) * k + c] = products[q] }
        guard rest > size * S.ulpOfOne.squareRoot() else { continue }
        for (r, i) in rows.enumerated() { values[Int(i) * k + kept] = columns[r] / rest }
        coarse += [S](repeating: 0, count: k)
        coarse[(Int(first[g]) + kept) * k + c] = rest
        kept += 1
      }
      first[g + 1] = first[g] + Int32(kept)
    }
    self.coarse = DenseMatrix(rows: Int(first[aggregation.count]), columns: k, values: coarse)

    var (rowStarts, columnIndices, entries): ([Int32], [Int32], [S]) = ([0], [], [])
    rowStarts.reserveCapacity(n + 1)
    for i in 0..<n {
      if aggregation.aggregate[i] >= 0 {
        let g = Int(aggregation.aggregate[i])
        for c in first[g]..<first[g + 1] {
          columnIndices.append(c)
          entries.append(values[i * k + Int(c - first[g])])
        }
      }
      rowStarts.append(Int32(columnIndices.count))
    }
    matrix = CSRMatrix(
      pattern: SparsityPattern(
        Structure(
          rowCount: n, columnCount: self.coarse.rows, starts: rowStarts, columns: columnIndices)),
      values: entries)
  }

  /// The rows of each aggregate, one after another.
  private static func members(_ aggregation: Aggregation) -> (starts: [Int], rows: [Int32]) {
    var starts = [Int](repeating: 0, count: aggregation.count + 1)
    for g in aggregation.aggregate where g >= 0 { starts[Int(g) + 1] += 1 }
    for g in 0..<aggregation.count { starts[g + 1] += starts[g] }
    var next = starts
    var rows = [Int32](repeating: 0, count: starts[aggregation.count])
    for (i, g) in aggregation.aggregate.enumerated() where g >= 0 {
      rows[next[Int(g)]] = Int32(i)
      next[Int(g)] += 1
    }
    return (starts, rows)
  }
}
