import SparseAD
import TestSupport
import Testing

@Suite struct MaskedProductTests {
  @Test func countedByHand() {
    // ( 1 2 )   ( 3  0 )   ( 5  2 )
    // ( 0 4 ) · ( 1  1 ) = ( 4  4 )
    let a = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 2) { i, j in i <= j }, values: [1, 2, 4])
    let b = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 2) { i, j in j <= i }, values: [3, 1, 1])
    let diagonal = SparsityPattern(rows: 2, columns: 2) { i, j in i == j }
    #expect(MaskedProduct.forward(a, b, on: diagonal).values == [5, 4])
    // Bᵀ = ( 3 1 ; 0 1 )
    #expect(MaskedProduct.forward(a, b, on: diagonal, transposeB: true).values == [3, 4])
  }

  @Test(arguments: PatternCase.all, [false, true])
  func agreesWithDenseAndDifferences(_ problem: PatternCase, _ transposeB: Bool) {
    for columns in [1, 7] { check(problem.pattern, columns, transposeB, as: Double.self) }
    check(problem.pattern, 5, transposeB, as: Float.self)
  }

  private func check<S: SparseScalar & Coordinates>(
    _ pattern: SparsityPattern, _ columns: Int, _ transposeB: Bool, as: S.Type
  ) {
    var random = RandomValues<S>(seed: 41)
    let a = random.sparse(pattern)
    let b =
      transposeB
      ? random.sparse(columns, pattern.columns) : random.sparse(pattern.columns, columns)
    let mask = random.sparse(pattern.rows, columns, density: 0.5).pattern
    let denseB = DenseReference.dense(b)
    let product = DenseReference.product(
      DenseReference.dense(a), transposeB ? DenseReference.transpose(denseB) : denseB)

    let c = MaskedProduct.forward(a, b, on: mask, transposeB: transposeB)
    #expect(c.pattern === mask)
    expectClose(c.values, DenseReference.entries(of: product, on: mask))
    var inPlace = CSRMatrix<S>(pattern: mask, repeating: .nan)
    MaskedProduct.forward(a, b, into: &inPlace, transposeB: transposeB)
    #expect(inPlace.values == c.values)

    checkDerivatives(at: a, b, names: ["A", "B"]) {
      MaskedProduct.forward($0, $1, on: mask, transposeB: transposeB)
    } jvp: {
      MaskedProduct.jvp(a, b, on: mask, transposeB: transposeB, aDot: $0, bDot: $1)
    } vjp: {
      MaskedProduct.vjp(a, b, transposeB: transposeB, cotangent: $0)
    }
  }

  @Test(arguments: ["S1", "S3", "S5"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let (a, b) = (try golden.input("A").sparse, try golden.input("B").sparse)
    let transposeB = try golden.input("transposeB").flag
    let mask = try golden.expected("C").sparse.pattern
    try golden.check(
      "C", MaskedProduct.forward(a, b, on: mask, transposeB: transposeB).values)
    let w = CSRMatrix(pattern: mask, values: try golden.input("cotangent").numbers)
    let bars = MaskedProduct.vjp(a, b, transposeB: transposeB, cotangent: w)
    try golden.check("grad_A_values", bars.a.values)
    try golden.check("grad_B_values", bars.b.values)
  }

  /// Rows whose columns lie far apart take another way through the kernels.
  @Test(arguments: [false, true])
  func wideRows(_ transposeB: Bool) {
    var random = RandomValues<Double>(seed: 42)
    let (first, second) = (random.sparse(7, 12, density: 0.6), random.sparse(5, 12, density: 0.6))
    func wide(_ a: CSRMatrix<Double>) -> CSRMatrix<Double> {
      CSRMatrix(pattern: PatternCase.widened(a.pattern), values: a.values)
    }
    if transposeB {
      let mask = random.sparse(7, 5, density: 0.7).pattern
      expectClose(
        MaskedProduct.forward(wide(first), wide(second), on: mask, transposeB: true).values,
        MaskedProduct.forward(first, second, on: mask, transposeB: true).values)
    } else {
      let a = random.sparse(7, 5)
      expectClose(
        MaskedProduct.forward(a, wide(second), on: wide(first).pattern).values,
        MaskedProduct.forward(a, second, on: first.pattern).values)
    }
  }

  /// What is stored nowhere in A is no factor, not a factor of 0: it cannot meet an infinity in B.
  @Test(arguments: [false, true])
  func infinityMeetsOnlyStoredEntries(_ transposeB: Bool) {
    let a = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 3) { i, j in j != 1 }, values: [1, 2, 3, 4])
    let b = CSRMatrix<Double>(
      pattern: transposeB
        ? SparsityPattern(rows: 2, columns: 3) { _, _ in true }
        : SparsityPattern(rows: 3, columns: 2) { _, _ in true },
      values: transposeB ? [1, .infinity, 1, 1, .nan, 1] : [1, 1, .infinity, .nan, 1, 1])
    let mask = SparsityPattern(rows: 2, columns: 2) { _, _ in true }
    let c = MaskedProduct.forward(a, b, on: mask, transposeB: transposeB)
    #expect(c.values == [3, 3, 7, 7])
  }

  @Test func sameVariableTwice() {
    var random = RandomValues<Double>(seed: 43)
    let a = random.sparse(8, 8)
    let mask = random.sparse(8, 8).pattern
    for transposeB in [false, true] {
      checkDerivatives(at: a, names: ["A"]) { a in
        MaskedProduct.forward(a, a, on: mask, transposeB: transposeB)
      } jvp: { aDot in
        MaskedProduct.jvp(a, a, on: mask, transposeB: transposeB, aDot: aDot, bDot: aDot)
      } vjp: { w in
        let bars = MaskedProduct.vjp(a, a, transposeB: transposeB, cotangent: w)
        return a.with(coordinates: zip(bars.a.values, bars.b.values).map(+))
      }
    }
  }
}
