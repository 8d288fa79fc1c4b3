import SparseAD
import TestSupport
import Testing

@Suite struct GemvTests {
  /// ( 1 0 2 )
  /// ( 0 0 0 )
  /// ( 0 3 4 )
  /// ( 5 0 0 )
  private let a = CSRMatrix<Double>(
    pattern: SparsityPattern(rows: 4, columns: 3) { i, j in
      [[0, 0], [0, 2], [2, 1], [2, 2], [3, 0]].contains([i, j])
    }, values: [1, 2, 3, 4, 5])

  @Test func countedByHand() {
    #expect(a * [1, 10, 100] == [201, 0, 430, 5])
    #expect(Gemv.forward(a, [1, 2, 3, 4], transpose: true) == [21, 9, 14])
    #expect(
      Gemv.forward(alpha: 2, a, [1, 10, 100], beta: -1, [1, 2, 3, 4]) == [401, -2, 857, 6])
  }

  @Test func derivativesCountedByHand() {
    let bars = Gemv.vjp(
      alpha: 2, a, [1, 10, 100], beta: -1, [1, 2, 3, 4], cotangent: [1, -1, 2, 0.5])
    #expect(bars.alpha == 1063.5)
    #expect(bars.a.values == [2, 200, 40, 400, 1])
    #expect(bars.b == [7, 12, 20])
    #expect(bars.beta == 7)
    #expect(bars.c == [-1, 1, -2, -0.5])
  }

  @Test(arguments: PatternCase.all, [false, true])
  func agreesWithDenseAndDifferences(_ problem: PatternCase, _ transpose: Bool) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 11)
      let a = random.sparse(problem.pattern)
      let (x, w) = (random.vector(a.columns), random.vector(a.rows))
      checkAction(Gemv(transpose: transpose), a, transpose ? w : x, transpose ? x : w) {
        DenseReference.product($0, $1)
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func keptTransposeChangesNoBitAndFollowsTheValues(_ problem: PatternCase) {
    var random = RandomValues<Double>(seed: 12)
    let a = random.sparse(problem.pattern)
    checkKeptTranspose(a, random.vector(a.rows), Gemv.init(transpose:keepsTranspose:))
  }

  @Test(arguments: ["G1", "G3", "G5"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let (a, x) = (try golden.input("A").sparse, try golden.input("x").numbers)
    let (alpha, beta) = (try golden.input("alpha").number, try golden.input("beta").number)
    let y = try golden.input("y").numbers
    let transpose = try golden.input("transpose").flag
    let w = try golden.input("cotangent").numbers
    try golden.check(
      "out", Gemv.forward(alpha: alpha, a, x, beta: beta, y, transpose: transpose))
    let bars = Gemv.vjp(alpha: alpha, a, x, beta: beta, y, transpose: transpose, cotangent: w)
    try golden.check("grad_alpha", bars.alpha)
    try golden.check("grad_A_values", bars.a.values)
    try golden.check("grad_x", bars.b)
    try golden.check("grad_beta", bars.beta)
    try golden.check("grad_y", bars.c)
  }

  @Test func operandMayBeTheResult() {
    let square = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 3, columns: 3) { i, j in i != j }, values: [1, 2, 3, 4, 5, 6])
    var x = [1.0, -1, 2]
    let expected = Gemv.forward(alpha: 3, square, x, beta: 0.5, x)
    Gemv.forward(alpha: 3, square, x, beta: 0.5, into: &x)
    #expect(x == expected)
  }

  /// `xᵀ`'s two roles in `A x + x` add up: the derivative of a variable used twice is the sum.
  @Test func sameVariableTwice() {
    let square = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 3, columns: 3) { i, j in i <= j },
      values: [1, -2, 3, 0.5, 0, 6])
    let x = [1.0, -1, 2]
    checkDerivatives(at: x, names: ["x"]) { x in
      Gemv.forward(alpha: 3, square, x, beta: 0.5, x)
    } jvp: { xDot in
      Gemv.jvp(alpha: 3, square, x, beta: 0.5, x, bDot: xDot, cDot: xDot)
    } vjp: { w in
      let bars = Gemv.vjp(alpha: 3, square, x, beta: 0.5, x, cotangent: w)
      return zip(bars.b, bars.c).map(+)
    }
  }

  /// By value, the mask of paper 001's (2) drops the gradient of a parameter that happens to be 0.
  @Test func gradientOfAStoredZeroIsKept() throws {
    var zeroed = a
    zeroed.values[3] = 0
    let (x, w) = ([1.0, 10, 100], [1.0, -1, 2, 0.5])
    let right = Gemv.vjpA(zeroed, x, cotangent: w)
    #expect(right.values[3] == 200)
    let printed = right.with(
      coordinates: zip(right.values, zeroed.values).map { $1 == 0 ? 0 : $0 })
    let loss = { (a: CSRMatrix<Double>) in inner(w, a * x) }
    #expect(gradientCheck(at: zeroed, gradient: right, of: loss).passed(tolerance: 1e-8))
    let report = gradientCheck(at: zeroed, gradient: printed, of: loss)
    #expect(!report.passed(tolerance: 1e-3))
    #expect(report.worst?.place == "row 2, column 2")
  }
}
