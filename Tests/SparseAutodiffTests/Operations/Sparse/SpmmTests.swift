import SparseAD
import TestSupport
import Testing

@Suite struct SpmmTests {
  /// ( 1 0 2 )
  /// ( 0 3 0 )
  private let a = CSRMatrix<Double>(
    pattern: SparsityPattern(rows: 2, columns: 3) { i, j in (i + j) % 2 == 0 }, values: [1, 2, 3])

  @Test func countedByHand() {
    let b = DenseMatrix<Double>(rows: 3, columns: 2, values: [1, 2, 3, 4, 5, 6])
    let w = DenseMatrix<Double>(rows: 2, columns: 2, values: [1, -1, 0, 2])
    #expect((a * b).values == [11, 14, 9, 12])
    #expect(Spmm.forward(a, w, transpose: true).values == [1, -1, 0, 6, 2, -2])
    let bars = Spmm.vjp(alpha: 2, a, b, cotangent: w)
    #expect(bars.alpha == 21)
    #expect(bars.a.values == [-2, -2, 16])
    #expect(bars.b.values == [2, -2, 0, 12, 4, -4])
  }

  @Test(arguments: PatternCase.all, [false, true])
  func agreesWithDenseAndDifferences(_ problem: PatternCase, _ transpose: Bool) {
    func check<S: DifferentiableScalar>(_ k: Int, _: S.Type) {
      var random = RandomValues<S>(seed: 13)
      let a = random.sparse(problem.pattern)
      let (b, w) = (random.dense(a.columns, k), random.dense(a.rows, k))
      checkAction(Spmm(transpose: transpose), a, transpose ? w : b, transpose ? b : w) {
        DenseReference.product($0, $1).values
      }
    }
    for k in [0, 1, 3] { check(k, Double.self) }
    check(4, Float.self)
  }

  @Test(arguments: PatternCase.all)
  func keptTransposeChangesNoBitAndFollowsTheValues(_ problem: PatternCase) {
    var random = RandomValues<Double>(seed: 17)
    let a = random.sparse(problem.pattern)
    checkKeptTranspose(a, random.dense(a.rows, 3), Spmm.init(transpose:keepsTranspose:))
  }

  /// The kernels hold blocks of columns in registers; each width here leaves another remainder.
  @Test(arguments: [2, 5, 8, 15, 16, 17, 31, 32, 33, 47, 64, 67, 100])
  func everyNumberOfColumns(_ k: Int) {
    var random = RandomValues<Double>(seed: 12)
    let a = random.sparse(9, 11)
    let b = random.dense(11, k)
    let c = random.dense(9, k)
    func compare<S: SparseScalar>(as: S.Type) {
      let a = CSRMatrix<S>(pattern: a.pattern, values: a.values.map { S($0) })
      let b = DenseMatrix<S>(rows: 11, columns: k, values: b.values.map { S($0) })
      let c = DenseMatrix<S>(rows: 9, columns: k, values: c.values.map { S($0) })
      let dense = DenseReference.dense(a)
      expectClose((a * b).values, DenseReference.product(dense, b).values)
      expectClose(
        Spmm.forward(a, c, transpose: true).values,
        DenseReference.product(DenseReference.transpose(dense), c).values)
      let outer = DenseReference.product(c, DenseReference.transpose(b))
      expectClose(
        Spmm.vjpA(a, b, cotangent: c).values, DenseReference.entries(of: outer, on: a.pattern))
    }
    compare(as: Double.self)
    compare(as: Float.self)
  }

  @Test(arguments: ["M1", "M3", "M5"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let (a, b) = (try golden.input("A").sparse, try golden.input("B").dense)
    let (alpha, beta) = (try golden.input("alpha").number, try golden.input("beta").number)
    let c = try golden.input("C").dense
    let transpose = try golden.input("transpose").flag
    let w = try golden.input("cotangent").dense
    try golden.check(
      "out", Spmm.forward(alpha: alpha, a, b, beta: beta, c, transpose: transpose).values)
    let bars = Spmm.vjp(alpha: alpha, a, b, beta: beta, c, transpose: transpose, cotangent: w)
    try golden.check("grad_alpha", bars.alpha)
    try golden.check("grad_A_values", bars.a.values)
    try golden.check("grad_B", bars.b.values)
    try golden.check("grad_beta", bars.beta)
    try golden.check("grad_C", bars.c.values)
  }

  @Test func operandMayBeTheResult() {
    var random = RandomValues<Double>(seed: 14)
    let a = random.sparse(5, 5)
    var b = random.dense(5, 3)
    let expected = Spmm.forward(alpha: 2, a, b, beta: -1, b)
    Spmm.forward(alpha: 2, a, b, beta: -1, into: &b)
    #expect(b == expected)
  }

  @Test func sameVariableTwice() {
    var random = RandomValues<Double>(seed: 15)
    let (a, b) = (random.sparse(6, 6), random.dense(6, 3))
    checkDerivatives(at: b, names: ["B"]) { b in
      Spmm.forward(alpha: 2, a, b, beta: -1, b)
    } jvp: { bDot in
      Spmm.jvp(alpha: 2, a, b, beta: -1, b, bDot: bDot, cDot: bDot)
    } vjp: { w in
      let bars = Spmm.vjp(alpha: 2, a, b, beta: -1, b, cotangent: w)
      return bars.b.with(coordinates: zip(bars.b.values, bars.c.values).map(+))
    }
  }

  /// Paper 000's (30) has `A` where `Aᵀ` belongs; only a symmetric matrix hides it.
  @Test func cotangentWithoutTheTransposeFails() {
    var random = RandomValues<Double>(seed: 16)
    let (a, b) = (random.sparse(7, 7), random.dense(7, 2))
    let report = adjointCheck(at: b, jvp: { Spmm.forward(a, $0) }, vjp: { Spmm.forward(a, $0) })
    #expect(!report.passed(tolerance: 1e-3))
  }
}
