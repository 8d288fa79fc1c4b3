import SparseAD
import TestSupport
import Testing

@Suite struct GemmTests {
  @Test(arguments: [false, true], [false, true])
  func againstTheReference(transposeA: Bool, transposeB: Bool) {
    func check<S: SparseScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 1)
      for (m, k, n) in [
        (0, 2, 3), (2, 0, 3), (2, 3, 0), (1, 1, 1), (5, 7, 3), (1, 9, 4), (1100, 5, 3),
      ] {
        let a = transposeA ? random.dense(k, m) : random.dense(m, k)
        let b = transposeB ? random.dense(n, k) : random.dense(k, n)
        let c = random.dense(m, n)
        let product = DenseReference.product(
          transposeA ? DenseReference.transpose(a) : a, transposeB ? DenseReference.transpose(b) : b
        )
        let w = Gemm.forward(alpha: 2, a, b, transposeA: transposeA, transposeB: transposeB)
        expectClose(w.values, product.values.map { 2 * $0 }, relative: 200 * Double(S.ulpOfOne))
        let v = Gemm.forward(
          alpha: 2, a, b, beta: -1, c, transposeA: transposeA, transposeB: transposeB)
        expectClose(
          v.values, DenseReference.combine(2, product.values, -1, c.values),
          relative: 200 * Double(S.ulpOfOne))
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: [false, true], [false, true])
  func derivatives(transposeA: Bool, transposeB: Bool) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      let a = transposeA ? random.dense(3, 4) : random.dense(4, 3)
      let b = transposeB ? random.dense(2, 3) : random.dense(3, 2)
      let (alpha, beta, c) = (random.scalar(), random.scalar(), random.dense(4, 2))
      checkDerivatives(
        at: alpha, a, b, beta, c, names: ["alpha", "A", "B", "beta", "C"],
        of: {
          Gemm.forward(
            alpha: $0, $1, $2, beta: $3, $4, transposeA: transposeA, transposeB: transposeB)
        },
        jvp: {
          Gemm.jvp(
            alpha: alpha, a, b, beta: beta, c, transposeA: transposeA, transposeB: transposeB,
            alphaDot: $0, aDot: $1, bDot: $2, betaDot: $3, cDot: $4)
        },
        vjp: {
          Gemm.vjp(
            alpha: alpha, a, b, beta: beta, c, transposeA: transposeA, transposeB: transposeB,
            cotangent: $0)
        })
    }
    check(Double.self)
    check(Float.self)
  }

  /// Where β = 0 the result's old values do not matter.
  @Test func nothingIsRead() {
    var w = DenseMatrix<Double>(rows: 1, columns: 1, repeating: .nan)
    Gemm.forward(DenseMatrix([[2.0]]), DenseMatrix([[3.0]]), into: &w)
    #expect(w == DenseMatrix([[6.0]]))
    let (a, b) = (
      DenseMatrix<Double>(rows: 1, columns: 0), DenseMatrix<Double>(rows: 0, columns: 1)
    )
    w[0, 0] = .nan
    Gemm.forward(a, b, into: &w)
    #expect(w[0, 0] == 0)
  }

  @Test func onTheTape() {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 3)
      let (a, b, x, y) = (
        random.dense(4, 3), random.dense(3, 2), random.vector(3), random.vector(4)
      )
      checkTape(at: a, b) { matmul($0, $1) }
      checkTape(at: a, random.dense(2, 3)) { matmul($0, $1, transposeB: true) }
      checkTape(at: a, random.dense(4, 2)) { matmul($0, $1, transposeA: true) }
      checkTape(at: a, random.dense(5, 4)) { matmul($0, $1, transposeA: true, transposeB: true) }
      checkTape(at: a, x) { matmul($0, $1) }
      checkTape(at: a, y) { matmul($0, $1, transposeA: true) }
      checkTape(at: y, a) { matmul($0, $1) }
      checkTape(at: x, a) { matmul($0, $1, transposeB: true) }
      checkTape(at: x, random.vector(3)) { matmul($0, $1) }
      checkTape(at: x, y) { outer($0, $1) }
      checkTape(at: a) { matmul($0, $0, transposeA: true) }
      checkTape(at: random.dense(6, 2), random.dense(6, 4)) { batchedMatmul($0, $1, count: 3) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func batchesByHand() {
    let a = Variable(DenseMatrix([[1.0, 2], [3, 4]]))
    let b = Variable(DenseMatrix([[1.0, 0], [0, 1], [2, 0], [0, 2]]))
    #expect(batchedMatmul(a, b, count: 2).value == DenseMatrix([[1, 2], [6, 8]]))
  }
}
