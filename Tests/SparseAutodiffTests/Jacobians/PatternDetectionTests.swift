import SparseAD
import TestSupport
import Testing

@Suite struct PatternDetectionTests {
  private static let modes = [JacobianMode.forward, .reverse, .cheaper]
  private static let probes = [PatternProbe.structural, .numeric(seed: 3)]

  @Test(arguments: PatternCase.all, modes)
  func findsEveryPatternExactly(_ test: PatternCase, _ mode: JacobianMode) {
    let a = CSRMatrix<Double>(pattern: test.pattern, repeating: 0.5)
    let x = [Double](repeating: 1.5, count: a.columns)
    for probe in Self.probes {
      let f = MatrixTimesSquares(a: a)
      let found = detectPattern(at: x, mode: mode, probe: probe) { f($0) }
      #expect(found == test.pattern, "\(probe)")
      let n = f.counter.jvps > 0 ? a.columns : a.rows
      let halvings = (0...).first { 1 << $0 >= n } ?? 0
      #expect(f.counter.jvps == 0 || f.counter.vjps == 0)
      #expect(f.counter.jvps + f.counter.vjps <= 2 * n + halvings + 1, "\(probe)")
    }
  }

  @Test func bandsTakeFewSweeps() {
    let n = 3000
    let f = ReactionDiffusion()
    let u = [Double](repeating: 0, count: n)
    let found = detectPattern(at: u) { f($0) }
    #expect(found == ReactionDiffusion.pattern(n))
    // 12 halvings, each of at most 6 colours, and the beginning.
    #expect(f.counter.jvps <= 73 && f.counter.vjps == 0)
  }

  @Test func derivativesThatAreZeroAtThePointAreFoundByStructureOnly() {
    let pattern = SparsityPattern(rows: 4, columns: 5) { i, j in (i + j) % 2 == 0 }
    let f = MatrixTimesSquares(a: CSRMatrix<Double>(pattern: pattern, repeating: 1))
    let x = [1.0, 0, 2, 3, 0]
    #expect(detectPattern(at: x) { f($0) } == pattern)
    let numeric = detectPattern(at: x, probe: .numeric(seed: 1)) { f($0) }
    #expect(numeric == SparsityPattern(rows: 4, columns: 5) { ($0 + $1) % 2 == 0 && x[$1] != 0 })
  }

  @Test(arguments: modes)
  func theArgumentAsResultAndAConstant(_ mode: JacobianMode) {
    let x = [1.0, 2, 3]
    #expect(detectPattern(at: x, mode: mode) { $0 } == .identity(3))
    #expect(detectPattern(at: x, mode: mode) { $0.detached() }.count == 0)
  }

  @Test func floats() {
    let pattern = SparsityPattern(rows: 7, columns: 3) { i, j in i % 3 == j }
    let f = MatrixTimesSquares(a: CSRMatrix<Float>(pattern: pattern, repeating: 1))
    for probe in Self.probes {
      #expect(detectPattern(at: [1, 2, 3], probe: probe) { f($0) } == pattern)
    }
  }

  private struct Refusal: Error, Equatable {}

  @Test func functionMayThrow() {
    #expect(throws: Refusal()) {
      try detectPattern(at: [1.0]) { _ throws(Refusal) -> Variable<[Double]> in throw Refusal() }
    }
  }
}
