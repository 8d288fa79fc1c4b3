import SparseAD
import TestSupport
import Testing

/// A square with a diagonal, a pair apart, and a node without edges; one edge is there twice.
private let edges = [(0, 1), (2, 1), (2, 3), (3, 0), (0, 2), (5, 4), (4, 5)]
private let field = Diffusion<Double>(nodes: 7, edges: edges)

private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> DenseMatrix<Double> {
  var generator = SeededGenerator(seed: seed)
  return DenseMatrix(rows: rows, columns: columns, values: generator.normals(rows * columns))
}

private func rate(_ u: DenseMatrix<Double>, _ w: [Double]) -> DenseMatrix<Double> {
  var (field, rate) = (field, u)
  field.evaluate(0, u, w, into: &rate)
  return rate
}

@Suite struct DiffusionTests {
  private let u = random(7, 3, seed: 1)
  private let w = random(7, 1, seed: 2).values.map(Double.exp)

  @Test func rateIsTheSumOfFlows() {
    var expected = DenseMatrix<Double>(rows: 7, columns: 3)
    for (e, (i, j)) in edges.enumerated() {
      for c in 0..<3 {
        expected[i, c] += w[e] * (u[j, c] - u[i, c])
        expected[j, c] += w[e] * (u[i, c] - u[j, c])
      }
    }
    let found = rate(u, w)
    for (a, b) in zip(found.values, expected.values) { #expect(abs(a - b) <= 1e-14) }
    #expect(found.values[18...].allSatisfy { $0 == 0 })
    // A field that is the same everywhere does not change, to the last bit.
    let flat = DenseMatrix<Double>(rows: 7, columns: 3, repeating: 0.1)
    #expect(rate(flat, w).values.allSatisfy { $0 == 0 })
  }

  @Test func edgesOfASymmetricPattern() throws {
    let pattern = try SparsityPattern(
      rows: 4, columns: 4, rowStarts: [0, 2, 5, 6, 8], columnIndices: [1, 3, 0, 1, 2, 1, 0, 3])
    let graph = Diffusion<Double>(adjacency: pattern)
    #expect(graph.nodeCount == 4)
    #expect(
      (0..<graph.edgeCount).map { [graph.edge($0).0, graph.edge($0).1] } == [
        [0, 1], [1, 2], [0, 3],
      ])
    // The path 3 - 0 - 1 - 2: two conductances meet at 0, two at 1.
    #expect(graph.spectralBound([2, 3, 4]) == 12)
  }

  @Test func productsAreThoseOfOneJacobian() {
    var field = field
    let value = rate(u, w)
    let report = adjointCheck(at: u, w, names: ["u", "w"]) { uDot, wDot in
      var dot = u
      field.jvp(0, u, w, rate: value, tDot: 1, yDot: uDot, thetaDot: wDot, into: &dot)
      return dot
    } vjp: { a in
      var (cotangent, uBar, wBar) = (a, u, w.zero)
      _ = field.vjp(0, u, w, rate: value, cotangent: &cotangent, into: &uBar, adding: &wBar)
      return (uBar, wBar)
    }
    #expect(report.passed(tolerance: 1e-14), "\(report)")
  }

  @Test func gradientAgreesWithDifferences() throws {
    var field = field
    let a = random(7, 3, seed: 3)
    // What is there already is added to.
    var (cotangent, uBar, wBar) = (a, u, [Double](repeating: 5, count: 7))
    #expect(
      field.vjp(0, u, w, rate: rate(u, w), cotangent: &cotangent, into: &uBar, adding: &wBar) == 0)
    let report = gradientCheck(at: u, w, gradient: uBar, wBar.map { $0 - 5 }) {
      a.inner(rate($0, $1))
    }
    #expect(report.passed(tolerance: 1e-8), "\(report)")
  }

  @Test func otherConductancesAreNoticed() {
    // The field keeps Bᵀ diag(w) from call to call.
    var field = field
    var (once, changed) = (u, u)
    var w = w
    field.evaluate(0, u, w, into: &once)
    w[2] += 1
    field.evaluate(0, u, w, into: &changed)
    #expect(changed == rate(u, w))
    #expect(changed != once)
  }

  @Test func heatIsConservedAndEvensOut() throws {
    let solver = ODESolver(.dormandPrince8, .adaptive(relative: 1e-10, absolute: 1e-10))
    let end = try solver.solve(field, from: u, w, at: [0, 100]).final
    for c in 0..<3 {
      let mean = (0..<4).reduce(0) { $0 + u[$1, c] } / 4
      for i in 0..<4 { #expect(abs(end[i, c] - mean) <= 1e-8) }
      #expect(end[6, c] == u[6, c])
    }
  }
}
