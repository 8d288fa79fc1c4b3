import SparseAD
import TestSupport
import Testing

/// How products are spelled on the tape. Each is an operation, and these are checked with their sources.
@Suite struct ProductsTapeTests {
  @Test(arguments: PatternCase.all)
  func operatorsAreTheOperations(_ test: PatternCase) throws {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let b = random.sparse(a.columns, 7)
    let mask = random.sparse(a.rows, 7, density: 0.4).pattern
    let plan = try SpgemmPlan(a.pattern, b.pattern)
    let (x, y) = (random.vector(a.columns), random.vector(a.rows))
    let (u, v) = (random.dense(a.columns, 3), random.dense(a.rows, 3))
    expectSame(a, x, { $0 * $1 }, Gemv())
    expectSame(a, y, { $0.transposed(times: $1) }, Gemv(transpose: true))
    expectSame(a, u, { $0 * $1 }, Spmm())
    expectSame(a, v, { $0.transposed(times: $1) }, Spmm(transpose: true))
    expectSame(v, u, { a.pattern.sampledProduct($0, $1) }, Sddmm(on: a.pattern))
    expectSame(a, b, { plan.forward($0, $1) }, Spgemm(plan))
    expectSame(a, b, { a, b in always { try a * b } }, Spgemm(plan))
    expectSame(a, b, { $0.product($1, on: mask) }, MaskedProduct(on: mask))
    expectSame(
      a, b.transposed(), { $0.product($1, on: mask, transposeB: true) },
      MaskedProduct(on: mask, transposeB: true))
  }

  private func expectSame<Operation: ProductOperation>(
    _ a: Operation.A, _ b: Operation.B,
    _ spelled:
      @escaping (Variable<Operation.A>, Variable<Operation.B>) -> Variable<Operation.Output>,
    _ operation: Operation, sourceLocation: SourceLocation = #_sourceLocation
  ) where Operation.A.Scalar: DifferentiableScalar {
    let (c, pullback) = valueWithPullback(at: a, b, of: spelled)
    let w = randomCoordinates(like: c, seed: 2)
    let (aBar, bBar) = pullback(w)
    let expected = operation.forward(a, b)
    let bars = operation.vjp(a, b, cotangent: expected.with(coordinates: w.coordinates))
    #expect(c.coordinates == expected.coordinates, sourceLocation: sourceLocation)
    #expect(aBar.coordinates == bars.a.coordinates, sourceLocation: sourceLocation)
    #expect(bBar.coordinates == bars.b.coordinates, sourceLocation: sourceLocation)
  }

  @Test(arguments: PatternCase.all)
  func sampledProduct(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 3)
      let s = random.sparse(test.pattern)
      let (x, y) = (random.dense(s.rows, 2), random.dense(s.columns, 2))
      checkTape(at: s, x, y, names: ["S", "X", "Y"]) { $0.sampledProduct($1, $2) }
    }
    check(Double.self)
    check(Float.self)
  }
}
