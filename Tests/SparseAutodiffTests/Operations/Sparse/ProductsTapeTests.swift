import SparseAD
import TestSupport
import Testing

/// Products on the tape: with vectors, with dense matrices, sampled, sparse and masked.
@Suite struct ProductsTapeTests {
  @Test(arguments: PatternCase.all)
  func matrixTimesVector(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 1)
      let a = random.sparse(test.pattern)
      let (x, y) = (random.vector(a.columns), random.vector(a.rows))
      checkTape(at: a, x, names: ["A", "x"]) { $0 * $1 }
      checkTape(at: a, y, names: ["A", "y"]) { $0.transposed(times: $1) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func matrixTimesDenseMatrix(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      let a = random.sparse(test.pattern)
      let (b, c) = (random.dense(a.columns, 3), random.dense(a.rows, 3))
      checkTape(at: a, b, names: ["A", "B"]) { $0 * $1 }
      checkTape(at: a, c, names: ["A", "B"]) { $0.transposed(times: $1) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func sampledProduct(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 3)
      let s = random.sparse(test.pattern)
      let (x, y) = (random.dense(s.rows, 2), random.dense(s.columns, 2))
      checkTape(at: s, x, y, names: ["S", "X", "Y"]) { $0.sampledProduct($1, $2) }
      checkTape(at: x, y, names: ["X", "Y"]) { s.pattern.sampledProduct($0, $1) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func sparseProduct(_ test: PatternCase) throws {
    func check<S: DifferentiableScalar>(_: S.Type) throws {
      var random = RandomValues<S>(seed: 4)
      let a = random.sparse(test.pattern)
      let b = random.sparse(a.columns, 7)
      let plan = try SpgemmPlan(a.pattern, b.pattern)
      checkTape(at: a, b, names: ["A", "B"]) { plan.forward($0, $1) }
      checkTape(at: a, b, names: ["A", "B"]) { a, b in always { try a * b } }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test(arguments: PatternCase.all, [false, true])
  func maskedProduct(_ test: PatternCase, transposeB: Bool) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 5)
      let a = random.sparse(test.pattern)
      let b = transposeB ? random.sparse(6, a.columns) : random.sparse(a.columns, 6)
      let mask = random.sparse(a.rows, 6, density: 0.4).pattern
      checkTape(at: a, b, names: ["A", "B"]) {
        $0.product($1, on: mask, transposeB: transposeB)
      }
    }
    check(Double.self)
    check(Float.self)
  }
}
