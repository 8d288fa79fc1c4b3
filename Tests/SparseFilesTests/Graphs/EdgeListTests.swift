import Foundation
import SparseAD
import TestSupport
import Testing

/// Edge lists as texts: what is read, and what is said of what cannot be.
@Suite struct EdgeListTests {
  private func read(
    _ text: String, from first: Int = 0, nodes: Int? = nil
  ) throws(GraphFileError) -> EdgeList<Double> {
    try EdgeList(text: Array(text.utf8), countingFrom: first, nodes: nodes)
  }

  @Test func readsWordsPartedInAnyWay() throws {
    let text = "# nodes\n% of a graph\n\n0 1\n 2,0 \r\n1\t3 # a loop follows\n4, 4\r2 , 0"
    let list = try read(text)
    #expect(list.sources == [0, 2, 1, 4, 2])
    #expect(list.targets == [1, 0, 3, 4, 0])
    #expect(list.weights == nil && list.nodes == 5 && list.count == 5)
    #expect(try read(text, nodes: 9).nodes == 9)
  }

  @Test func readsWeightsAndCountsFromOne() throws {
    let list = try read("1 2 0.5\n3 1 -2e-1\n", from: 1)
    #expect(list.sources == [0, 2] && list.targets == [1, 0] && list.weights == [0.5, -0.2])
    #expect(list.nodes == 3)
  }

  @Test func anEmptyTextHasNoEdges() throws {
    for text in ["", "\n", "# nothing\n"] {
      let list = try read(text)
      #expect(list.nodes == 0 && list.sources.isEmpty && list.weights == nil)
    }
  }

  @Test func aFaultIsSaidWithItsLine() {
    func expect(
      _ problem: GraphFileError.Problem, line: Int, _ text: String, from first: Int = 0,
      nodes: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(
        throws: GraphFileError.line(problem, path: "text", line: line),
        sourceLocation: sourceLocation
      ) { try read(text, from: first, nodes: nodes) }
    }
    expect(.wordCount(1), line: 3, "0 1\n\n2\n")
    expect(.wordCount(4), line: 1, "0 1 2 3")
    expect(.badNode("x"), line: 2, "0 1\nx 1\n")
    expect(.badNode("1.5"), line: 1, "0 1.5")
    expect(.nodeOutOfRange(-1), line: 1, "-1 0")
    expect(.nodeOutOfRange(0), line: 1, "0 1", from: 1)
    expect(.nodeOutOfRange(3), line: 2, "2 0\n0 3", nodes: 3)
    expect(.nodeOutOfRange(2_147_483_647), line: 1, "2147483647 0")
    expect(.nodeOutOfRange(.min), line: 1, "\(Int.min) 0", from: 1)
    expect(.badWeight("y"), line: 1, "0 1 y")
    expect(.badWeight("nan"), line: 1, "0 1 nan")
    expect(.badWeight("1e999"), line: 1, "0 1 1e999")
    expect(.unevenWeights, line: 2, "0 1 1\n0 2")
    expect(.unevenWeights, line: 2, "0 1\n0 2 1")
  }

  @Test func aMissingFileIsSaid() {
    #expect {
      try EdgeList<Double>(contentsOf: "/missing/edges.txt", countingFrom: 0)
    } throws: {
      guard case GraphFileError.file(let error) = $0 else { return false }
      return error.path == "/missing/edges.txt"
    }
  }

  @Test func readsFiles() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/edges.csv"
      try "0,1\n1,2\n".write(toFile: path, atomically: false, encoding: .utf8)
      #expect(
        try EdgeList<Double>(contentsOf: path, countingFrom: 0) == read("0 1\n1 2"))
      try "0,1\n1;2\n".write(toFile: path, atomically: false, encoding: .utf8)
      #expect(throws: GraphFileError.line(.wordCount(1), path: path, line: 2)) {
        try EdgeList<Double>(contentsOf: path, countingFrom: 0)
      }
    }
  }
}
