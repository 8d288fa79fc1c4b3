import Foundation
import SparseAD
import TestSupport
import Testing

/// Graphs from edges, matrices and files.
@Suite struct GraphTests {
  @Test func directedEdgesAreEntries() throws {
    let graph = try Graph<Double>(
      nodes: 4, edges: [(0, 1), (2, 0), (1, 0), (2, 2)], weights: [1, 2, 3, 4], isDirected: true)
    #expect(
      try graph.adjacency.toDense()
        == DenseMatrix([[0, 1, 0, 0], [3, 0, 0, 0], [2, 0, 4, 0], [0, 0, 0, 0]]))
    #expect(graph.nodes == 4 && graph.edges == 4 && graph.loops == 1 && graph.isWeighted)
    #expect(graph.degrees == [1, 3, 6, 0])
  }

  @Test func undirectedEdgesAreAtBothPlaces() throws {
    // (0, 1) and (1, 0) are one edge, and the later weight counts at both places.
    let graph = try Graph<Double>(
      edges: [(0, 1), (2, 0), (1, 0), (2, 2)], weights: [1, 2, 3, 4], isDirected: false)
    #expect(try graph.adjacency.toDense() == DenseMatrix([[0, 3, 2], [3, 0, 0], [2, 0, 4]]))
    #expect(graph.edges == 3 && graph.loops == 1)
    let summed = try Graph<Double>(
      edges: [(0, 1), (1, 0)], isDirected: false, duplicates: .sum)
    #expect(summed.adjacency[0, 1] == 2 && summed.adjacency[1, 0] == 2)
    #expect(throws: GraphError.duplicate(source: 1, target: 0)) {
      try Graph<Double>(edges: [(0, 1), (1, 0)], isDirected: false, duplicates: .reject)
    }
    #expect(
      try Graph<Double>(edges: [(0, 1), (1, 0)], isDirected: true, duplicates: .reject).edges == 2)
  }

  @Test func withoutWeightsAllAreOne() throws {
    let graph = try Graph<Float>(edges: [(0, 1), (1, 2)], isDirected: false)
    #expect(graph.adjacency.values == [1, 1, 1, 1] && !graph.isWeighted)
    let empty = try Graph<Float>(edges: [], isDirected: false)
    #expect(empty.nodes == 0 && empty.edges == 0)
    let loops = try Graph<Float>(edges: [(0, 0), (1, 1)], isDirected: false)
    #expect(loops.edges == 2 && loops.adjacency == .identity(2))
  }

  @Test func edgeListsBecomeGraphs() throws {
    let list = try EdgeList<Double>(text: Array("1 2 5\n2 3 6".utf8), countingFrom: 1)
    let graph = try Graph(list, isDirected: false)
    #expect(try graph.adjacency.toDense() == DenseMatrix([[0, 5, 0], [5, 0, 6], [0, 6, 0]]))
  }

  @Test func whatIsNoGraphIsSaid() throws {
    #expect(throws: GraphError.nodeOutOfRange(edge: 1, node: 3, nodes: 3)) {
      try Graph<Double>(nodes: 3, edges: [(0, 1), (1, 3)], isDirected: true)
    }
    #expect(throws: GraphError.nodeOutOfRange(edge: 0, node: -1, nodes: 2)) {
      try Graph<Double>(edges: [(-1, 1)], isDirected: true)
    }
    #expect(throws: GraphError.tooLarge(nodes: 1 << 40, entries: 0)) {
      try Graph<Double>(nodes: 1 << 40, edges: [], isDirected: true)
    }
    let wide = CSRMatrix<Double>(pattern: try .full(rows: 2, columns: 3))
    #expect(throws: GraphError.notSquare(rows: 2, columns: 3)) {
      try Graph(adjacency: wide, isDirected: true)
    }
    #expect(throws: GraphError.notSquare(rows: 2, columns: 3)) { try SymmetricTying(wide.pattern) }
    let oneWay = try CSRMatrix<Double>(
      rows: 3, columns: 3, entries: [(0, 1, 1), (1, 0, 1), (1, 2, 1)])
    #expect(try Graph(adjacency: oneWay, isDirected: true).edges == 3)
    #expect(throws: GraphError.notSymmetric(row: 1, column: 2)) {
      try Graph(adjacency: oneWay, isDirected: false)
    }
    let uneven = try CSRMatrix<Double>(
      rows: 3, columns: 3, entries: [(0, 1, 1), (1, 0, 1), (1, 2, 1), (2, 1, 2)])
    #expect(throws: GraphError.notSymmetric(row: 1, column: 2)) {
      try Graph(adjacency: uneven, isDirected: false)
    }
  }

  @Test func readsMatrixMarketFiles() throws {
    let graph = try Graph<Double>(matrixMarket: "\(Karate.folder)/adjacency.mtx")
    #expect(graph.nodes == 34 && graph.edges == 78 && !graph.isDirected && !graph.isWeighted)
    #expect(graph.degrees.max() == 17)
    let weighted = try Karate.weighted(Double.self)
    #expect(weighted.adjacency.pattern == graph.adjacency.pattern && weighted.isWeighted)
    #expect(weighted.degrees.reduce(0, +) == 2 * 231)  // as in Zachary's matrix C
    #expect(
      try Graph<Float>(matrixMarket: "\(Karate.folder)/weighted.mtx", isDirected: true).edges == 156
    )
  }

  @Test func faultsOfMatrixMarketFilesAreSaid() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/a.mtx"
      func write(_ text: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
      }
      try write("%%MatrixMarket matrix coordinate real general\n3 3 2\n1 2 1\n3 2 1\n")
      #expect(try Graph<Double>(matrixMarket: path).isDirected)
      #expect(throws: GraphFileError.matrix(.notSymmetric(path: path, row: 0, column: 1))) {
        try Graph<Double>(matrixMarket: path, isDirected: false)
      }
      try write("%%MatrixMarket matrix coordinate real general\n3 2 1\n1 2 1\n")
      #expect(throws: GraphFileError.notSquare(path: path, rows: 3, columns: 2)) {
        try Graph<Double>(matrixMarket: path)
      }
      try write("%%MatrixMarket matrix coordinate real general\n3 3 1\n1 4 1\n")
      #expect(
        throws: GraphFileError.matrix(.text(.indexOutOfRange, path: path, line: 3, column: 3))
      ) { try Graph<Double>(matrixMarket: path) }
    }
    #expect {
      try Graph<Double>(matrixMarket: "/missing.mtx")
    } throws: {
      if case GraphFileError.file = $0 { true } else { false }
    }
  }
}
