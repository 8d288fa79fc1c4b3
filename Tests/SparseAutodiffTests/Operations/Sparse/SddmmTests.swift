import SparseAD
import TestSupport
import Testing

@Suite struct SddmmTests {
  @Test func countedByHand() {
    let s = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 3) { i, j in (i + j) % 2 == 0 },
      values: [1, -2, 0.5])
    let x = DenseMatrix<Double>(rows: 2, columns: 2, values: [1, 2, 3, 4])
    let y = DenseMatrix<Double>(rows: 3, columns: 2, values: [1, 0, 0, 1, 2, -1])
    #expect(Sddmm.forward(s, x, y).values == [1, 0, 2])
    #expect(Sddmm.forward(alpha: 3, s.pattern, x, y).values == [3, 0, 12])
    let w = CSRMatrix(pattern: s.pattern, values: [1, 2, 4])
    let bars = Sddmm.vjp(alpha: 3, s, x, y, cotangent: w)
    #expect(bars.alpha == 9)
    #expect(bars.s.values == [3, 0, 48])
    // M holds 3 (1·1, 2·(-2), 4·0.5) = 3, -12, 6.
    #expect(bars.x.values == [-21, 12, 0, 6])
    #expect(bars.y.values == [3, 6, 18, 24, -12, -24])
  }

  @Test(arguments: PatternCase.all)
  func agreesWithDenseAndDifferences(_ problem: PatternCase) {
    for k in [0, 1, 5] { check(problem.pattern, k, as: Double.self) }
    check(problem.pattern, 3, as: Float.self)
  }

  /// The kernels sum in several vector registers; each rank here leaves another remainder.
  @Test(arguments: [2, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100])
  func everyRank(_ k: Int) {
    func compare<S: SparseScalar>(as: S.Type) {
      var random = RandomValues<S>(seed: 21)
      let (s, x, y) = (random.sparse(7, 6), random.dense(7, k), random.dense(6, k))
      let outer = DenseReference.product(x, DenseReference.transpose(y))
      let expected = zip(DenseReference.entries(of: outer, on: s.pattern), s.values).map(*)
      expectClose(Sddmm.forward(s, x, y).values, expected)
    }
    compare(as: Double.self)
    compare(as: Float.self)
  }

  private func check<S: SparseScalar & Coordinates>(
    _ pattern: SparsityPattern, _ k: Int, as: S.Type
  ) {
    var random = RandomValues<S>(seed: 22)
    let (s, w, alpha) = (random.sparse(pattern), random.sparse(pattern), random.scalar())
    let (x, y) = (random.dense(pattern.rows, k), random.dense(pattern.columns, k))

    let outer = DenseReference.product(x, DenseReference.transpose(y))
    let sampled = DenseReference.entries(of: outer, on: pattern).map { alpha * $0 }
    let expected = zip(sampled, s.values).map(*)
    let c = Sddmm.forward(alpha: alpha, s, x, y)
    #expect(c.pattern === pattern)
    expectClose(c.values, expected)
    expectClose(Sddmm.forward(alpha: alpha, pattern, x, y).values, sampled)
    var inPlace = CSRMatrix<S>(pattern: pattern, repeating: .nan)
    Sddmm.forward(alpha: alpha, s, x, y, into: &inPlace)
    expectClose(inPlace.values, expected)
    inPlace = CSRMatrix(pattern: pattern, repeating: .nan)
    Sddmm.forward(alpha: alpha, x, y, into: &inPlace)
    expectClose(inPlace.values, sampled)

    checkDerivatives(at: alpha, s, x, y, names: ["alpha", "S", "X", "Y"]) {
      Sddmm.forward(alpha: $0, $1, $2, $3)
    } jvp: {
      Sddmm.jvp(alpha: alpha, s, x, y, alphaDot: $0, sDot: $1, xDot: $2, yDot: $3)
    } vjp: {
      Sddmm.vjp(alpha: alpha, s, x, y, cotangent: $0)
    }
    let ones = CSRMatrix<S>(pattern: pattern, repeating: 1)
    let (all, bars) = (
      Sddmm.vjp(alpha: alpha, ones, x, y, cotangent: w), Sddmm.vjp(alpha: alpha, x, y, cotangent: w)
    )
    expectClose(
      [bars.alpha], [all.alpha], absolute: 1000 * Double(S.ulpOfOne) * (1 + Double(w.count)))
    expectClose(bars.x.values, all.x.values)
    expectClose(bars.y.values, all.y.values)
  }

  @Test(arguments: ["D1", "D3"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let (s, alpha) = (try golden.input("S").sparse, try golden.input("alpha").number)
    let (x, y) = (try golden.input("X").dense, try golden.input("Y").dense)
    let c = Sddmm.forward(alpha: alpha, s, x, y)
    #expect(c.pattern == (try golden.expected("C").sparse.pattern))
    try golden.check("C", c.values)
    let w = CSRMatrix(pattern: s.pattern, values: try golden.input("cotangent").numbers)
    let bars = Sddmm.vjp(alpha: alpha, s, x, y, cotangent: w)
    try golden.check("grad_alpha", bars.alpha)
    try golden.check("grad_S_values", bars.s.values)
    try golden.check("grad_X", bars.x.values)
    try golden.check("grad_Y", bars.y.values)
  }

  @Test func operandMayBeTheResult() {
    var random = RandomValues<Double>(seed: 23)
    var s = random.sparse(5, 4)
    let (x, y) = (random.dense(5, 3), random.dense(4, 3))
    let expected = Sddmm.forward(s, x, y)
    Sddmm.forward(s, x, y, into: &s)
    #expect(s == expected)
  }

  @Test func sameVariableTwice() {
    var random = RandomValues<Double>(seed: 24)
    let (s, x) = (random.sparse(6, 6), random.dense(6, 3))
    checkDerivatives(at: x, names: ["X"]) { x in
      Sddmm.forward(s, x, x)
    } jvp: { xDot in
      Sddmm.jvp(s, x, x, xDot: xDot, yDot: xDot)
    } vjp: { w in
      let bars = Sddmm.vjp(s, x, x, cotangent: w)
      return x.with(coordinates: zip(bars.x.values, bars.y.values).map(+))
    }
  }
}
