import SparseAD

/// A random graph of Cora's size, as `scripts/golden/citations.py` makes it: what the golden cases `C1s` and `C3s` are on.
enum RandomCitations {
  private struct Generator {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  static func data() throws -> NodeClassificationData<Double> {
    let (nodes, edgeCount, features, words, classes) = (2708, 5278, 1433, 18, 7)
    var generator = Generator(state: 2026)
    var edges = Set<[Int]>()
    for _ in 0..<edgeCount {
      let (i, j) = (generator.below(nodes), generator.below(nodes))
      if i != j { edges.insert([min(i, j), max(i, j)]) }
    }
    let graph = try Graph<Double>(
      nodes: nodes, edges: edges.map { (source: $0[0], target: $0[1]) }, isDirected: false)
    let rows = (0..<nodes).map { _ in
      Set((0..<words).map { _ in generator.below(features) }).sorted()
    }
    let matrix = try CSRMatrix(
      rows: nodes, columns: features,
      rowStarts: rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) },
      columnIndices: rows.flatMap { $0 },
      values: rows.flatMap { [Double](repeating: 1 / Double($0.count), count: $0.count) })
    let labels = (0..<nodes).map { _ in generator.below(classes) }
    let part = (0..<nodes).map { $0 % 19 }
    return NodeClassificationData(
      graph: graph, features: matrix, labels: labels, labelNames: (0..<classes).map(String.init),
      train: part.map { $0 == 0 }, validation: part.map { $0 > 0 && $0 < 4 },
      test: part.map { $0 > 3 })
  }
}
