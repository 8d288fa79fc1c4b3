import SparseAD
import TestSupport
import Testing

@Suite struct MemoryReportTests {
  private func row(_ name: String, of report: MemoryReport) -> MemoryReport.Row? {
    report.rows.first { $0.name == name }
  }

  @Test func bytesByOperation() throws {
    let pattern = SparsityPattern(rows: 2, columns: 300) { _, j in j % 3 == 0 }
    let a = CSRMatrix<Double>(pattern: pattern, repeating: 1)
    let b = CSRMatrix<Double>(pattern: pattern, repeating: 2)
    let x = [Double](repeating: 1, count: 300)
    let report = computationGraph(at: a, b, x) { a, b, x in
      ElementwiseProduct()([MatrixVector()(a, x), MatrixVector()(b, x), Variable([1, 2])])
    }.memoryReport
    #expect(row("input", of: report) == .init("input", nodes: 3, bytes: (200 + 200 + 300) * 8))
    #expect(row("A x", of: report) == .init("A x", nodes: 2, bytes: 2 * 2 * 8))
    #expect(row("constant", of: report) == .init("constant", nodes: 1, bytes: 16))
    #expect(row("product", of: report) == .init("product", nodes: 1, bytes: 16))
    // One pattern of two matrices.
    let patterns = try #require(row("sparsity patterns", of: report))
    #expect(patterns == .init("sparsity patterns", nodes: 1, bytes: (2 + 1 + 200) * 4))
    let tape = try #require(row("tape", of: report))
    #expect(tape.nodes == 7 && tape.bytes > 7 * 16)
    #expect(report.nodes == 7)
    #expect(report.bytes == 5600 + 32 + 16 + 16 + 812 + tape.bytes)
    #expect(report.rows.map(\.bytes) == report.rows.map(\.bytes).sorted(by: >))
  }

  @Test func aSharedBufferCountsOnce() {
    let x = [Double](repeating: 1, count: 50)
    let report = computationGraph(at: x) { x in
      ElementwiseProduct()([Same()(x), Same()(x), Variable(x.value)])
    }.memoryReport
    #expect(row("input", of: report) == .init("input", nodes: 1, bytes: 400))
    #expect(row("same", of: report) == .init("same", nodes: 2, bytes: 0, shared: 800))
    #expect(row("constant", of: report) == .init("constant", nodes: 1, bytes: 0, shared: 400))
    #expect(row("product", of: report) == .init("product", nodes: 1, bytes: 400))
  }

  @Test func equalBuffersAreNotShared() {
    let report = computationGraph(
      at: [Double](repeating: 1, count: 5), [Double](repeating: 1, count: 5)
    ) { x, _ in x }.memoryReport
    #expect(row("input", of: report) == .init("input", nodes: 2, bytes: 80))
  }

  @Test func scalarsAndEmptyArrays() {
    let report = computationGraph(at: 1.0, [Double]()) { x, _ in x }.memoryReport
    #expect(row("input", of: report) == .init("input", nodes: 2, bytes: 8))
  }

  @Test func table() {
    let report = computationGraph(at: [Double](repeating: 1, count: 12_345)) { Same()($0) }
      .memoryReport
    let lines = report.description.split(separator: "\n").map(String.init)
    #expect(lines[0] == "operation  nodes   bytes  shared")
    #expect(lines[1] == "input          1  98 760       0")
    #expect(lines[3] == "same           1       0  98 760")
    #expect(lines[4].hasPrefix("total          2  98 "))
    #expect(Set(lines.map(\.count)).count == 1)
  }
}

extension MemoryReport.Row {
  fileprivate init(_ name: String, nodes: Int, bytes: Int, shared: Int = 0) {
    self.init(name: name, nodes: nodes, bytes: bytes, sharedBytes: shared)
  }
}
