import Foundation
import SparseAD
import TestSupport
import Testing

@Suite struct ComputationGraphTests {
  private static let a = CSRMatrix<Double>(
    pattern: SparsityPattern(rows: 2, columns: 3) { i, j in i <= j }, values: [1, 2, 3, 4, 5])

  private static func graph() -> ComputationGraph {
    computationGraph(at: a, [1.0, -0.5, 0.25], names: ["A", "x"]) { a, x in
      let y = MatrixVector()(a, x)
      _ = Same()(x)
      return ElementwiseProduct()([y, Variable([3.0, 1]), y])
    }
  }

  @Test func nodesInTheOrderOfRecording() {
    let graph = Self.graph()
    #expect(
      graph.nodes.map(\.kind) == [
        .input(name: "A"), .input(name: "x"), .operation(name: "A x"), .operation(name: "same"),
        .constant, .operation(name: "product"),
      ])
    #expect(graph.nodes.map(\.operands) == [[], [], [0, 1], [1], [], [2, 4, 2]])
    #expect(graph.nodes.map(\.isUsed) == [true, true, true, false, true, true])
    #expect(graph.nodes[0].shape == "2×3, 5 stored")
    #expect(graph.nodes[5].shape == "vector of 2")
    #expect(graph.result == 5)
  }

  @Test func text() {
    let text = Self.graph().graphviz(showsValues: true)
    let node = { (number: Int) in text.split(separator: "\n").first { $0.contains("n\(number) [") }
    }
    #expect(node(0)?.contains("<b>A</b><br/><font point-size=\"10\">2×3, 5 stored</font>") == true)
    #expect(node(1)?.contains(">1.0, -0.5, 0.25</font>>") == true)
    #expect(node(4)?.contains("dashed") == true)
    let edges = text.split(separator: "\n").filter { $0.contains("->") }
    #expect(
      edges == [
        "  n0 -> n2;", "  n1 -> n2;", "  n1 -> n3;", "  n2 -> n5;", "  n4 -> n5;", "  n2 -> n5;",
      ])
    #expect(text.hasPrefix("digraph computation {\n") && text.hasSuffix("\n}\n"))
    #expect(text.contains("rankdir=TB"))
    #expect(Self.graph().graphviz(direction: .right).contains("rankdir=LR"))
    #expect(!Self.graph().graphviz().contains("-0.5"))
  }

  @Test func kindsAreDrawnDifferently() {
    let text = Self.graph().graphviz()
    let fills = text.split(separator: "\n").filter { $0.contains("[label") }.map { line in
      line.split(separator: ">").last.map(String.init) ?? ""
    }
    #expect(fills[0] == fills[1])
    // An input, an operation, one without use, a constant, the result.
    #expect(Set([fills[0], fills[2], fills[3], fills[4], fills[5]]).count == 5)
  }

  @Test func inputsUsedOftenAreNamedAtTheirUses() {
    let graph = computationGraph(at: [1.0], names: ["w"]) { w in
      ElementwiseProduct()([w, w, Same()(w), w, w])
    }
    let edges = graph.graphviz().split(separator: "\n").filter { $0.contains("->") }
    #expect(
      edges == [
        "  n0 -> n1;", "  n0 -> n2;", "  n0 -> n2;", "  n1 -> n2;", "  n0_4 -> n2;",
        "  n0_5 -> n2;",
      ])
    #expect(graph.graphviz().components(separatedBy: "n0_4 [label=<w>").count == 2)
  }

  @Test func longValuesAreCutAndRounded() {
    let x = [1.0 / 3, 2, 3, 4, 5, 6, 7]
    let text = computationGraph(at: x) { $0 }.graphviz(showsValues: true)
    #expect(text.contains(">0.3333, 2.0, 3.0, 4.0, 5.0, 6.0, …</font>"))
  }

  @Test func namesAreEscaped() {
    let graph = computationGraph(at: [1.0], names: ["a<b> & \"c\"\nd"]) { Same(name: "<x>")($0) }
    let text = graph.graphviz()
    #expect(text.contains("<b>a&lt;b&gt; &amp; &quot;c&quot; d</b>"))
    #expect(text.contains("<b>&lt;x&gt;</b>"))
  }

  @Test func inputsWithoutNamesAreNumbered() {
    let graph = computationGraph(at: [1.0], [2.0], 3.0, names: ["x"]) { _, y, _ in y }
    #expect(
      graph.nodes.map(\.kind) == [
        .input(name: "x"), .input(name: "input 2"), .input(name: "input 3"),
      ])
    #expect(graph.nodes.map(\.isUsed) == [false, true, false])
    #expect(graph.result == 1)
  }

  @Test func aConstantResultIsANode() {
    let graph = computationGraph(at: [1.0]) { _ in Variable(2.0) }
    #expect(graph.nodes.map(\.kind) == [.input(name: "input 1"), .constant])
    #expect(graph.nodes.map(\.isUsed) == [false, true])
    #expect(ComputationGraph(Variable(2.0)).nodes.map(\.kind) == [.constant])
  }

  @Test func theTapeOfAVariable() {
    _ = valueWithPullback(at: [1.0, 2]) { x in
      let y = Same()(x)
      _ = Same()(y)
      let graph = ComputationGraph(y, names: ["x"])
      #expect(
        graph.nodes.map(\.kind) == [
          .input(name: "x"), .operation(name: "same"), .operation(name: "same"),
        ])
      #expect(graph.nodes.map(\.isUsed) == [true, true, false])
      #expect(graph.result == 1)
      return y
    }
  }

  private struct Model: Parameters {
    var a: CSRMatrix<Double>
    var x: [Double]
    static let parameters: [Parameter<Model, Double>] = [.init("weights", \.a), .init("x₀", \.x)]
  }

  @Test func parametersGiveTheirNames() {
    let graph = computationGraph(at: Model(a: Self.a, x: [1, 2, 3])) { MatrixVector()($0.a, $0.x) }
    #expect(graph.nodes[0].kind == .input(name: "weights"))
    #expect(graph.nodes[1].kind == .input(name: "x₀"))
  }

  // Drawing needs Graphviz, which is not everywhere.
  private static let hasGraphviz = FileManager.default.isExecutableFile(atPath: "/usr/bin/dot")

  @Test(.enabled(if: hasGraphviz, "Graphviz is not installed"))
  func drawing() throws {
    let svg = try Self.graph().svg(showsValues: true)
    #expect(svg.contains("<svg") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("2×3, 5 stored"))
    #expect(svg.components(separatedBy: "class=\"node\"").count == 7)
    #expect(svg.components(separatedBy: "class=\"edge\"").count == 7)
  }

  @Test func whatIsMissingIsNamed() {
    let error = GraphvizError.notInstalled(program: "no-such-dot")
    #expect(throws: error) { try Self.graph().svg(program: "no-such-dot") }
    #expect(error.description.contains("apt-get install graphviz"))
  }

  @Test func failureCarriesTheReason() {
    #expect(throws: GraphvizError.failed(program: "false", reason: "status 1")) {
      try Self.graph().svg(program: "false")
    }
    // `cat` complains of dot's option.
    let error = #expect(throws: GraphvizError.self) { try Self.graph().svg(program: "cat") }
    #expect(error == nil || error?.description.hasPrefix("cat failed: cat:") == true)
  }
}
