import SparseAD
import TestSupport
import Testing

/// One parameter for each undirected edge.
@Suite struct SymmetricTyingTests {
  @Test func aParameterIsAtBothPlaces() throws {
    let graph = try Graph<Double>(
      nodes: 4, edges: [(1, 0), (3, 0), (2, 2), (3, 2)], isDirected: false)
    let tying = try SymmetricTying(graph.adjacency.pattern)
    let a = tying.forward([1.0, 2, 3, 4])
    #expect(a.pattern === graph.adjacency.pattern)
    #expect(
      try a.toDense()
        == DenseMatrix([[0, 1, 0, 3], [1, 0, 0, 0], [0, 0, 2, 4], [3, 0, 4, 0]]))
    #expect(tying.weights(of: a) == [1, 2, 3, 4])
    // Of an off-diagonal edge both entries' cotangents add up, a loop has one.
    let bar: [Double] = gradient(at: [1.0, 2, 3, 4]) { w in tying.forward(w).sum() }
    #expect(bar == [2, 1, 2, 2])
  }

  @Test func derivativesOnKarate() throws {
    let a = try Karate.weighted(Double.self).adjacency
    let tying = try SymmetricTying(a.pattern)
    #expect(tying.edges.count == 78)
    #expect(tying.forward(tying.weights(of: a)) == a)
    let normalization = try GraphNormalization(
      .symmetric, of: a.pattern, addingSelfLoops: true)
    checkTape(at: tying.weights(of: a), names: ["w"]) { w in
      normalization.forward(tying.forward(w))
    }
  }
}
