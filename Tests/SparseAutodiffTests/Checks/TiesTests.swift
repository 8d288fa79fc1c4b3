import SparseAD
import TestSupport
import Testing

/// Coordinates that move together in a check of a gradient.
@Suite struct TiesTests {
  private let a = CSRMatrix(
    pattern: SparsityPattern(rows: 4, columns: 4) { i, j in abs(i - j) <= 1 },
    values: [4, 1, 1, 5, -2, -2, 6, 0.5, 0.5, 3])

  /// A product that is there for equal factors only.
  private func product(_ x: [Double]) -> Double { x[0] == x[2] ? x[0] * x[1] * x[2] : .nan }

  @Test func groupsMoveTogether() {
    let (x, slope) = ([2.0, 3, 2], [6.0, 4, 6])
    #expect(!gradientCheck(at: x, gradient: slope, of: product).passed(tolerance: 1))
    let report = gradientCheck(at: x, gradient: slope, ties: [[[0, 2]]], of: product)
    #expect(report.passed(tolerance: 1e-9), "\(report)")
    #expect(report.comparisons == 2 && report.evaluations == 5)
    #expect(report.worstOfInput.count == 1)
    // Only the sum over a group is a derivative.
    let same = gradientCheck(at: x, gradient: [10, 4, 2], ties: [[[2, 0]]], of: product)
    #expect(same.passed(tolerance: 1e-9), "\(same)")
    let wrong = gradientCheck(at: x, gradient: [6, 4, 7], ties: [[[0, 2]]], of: product)
    #expect(wrong.worst?.place == "element 0 with element 2")
    #expect(wrong.worst?.analytic == 13 && !wrong.passed(tolerance: 0.01))
  }

  @Test(arguments: [Probes.all, .entries(2), .directions(3)])
  func tiesAreKeptByAllProbes(_ probes: Probes) {
    func check(_ slope: [Double]) -> DerivativeReport {
      gradientCheck(
        at: [2.0, 3, 2], gradient: slope, ties: [[[0, 2]]], probes: probes, of: product)
    }
    #expect(check([6, 4, 6]).passed(tolerance: 1e-9), "\(check([6, 4, 6]))")
    #expect(!check([-6, -4, -6]).passed(tolerance: 0.1))
  }

  /// Each argument has its own; those left out are free.
  @Test func tiesAreOfOneArgument() {
    let report = gradientCheck(
      at: [1.0, 2], [3.0, 3], gradient: [3.0, 3], [1.0, 2], ties: [[], [[0, 1]]]
    ) { x, y in y[0] == y[1] ? x[0] * y[0] + x[1] * y[1] : .nan }
    #expect(report.passed(tolerance: 1e-9), "\(report)")
    #expect(report.comparisons == 3)
  }

  @Test func entriesAreTiedToTheirMirrorImages() {
    let report = gradientCheck(
      at: a, gradient: a.with(coordinates: a.values.map { 2 * $0 }), ties: [.symmetric(a.pattern)]
    ) { a in
      a == a.transposed() ? a.values.reduce(0) { $0 + $1 * $1 } : .nan
    }
    #expect(report.passed(tolerance: 1e-9), "\(report)")
    #expect(report.comparisons == 4 + 3)
  }

  #if SuiteSparse
  /// A Cholesky factorisation refuses what is not symmetric, so there is no untied check.
  @Test func solutionOfASymmetricSystem() throws {
    let (b, w) = ([1.0, -2, 0.5, 3], [0.75, -1.25, 2, 1])
    func loss(
      _ a: Variable<CSRMatrix<Double>>, _ b: Variable<[Double]>
    ) throws(CholmodError) -> Variable<Double> { dot(try solvePositiveDefinite(a, b), Variable(w)) }
    #expect(throws: CholmodError.self) { try gradientCheck(at: a, b, of: loss) }
    let report = try gradientCheck(
      at: a, b, names: ["A", "b"], ties: [.symmetric(a.pattern)], of: loss)
    #expect(report.passed(tolerance: 1e-8), "\(report)")
    #expect(report.comparisons == 7 + 4)
    // The cotangent of the lower triangle alone lacks the other half of each edge.
    let (right, bBar) = try gradient(at: a, b, of: loss)
    var half = right
    for k in half.values.indices {
      let (row, column) = a.pattern.place(ofEntry: k)
      if row < column { half.values[k] = 0 }
    }
    let wrong = try gradientCheck(
      at: a, b, gradient: half, bBar, names: ["A", "b"], ties: [.symmetric(a.pattern)]
    ) { a, b throws(CholmodError) in try loss(Variable(a), Variable(b)).value }
    #expect(wrong.worst?.input == "A" && !wrong.passed(tolerance: 1e-3), "\(wrong)")
    #expect(wrong.worst?.place.contains(" with ") == true)
  }
  #endif

  @Test func mistakesAreNamed() async {
    await #expect(processExitsWith: .failure) {
      _ = gradientCheck(at: [1.0, 1], gradient: [1, 1], ties: [[[0, 2]]]) { $0[0] + $0[1] }
    }
    await #expect(processExitsWith: .failure) {
      _ = gradientCheck(at: [1.0, 1], gradient: [1, 1], ties: [[[0, 1], [1]]]) { $0[0] + $0[1] }
    }
    await #expect(processExitsWith: .failure) {
      _ = gradientCheck(at: [1.0], gradient: [1], ties: [[], []]) { $0[0] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Ties.symmetric(SparsityPattern(rows: 2, columns: 2) { $0 <= $1 })
    }
  }
}
