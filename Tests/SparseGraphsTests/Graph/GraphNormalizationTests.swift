import RealModule
import SparseAD
import TestSupport
import Testing

/// The normalisations against their formulas on dense matrices, and their derivatives through the degrees.
@Suite struct GraphNormalizationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: GraphNormalization.Kind
    let loops: Bool
    var testDescription: String { loops ? "\(kind) of A + I" : "\(kind)" }

    static let all = GraphNormalization.Kind.allCases.flatMap {
      [Case(kind: $0, loops: false), Case(kind: $0, loops: true)]
    }
  }

  /// The formula, entry by entry.
  private func reference(_ test: Case, _ a: DenseMatrix<Double>) -> DenseMatrix<Double> {
    let n = a.rows
    var a = a
    if test.loops { for i in 0..<n { a[i, i] += 1 } }
    let d = (0..<n).map { i in (0..<n).reduce(0) { $0 + a[i, $1] } }
    var result = DenseMatrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n {
        let one = i == j && d[i] != 0 ? 1.0 : 0
        let walk = d[i] == 0 ? 0 : a[i, j] / d[i]
        let symmetric =
          d[i] == 0 || d[j] == 0 ? 0 : a[i, j] / Double.sqrt(d[i] * d[j])
        switch test.kind {
        case .randomWalk: result[i, j] = walk
        case .symmetric: result[i, j] = symmetric
        case .laplacian: result[i, j] = (i == j ? d[i] : 0) - a[i, j]
        case .symmetricLaplacian: result[i, j] = one - symmetric
        case .randomWalkLaplacian: result[i, j] = one - walk
        }
      }
    }
    return result
  }

  /// Directed, with loops, an explicit zero, a node without edges (3) and one that is only gone to (4).
  private static func directed() throws -> CSRMatrix<Double> {
    try CSRMatrix(
      rows: 6, columns: 6,
      entries: [
        (0, 0, 0.5), (0, 1, 2), (0, 4, 0.25), (1, 2, 1.5), (1, 0, 0), (2, 0, 3), (2, 4, 1),
        (5, 5, 2), (5, 0, 0.7),
      ])
  }

  @Test(arguments: Case.all)
  func areTheirFormulas(_ test: Case) throws {
    for a in [try Self.directed(), try Karate.weighted(Double.self).adjacency] {
      let normalization = try GraphNormalization(
        test.kind, of: a.pattern, addingSelfLoops: test.loops)
      let found = normalization.forward(a)
      #expect(found.pattern === normalization.pattern)
      expectClose(
        try found.toDense().values, reference(test, try a.toDense()).values, relative: 1e-14,
        test.testDescription)
    }
  }

  @Test(arguments: Case.all)
  func derivatives(_ test: Case) throws {
    let karate = try Karate.weighted(Double.self).adjacency
    for a in [try Self.directed(), karate] {
      let normalization = try GraphNormalization(
        test.kind, of: a.pattern, addingSelfLoops: test.loops)
      checkTape(at: a, names: ["A"]) { normalization.forward($0) }
    }
  }

  @Test func derivativesInFloat() throws {
    let a = try Karate.weighted(Float.self).adjacency
    let normalization = try GraphNormalization(
      .symmetric, of: a.pattern, addingSelfLoops: true)
    checkTape(at: a) { normalization.forward($0) }
  }

  /// The gradient that takes the degrees for constants, as many programs do, is far off; this one is not.
  @Test func degreesAreNoConstants() throws {
    let a = try Karate.weighted(Double.self).adjacency
    let normalization = try GraphNormalization(
      .symmetric, of: a.pattern, addingSelfLoops: true)
    let w = randomCoordinates(like: normalization.forward(a), seed: 5)
    func loss(_ a: CSRMatrix<Double>) -> Double { inner(w, normalization.forward(a)) }
    let (_, pullback) = valueWithPullback(at: a) { normalization.forward($0) }
    let right: CSRMatrix<Double> = pullback(w)
    #expect(
      gradientCheck(at: a, gradient: right, of: loss).passed(tolerance: 1e-7))

    let degrees = RowSums.forward(a).map { 1 / Double.sqrt($0 + 1) }
    let scaled = Scaling.forward(w, rows: degrees, columns: degrees)
    let wrong = CSRMatrix(
      pattern: a.pattern,
      values: a.pattern.positions(in: scaled.pattern).map { scaled.values[Int($0)] })
    #expect(!gradientCheck(at: a, gradient: wrong, of: loss).passed(tolerance: 1e-2))
    let difference = wrong.with(coordinates: zip(wrong.values, right.values).map { $0 - $1 })
    #expect(difference.globalNorm > 0.1 * right.globalNorm)
  }

  @Test func nodesWithoutEdgesHaveRowsOfZeros() throws {
    let a = try Self.directed()
    for kind in GraphNormalization.Kind.allCases {
      let normalization = try GraphNormalization(kind, of: a.pattern)
      let (l, pullback) = valueWithPullback(at: a) { normalization.forward($0) }
      for node in [3, 4] { #expect((0..<6).allSatisfy { l[node, $0] == 0 }, "\(kind)") }
      #expect(l.values.allSatisfy { $0.isFinite })
      let bar: CSRMatrix<Double> = pullback(l)
      #expect(bar.values.allSatisfy { $0.isFinite })
    }
    let loops = try GraphNormalization(.symmetric, of: a.pattern, addingSelfLoops: true)
    #expect(loops.forward(a)[3, 3] == 1)
  }

  @Test func structureIsSharedAndRefilled() throws {
    let a = try Karate.weighted(Double.self).adjacency
    #expect(try GraphNormalization(.randomWalk, of: a.pattern).pattern === a.pattern)
    #expect(try GraphNormalization(.symmetric, of: a.pattern).pattern === a.pattern)
    let normalization = try GraphNormalization(.laplacian, of: a.pattern)
    #expect(normalization.pattern.count == 156 + 34)
    #expect(normalization.forward(a).pattern === normalization.forward(2 * a).pattern)
    #expect(normalization.forward(2 * a) == 2 * normalization.forward(a))
    expectClose(
      RowSums.forward(normalization.forward(a)), [Double](repeating: 0, count: 34),
      absolute: 1e-12)
  }

  @Test func rowsAreDividedByTheirSums() throws {
    let x = try CSRMatrix<Double>(
      rows: 3, columns: 2, entries: [(0, 0, 1), (0, 1, 3), (2, 0, -1), (2, 1, 1)])
    let normalized = x.rowNormalized()
    #expect(normalized.values == [0.25, 0.75, 0, 0] && normalized.pattern === x.pattern)
    // Sums away from 0, where a division has no derivative.
    var random = RandomValues<Double>(seed: 1)
    let positive = random.sparse(7, 9, density: 0.4).map { abs($0) + 0.5 }
    checkTape(at: positive, names: ["X"]) { $0.rowNormalized() }
  }
}
