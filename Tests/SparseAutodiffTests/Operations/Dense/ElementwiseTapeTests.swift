import SparseAD
import TestSupport
import Testing

/// Sums, elementwise products, scalings and reductions on the tape.
@Suite struct ElementwiseTapeTests {
  /// A second pattern of the same shape: every other place, whatever the first stores.
  private func other(_ pattern: SparsityPattern) -> SparsityPattern {
    SparsityPattern(rows: pattern.rows, columns: pattern.columns) { i, j in (i + j) % 2 == 0 }
  }

  @Test(arguments: PatternCase.all)
  func sums(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 1)
      let (a, b) = (random.sparse(test.pattern), random.sparse(other(test.pattern)))
      let sibling = random.sparse(test.pattern)
      let (alpha, beta) = (random.scalar(), random.scalar())
      for b in [b, sibling] {
        checkTape(at: a, b, names: ["A", "B"]) { a, b in always { try a + b } }
        checkTape(at: a, b, names: ["A", "B"]) { a, b in always { try a - b } }
        checkTape(at: alpha, a, beta, b, names: ["α", "A", "β", "B"]) {
          alpha, a, beta, b in always { try linearCombination(alpha, a, beta, b) }
        }
        checkTape(at: a, b, names: ["A", "B"]) { a, b in
          always { try linearCombination(Variable(alpha), a, Variable(beta), b) }
        }
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func sumOfMany(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      let (a, b) = (random.sparse(test.pattern), random.sparse(other(test.pattern)))
      let c = random.sparse(a.rows, a.columns, density: 0.2)
      let (alpha, beta) = (random.scalar(), random.scalar())
      checkTape(at: alpha, a, beta, b, c, names: ["α", "A", "β", "B", "C"]) {
        alpha, a, beta, b, c in
        always {
          try linearCombination(
            coefficients: [alpha, beta, Variable(3), beta], matrices: [a, b, c, a])
        }
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func elementwiseProducts(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 3)
      let (a, b) = (random.sparse(test.pattern), random.sparse(other(test.pattern)))
      let (sibling, d) = (random.sparse(test.pattern), random.dense(a.rows, a.columns))
      checkTape(at: a, b, names: ["A", "B"]) { $0.hadamard($1) }
      checkTape(at: a, sibling, names: ["A", "B"]) { $0.hadamard($1) }
      checkTape(at: a, d, names: ["A", "B"]) { $0.hadamard($1) }
      checkTape(at: a, names: ["A"]) { $0.hadamard($0) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func scalings(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 4)
      let a = random.sparse(test.pattern)
      let (alpha, r, c) = (random.scalar(), random.vector(a.rows), random.vector(a.columns))
      checkTape(at: alpha, a, names: ["α", "A"]) { $0 * $1 }
      checkTape(at: a, names: ["A"]) { -(2.5 * $0) }
      checkTape(at: r, a, names: ["r", "A"]) { $1.scaled(rows: $0) }
      checkTape(at: a, c, names: ["A", "c"]) { $0.scaled(columns: $1) }
      checkTape(at: r, a, c, names: ["r", "A", "c"]) { $1.scaled(rows: $0, columns: $2) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func reductions(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 5)
      let a = random.sparse(test.pattern)
      checkTape(at: a, names: ["A"]) { $0.rowSums() }
      checkTape(at: a, names: ["A"]) { $0.columnSums() }
      checkTape(at: a, names: ["A"]) { $0.sum() }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func innerProducts(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 6)
      let (a, b) = (random.sparse(test.pattern), random.sparse(other(test.pattern)))
      let (sibling, d) = (random.sparse(test.pattern), random.dense(a.rows, a.columns))
      checkTape(at: a, b, names: ["A", "B"]) { dot($0, $1) }
      checkTape(at: a, sibling, names: ["A", "B"]) { dot($0, $1) }
      checkTape(at: a, d, names: ["A", "B"]) { dot($0, $1) }
      checkTape(at: a, names: ["A"]) { $0.squaredNorm() }
      if a.values.contains(where: { $0 != 0 }) {
        checkTape(at: a, names: ["A"]) { $0.norm() }
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func theNormHasDerivativesZeroAtZero() {
    let a = CSRMatrix<Double>(pattern: PatternCase.all[8].pattern)
    let v = CSRMatrix<Double>(pattern: a.pattern, repeating: 2)
    #expect(gradient(at: a) { $0.norm() } == a)
    #expect(jvp(at: a, along: v) { $0.norm() }.tangent == 0)
    #expect(hessianVectorProduct(at: a, along: v) { $0.norm() } == a)
  }

  /// A constant operand gets no cotangent, and its factor stays out of the tape.
  @Test func constantsAreNotRecorded() throws {
    let a = CSRMatrix<Double>(pattern: PatternCase.all[8].pattern, repeating: 1)
    let (y, _) = try valueWithPullback(at: a) { x in
      let y = try linearCombination(Variable(2), x, Variable(3), Variable(a))
      // x, the constant and their sum.
      #expect(x.tape?.count == 3)
      let constant = try Variable(a) + Variable(a)
      #expect(constant.tape == nil && x.tape?.count == 3)
      return y
    }
    #expect(y.values.allSatisfy { $0 == 5 })
  }
}
