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
    check(problem.pattern, transpose, as: Double.self)
    check(problem.pattern, transpose, as: Float.self)
  }

  private func check<S: SparseScalar & Coordinates>(
    _ pattern: SparsityPattern, _ transpose: Bool, as: S.Type
  ) {
    var random = RandomValues<S>(seed: 11)
    let (rows, columns) =
      transpose ? (pattern.columns, pattern.rows) : (pattern.rows, pattern.columns)
    let (a, x, y) = (random.sparse(pattern), random.vector(columns), random.vector(rows))
    let (alpha, beta, w) = (random.scalar(), random.scalar(), random.vector(rows))

    let dense = DenseReference.dense(a)
    let product = DenseReference.product(transpose ? DenseReference.transpose(dense) : dense, x)
    let expected = DenseReference.combine(alpha, product, beta, y)
    expectClose(Gemv.forward(a, x, transpose: transpose), product)
    expectClose(
      Gemv.forward(alpha: alpha, a, x, beta: beta, y, transpose: transpose), expected)
    var inPlace = y
    Gemv.forward(alpha: alpha, a, x, beta: beta, into: &inPlace, transpose: transpose)
    expectClose(inPlace, expected)

    checkDerivatives(at: alpha, a, x, beta, y, names: ["alpha", "A", "x", "beta", "y"]) {
      Gemv.forward(alpha: $0, $1, $2, beta: $3, $4, transpose: transpose)
    } jvp: {
      Gemv.jvp(
        alpha: alpha, a, x, beta: beta, y, transpose: transpose, alphaDot: $0, aDot: $1, bDot: $2,
        betaDot: $3, cDot: $4)
    } vjp: {
      Gemv.vjp(alpha: alpha, a, x, beta: beta, y, transpose: transpose, cotangent: $0)
    }
    checkDerivatives(at: alpha, a, x, names: ["alpha", "A", "x"]) {
      Gemv.forward(alpha: $0, $1, $2, transpose: transpose)
    } jvp: {
      Gemv.jvp(alpha: alpha, a, x, transpose: transpose, alphaDot: $0, aDot: $1, bDot: $2)
    } vjp: {
      Gemv.vjp(alpha: alpha, a, x, transpose: transpose, cotangent: $0)
    }

    let bars = Gemv.vjp(alpha: alpha, a, x, transpose: transpose, cotangent: w)
    let aBar = Gemv.vjpA(alpha: alpha, a, x, transpose: transpose, cotangent: w)
    var aBarInto = CSRMatrix<S>(pattern: pattern, repeating: .nan)
    Gemv.vjpA(alpha: alpha, a, x, transpose: transpose, cotangent: w, into: &aBarInto)
    expectClose(aBar.values, bars.a.values)
    expectClose(aBarInto.values, bars.a.values)
    expectClose(Gemv.vjpB(alpha: alpha, a, transpose: transpose, cotangent: w), bars.b)
    var xBar = [S](repeating: .nan, count: columns)
    aBarInto = CSRMatrix(pattern: pattern, repeating: .nan)
    let alphaBar = Gemv.vjp(
      alpha: alpha, a, x, transpose: transpose, cotangent: w, into: &aBarInto, &xBar)
    #expect(alphaBar == bars.alpha && aBarInto.values == bars.a.values && xBar == bars.b)
  }

  /// The transposed product has two ways to go: a scatter, and a gather over transposed values that are kept.
  @Test(arguments: PatternCase.all)
  func keptTransposeChangesNoBitAndFollowsTheValues(_ problem: PatternCase) {
    var random = RandomValues<Double>(seed: 12)
    var a = random.sparse(problem.pattern)
    let y = random.vector(a.rows)
    func product(keeping: Bool) -> [Double] {
      if keeping {
        _ = Spmm.forward(a, DenseMatrix(rows: a.rows, columns: 1, values: y), transpose: true)
        return Gemv.forward(alpha: 3, a, y, transpose: true)
      }
      let fresh = CSRMatrix(pattern: a.pattern, values: a.values)
      return Gemv.forward(alpha: 3, fresh, y, transpose: true)
    }
    #expect(product(keeping: true) == product(keeping: false))
    let copy = a
    for k in a.values.indices { a.values[k] += 1 }
    #expect(product(keeping: true) == product(keeping: false))
    if !a.values.isEmpty, y.allSatisfy({ $0 != 0 }) {
      #expect(
        Gemv.forward(copy, y, transpose: true) != Gemv.forward(a, y, transpose: true))
    }
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

  @Test(arguments: [false, true])
  func whereBetaIsZeroTheOldResultIsNotRead(_ transpose: Bool) {
    let x = [Double](repeating: 1, count: transpose ? 4 : 3)
    let nan = [Double](repeating: .nan, count: transpose ? 3 : 4)
    let expected = Gemv.forward(a, x, transpose: transpose)
    #expect(Gemv.forward(a, x, beta: 0, nan, transpose: transpose) == expected)
    var w = nan
    Gemv.forward(a, x, into: &w, transpose: transpose)
    #expect(w == expected)
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
