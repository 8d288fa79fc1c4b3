import SparseAD
import TestSupport
import Testing

@Suite struct GradientCheckTests {
  private let a = CSRMatrix(
    pattern: SparsityPattern(rows: 3, columns: 4) { i, j in (i + j) % 2 == 0 },
    values: [0.5, -1.5, 2, -0.25, 1, -2])
  private let x = [1.0, -2, 0.5, 3]
  private let w = [0.75, -1.25, 2]

  /// `⟨w, A x⟩`.
  private func loss(_ a: CSRMatrix<Double>, _ x: [Double]) -> Double { inner(w, a * x) }

  private var gradient: (a: CSRMatrix<Double>, x: [Double]) {
    let (_, aBar, xBar) = Gemv.vjp(a, x, cotangent: w)
    return (aBar, xBar)
  }

  private func check(
    _ aBar: CSRMatrix<Double>, _ xBar: [Double], probes: Probes = .all
  ) -> DerivativeReport {
    gradientCheck(
      at: a, x, gradient: aBar, xBar, names: ["A", "x"], probes: probes, of: loss)
  }

  /// Nothing compared is nothing passed.
  @Test func nothingIsNoPass() {
    let report = gradientCheck(at: [Double](), gradient: []) { _ in 1.0 }
    #expect(report.comparisons == 0 && report.worst == nil && !report.passed(tolerance: 1))
  }

  @Test func rightGradientPasses() {
    let report = check(gradient.a, gradient.x)
    #expect(report.passed(tolerance: 1e-9), "\(report)")
    #expect(report.comparisons == 10)
    #expect(report.evaluations == 21)
    #expect(report.kinks.isEmpty && report.nonFinite.isEmpty)
  }

  @Test(arguments: [Probes.all, .entries(3), .directions(2)])
  func wrongSignFails(_ probes: Probes) {
    #expect(check(gradient.a, gradient.x, probes: probes).passed(tolerance: 1e-7))
    let negative = gradient.a.with(coordinates: gradient.a.values.map { -$0 })
    #expect(!check(negative, gradient.x, probes: probes).passed(tolerance: 1e-2))
    #expect(!check(gradient.a, gradient.x.map { -$0 }, probes: probes).passed(tolerance: 1e-2))
  }

  @Test func wrongEntryIsNamed() throws {
    var wrong = gradient.a
    wrong.values[3] += 1e-3
    let worst = try #require(check(wrong, gradient.x).worst)
    #expect(worst.input == "A")
    #expect(worst.place == "row 1, column 3")
    #expect(worst.analytic == wrong.values[3])
    #expect(abs(worst.numeric - gradient.a.values[3]) < 1e-9)
    #expect(check(wrong, gradient.x).description.contains("A, row 1, column 3"))
  }

  @Test func unnamedArgumentsAreNumbered() {
    let report = gradientCheck(at: 2.0, 3.0, gradient: 3.0, 7.0) { x, y in x * y }
    #expect(report.worst?.input == "argument 2")
    #expect(report.worst?.place == "the scalar")
    #expect(!report.passed(tolerance: 0.5))
  }

  @Test func fourArgumentsOfEveryKind() {
    let b = DenseMatrix(rows: 1, columns: 2, values: [1.0, -2])
    let report = gradientCheck(
      at: 0.5, x, b, a, gradient: 4, x.map { $0 }, b, a.with(coordinates: a.values.map { 2 * $0 }),
      names: ["alpha", "x", "B", "A"]
    ) { alpha, x, b, a in
      4 * alpha + inner(x, x) / 2 + inner(b, b) / 2 + inner(a, a)
    }
    #expect(report.passed(tolerance: 1e-9), "\(report)")
    #expect(report.worstOfInput.map(\.input) == ["alpha", "x", "B", "A"])
  }

  @Test func kinkOfReLUIsReportedAndIsNoError() {
    func relu(_ x: [Double]) -> Double { x.reduce(0) { $0 + max($1, 0) } }
    let report = gradientCheck(at: [1.0, 0, -1], gradient: [1.0, 0, 0], of: relu)
    #expect(report.kinks.map(\.place) == ["element 1"])
    #expect(report.passed(tolerance: 1e-9), "\(report)")
  }

  @Test func kinkDoesNotHideAWrongGradient() {
    let report = gradientCheck(at: [0.0], gradient: [-0.5]) { x in max(x[0], 0) }
    #expect(report.kinks.count == 1)
    #expect(!report.passed(tolerance: 0.1))
  }

  @Test func curvatureIsNoKink() {
    let report = gradientCheck(at: [0.5], gradient: [200 * 0.5]) { x in 100 * x[0] * x[0] }
    #expect(report.kinks.isEmpty)
    #expect(report.passed(tolerance: 1e-9), "\(report)")
  }

  @Test func whereTheFunctionIsNotFiniteIsNamed() {
    func root(_ x: [Double]) -> Double { x[0] + x[1].squareRoot() }
    let report = gradientCheck(at: [1.0, 0], gradient: [1.0, 0], of: root)
    #expect(report.nonFinite.map(\.place) == ["element 1"])
    #expect(report.worst?.place == "element 1")
    #expect(!report.passed(tolerance: .greatestFiniteMagnitude))
  }

  @Test func gradientThatIsNotANumberFails() {
    let report = gradientCheck(at: [1.0, 2], gradient: [1.0, .nan]) { x in x[0] }
    #expect(report.nonFinite.map(\.place) == ["element 1"])
    #expect(!report.passed(tolerance: 1))
  }

  @Test func largeArgumentsTakeLargeSteps() {
    let report = gradientCheck(at: [1e8], gradient: [2e8]) { x in x[0] * x[0] }
    #expect(report.passed(tolerance: 1e-9), "\(report)")
  }

  @Test func floatArgumentsWithAValueInDouble() {
    let x: [Float] = [0.5, -1.5, 3]
    func cubes(_ x: [Float]) -> Double { x.reduce(0) { $0 + Double($1) * Double($1) * Double($1) } }
    let right = gradientCheck(at: x, gradient: x.map { 3 * $0 * $0 }, of: cubes)
    #expect(right.passed(tolerance: 1e-3), "\(right)")
    let wrong = gradientCheck(at: x, gradient: x.map { 3 * $0 * $0 + 0.1 }, of: cubes)
    #expect(!wrong.passed(tolerance: 1e-3))
  }

  @Test func callerChoosesTheStep() {
    // The difference of a cube is off by h².
    let report = gradientCheck(at: [0.0], gradient: [0.0], step: 0.1) { x in x[0] * x[0] * x[0] }
    #expect(abs((report.worst?.error ?? 0) - 0.01) < 1e-12, "\(report)")
  }

  private struct Refusal: Error, Equatable {}

  @Test func functionMayThrow() {
    #expect(throws: Refusal()) {
      try gradientCheck(at: [1.0], gradient: [1.0]) { x throws(Refusal) -> Double in
        if x[0] > 1 { throw Refusal() }
        return x[0]
      }
    }
  }
}
