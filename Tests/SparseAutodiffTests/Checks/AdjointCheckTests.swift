import SparseAD
import TestSupport
import Testing

@Suite struct AdjointCheckTests {
  private let a = CSRMatrix(
    pattern: SparsityPattern(rows: 5, columns: 4) { i, j in (i * j) % 3 != 1 },
    values: (0..<17).map { 0.25 * Double($0) - 1.5 })
  private let x = [1.0, -2, 0.5, 3]

  private func check(
    _ vjp: ([Double]) -> (CSRMatrix<Double>, [Double])
  ) -> DerivativeReport {
    adjointCheck(
      at: a, x, names: ["A", "x"], jvp: { Gemv.jvp(a, x, aDot: $0, bDot: $1) }, vjp: vjp)
  }

  private func gemvVJP(_ w: [Double]) -> (CSRMatrix<Double>, [Double]) {
    let (_, aBar, xBar) = Gemv.vjp(a, x, cotangent: w)
    return (aBar, xBar)
  }

  @Test func rightTransposePasses() {
    let report = check(gemvVJP)
    #expect(report.passed(tolerance: 1e-14), "\(report)")
    #expect(report.worstOfInput.map(\.input) == ["A", "x", "all arguments"])
  }

  @Test func wrongSignFailsForItsArgument() {
    let report = check { w in
      let (aBar, xBar) = gemvVJP(w)
      return (aBar, xBar.map { -$0 })
    }
    #expect(!report.passed(tolerance: 1e-3))
    #expect(report.worst?.input == "x")
    #expect(report.worstOfInput[0].error < 1e-14)
  }

  @Test func oneWrongEntryFails() {
    let report = check { w in
      var (aBar, xBar) = gemvVJP(w)
      aBar.values[4] += 1e-6
      return (aBar, xBar)
    }
    #expect(!report.passed(tolerance: 1e-9))
    #expect(report.worstOfInput[1].error < 1e-14)
  }

  @Test func notANumberFails() {
    let report = check { w in (CSRMatrix(pattern: a.pattern, repeating: .nan), gemvVJP(w).1) }
    #expect(report.nonFinite.map(\.input) == ["A", "all arguments"])
    #expect(!report.passed(tolerance: 1))
  }

  /// The trap of paper 001's (34): the sum over a gradient, held against a change of all entries at once under a
  /// cotangent of all ones, is right also where the gradient of each entry is not weighted by the cotangent at all.
  @Test func unweightedGradientPassesWithAllOnesAndFailsAtRandom() {
    func printed(_ w: [Double]) -> (CSRMatrix<Double>, [Double]) {
      gemvVJP([Double](repeating: 1, count: w.count))
    }
    let ones = [Double](repeating: 1, count: a.rows)
    let (aBar, xBar) = printed(ones)
    let trapped = gradientCheck(at: a, x, gradient: aBar, xBar) { a, x in inner(ones, a * x) }
    #expect(trapped.passed(tolerance: 1e-9))
    #expect(!check(printed).passed(tolerance: 1e-3))
  }

  private struct Refusal: Error, Equatable {}

  @Test func derivativesMayThrow() {
    #expect(throws: Refusal()) {
      try adjointCheck(
        at: x, jvp: { xDot throws(Refusal) -> [Double] in throw Refusal() },
        vjp: { w throws(Refusal) -> [Double] in w })
    }
  }
}
