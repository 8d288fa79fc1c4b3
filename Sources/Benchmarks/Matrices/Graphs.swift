import SparseAD

/// Matrices of random graphs, and of a real one.
enum Graphs {
  /// R-MAT with the usual probabilities .57, .19, .19, .05, nodes shuffled, without loops, both
  /// directions of each edge.
  static func rmat(scale: Int, edgesPerNode: Int, seed: UInt64) throws(PatternError) -> CSRMatrix<
    Double
  > {
    var random = SeededGenerator(seed: seed)
    let nodes = 1 << scale
    let names = (0..<Int32(nodes)).shuffled(using: &random)
    var rows: [Int32] = []
    var columns: [Int32] = []
    for _ in 0..<edgesPerNode * nodes {
      var (i, j) = (0, 0)
      for _ in 0..<scale {
        let u = random.uniform()
        i = 2 * i + (u > 0.76 ? 1 : 0)
        j = 2 * j + ((u > 0.57 && u <= 0.76) || u > 0.95 ? 1 : 0)
      }
      guard i != j else { continue }
      rows += [names[i], names[j]]
      columns += [names[j], names[i]]
    }
    let pattern = try pattern(nodes, rows, columns)
    return CSRMatrix(
      pattern: pattern, values: (0..<pattern.count).map { _ in 0.1 + 0.9 * random.uniform() })
  }

  /// Erdős–Rényi: `degree` entries at random columns in each row (fewer where they coincide).
  static func uniform(_ n: Int, degree: Int, seed: UInt64) throws(PatternError) -> CSRMatrix<Double>
  {
    var random = SeededGenerator(seed: seed)
    var rows = [Int32](repeating: 0, count: n * degree)
    var columns = rows
    for k in rows.indices {
      rows[k] = Int32(k / degree)
      columns[k] = Int32(random.next() % UInt64(n))
    }
    let pattern = try pattern(n, rows, columns)
    return CSRMatrix(
      pattern: pattern,
      values: (0..<pattern.count).map { _ in 2 * random.uniform() / Double(degree) })
  }

  /// A graph of Cora's size, 2708 nodes and 5278 edges whose ends follow a power law, as a graph
  /// convolution uses it.
  static func cora(seed: UInt64) throws(PatternError) -> CSRMatrix<Double> {
    var random = SeededGenerator(seed: seed)
    let nodes = 2708
    var total = 0.0
    // Pareto weights of exponent 2, as their running sums.
    let sums = (0..<nodes).map { _ in
      total += 1 / (1 - random.uniform()).squareRoot()
      return total
    }
    func pick() -> Int {
      let u = random.uniform() * total
      var (low, high) = (0, nodes - 1)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] < u { low = middle + 1 } else { high = middle }
      }
      return low
    }
    var edges: Set<[Int]> = []
    while edges.count < 5278 {
      let (i, j) = (pick(), pick())
      if i != j { edges.insert([min(i, j), max(i, j)]) }
    }
    return try normalised(nodes, edges.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
  }

  /// Zachary's karate club: 34 nodes, 78 edges. (W. W. Zachary, J. Anthropol. Res. 33, 1977.)
  static func karate() throws(PatternError) -> CSRMatrix<Double> {
    try normalised(34, karateEdges.map { [$0.0 - 1, $0.1 - 1] })
  }

  /// `D^-1/2 (A + I) D^-1/2` for the undirected graph of these edges, D the row sums of `A + I`.
  private static func normalised(_ nodes: Int, _ edges: [[Int]]) throws(PatternError) -> CSRMatrix<
    Double
  > {
    let loops = Array(0..<Int32(nodes))
    let first = edges.map { Int32($0[0]) }
    let second = edges.map { Int32($0[1]) }
    let pattern = try pattern(nodes, first + second + loops, second + first + loops)
    let roots = (0..<nodes).map { Double(pattern.entries(inRow: $0).count).squareRoot() }
    let values = (0..<nodes).flatMap { i in
      pattern.entries(inRow: i).map { 1 / (roots[i] * roots[Int(pattern.columnIndices[$0])]) }
    }
    return CSRMatrix(pattern: pattern, values: values)
  }

  private static func pattern(
    _ n: Int, _ rows: [Int32], _ columns: [Int32]
  ) throws(PatternError) -> SparsityPattern {
    let values = [Float](repeating: 1, count: rows.count)
    return try Compression(
      of: COOMatrix(
        rows: n, columns: n, rowIndices: rows, columnIndices: columns, values: values)
    ).pattern
  }

  private static let karateEdges = [
    (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1), (9, 1), (11, 1), (12, 1), (13, 1),
    (14, 1), (18, 1), (20, 1), (22, 1), (32, 1), (3, 2), (4, 2), (8, 2), (14, 2), (18, 2),
    (20, 2), (22, 2), (31, 2), (4, 3), (8, 3), (9, 3), (10, 3), (14, 3), (28, 3), (29, 3),
    (33, 3), (8, 4), (13, 4), (14, 4), (7, 5), (11, 5), (7, 6), (11, 6), (17, 6), (17, 7),
    (31, 9), (33, 9), (34, 9), (34, 10), (34, 14), (33, 15), (34, 15), (33, 16), (34, 16),
    (33, 19), (34, 19), (34, 20), (33, 21), (34, 21), (33, 23), (34, 23), (26, 24), (28, 24),
    (30, 24), (33, 24), (34, 24), (26, 25), (28, 25), (32, 25), (32, 26), (30, 27), (34, 27),
    (34, 28), (32, 29), (34, 29), (33, 30), (34, 30), (33, 31), (34, 31), (33, 32), (34, 32),
    (34, 33),
  ]
}

extension Graphs {
  /// A directed graph of random edges, `A_ij` = 1 over the mean number of entries in a row.
  static func random<S: SparseScalar>(
    _ nodes: Int, entries: Int, seed: UInt64
  ) throws -> CSRMatrix<S> {
    var random = SeededGenerator(seed: seed)
    var rows = [Int32](repeating: 0, count: entries)
    var columns = rows
    for k in rows.indices {
      rows[k] = Int32(random.next() % UInt64(nodes))
      columns[k] = Int32(random.next() % UInt64(nodes))
    }
    let pattern = try pattern(nodes, rows, columns)
    let value = S(Double(nodes) / Double(max(1, entries)))
    return CSRMatrix(
      pattern: pattern, values: [S](repeating: value, count: pattern.count))
  }
}
