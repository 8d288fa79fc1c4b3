import SparseAD
import TestSupport
import Testing

@Suite struct DotTests {
  private func other(_ pattern: SparsityPattern) -> SparsityPattern {
    SparsityPattern(rows: pattern.rows, columns: pattern.columns) { i, j in (i + j) % 2 == 0 }
  }

  @Test func countedByHand() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 2, 3], columnIndices: [0, 1, 1], values: [3, 4, 12])
    let b = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 1, 3], columnIndices: [1, 0, 1], values: [5, 7, -1])
    let dense = DenseMatrix<Double>(rows: 2, columns: 2, values: [0, 5, 7, -1])
    #expect(Dot().forward(a, b) == 8)
    #expect(SampledDot().forward(a, dense) == 8)
    #expect(Dot().vjp(a, b, cotangent: 2).a.values == [0, 10, -2])
    #expect(Dot().vjp(a, b, cotangent: 2).b.values == [8, 0, 24])
    #expect(SampledDot().vjp(a, dense, cotangent: 2).a.values == [0, 10, -2])
    #expect(SampledDot().vjp(a, dense, cotangent: 2).b.values == [6, 8, 0, 24])
    #expect(SquaredNorm().forward(a) == 169)
    #expect(SquaredNorm().vjp(a, cotangent: 0.5).values == [3, 4, 12])
    #expect(FrobeniusNorm().forward(a) == 13)
    #expect(FrobeniusNorm().vjp(a, cotangent: 26).values == [6, 8, 24])
  }

  @Test(arguments: PatternCase.all)
  func agreesWithTheDenseProduct(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    for b in [random.sparse(test.pattern), random.sparse(other(test.pattern))] {
      let (denseA, denseB) = (DenseReference.dense(a), DenseReference.dense(b))
      let expected = inner(denseA, denseB)
      expectClose([Dot().forward(a, b)], [expected], absolute: 1e-14)
      expectClose([Dot().forward(b, a)], [expected], absolute: 1e-14)
      expectClose([SampledDot().forward(a, denseB)], [expected], absolute: 1e-14)
    }
    let square = a.values.reduce(0) { $0 + $1 * $1 }
    expectClose([SquaredNorm().forward(a)], [square])
    expectClose([FrobeniusNorm().forward(a)], [square.squareRoot()])
  }

  @Test(arguments: PatternCase.all)
  func derivatives(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      let a = random.sparse(test.pattern)
      checkOperation(Dot<S>(), at: a, random.sparse(test.pattern))
      checkOperation(Dot<S>(), at: a, random.sparse(other(test.pattern)))
      checkOperation(SampledDot<S>(), at: a, random.dense(a.rows, a.columns))
      checkOperation(SquaredNorm<S>(), at: a)
      checkOperation(FrobeniusNorm<S>(), at: a)
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func derivativeOfTheNormIsZeroAtZero() {
    let zero = CSRMatrix<Double>(pattern: PatternCase.all[11].pattern)
    let direction = CSRMatrix<Double>(pattern: zero.pattern, repeating: 1)
    #expect(FrobeniusNorm().forward(zero) == 0)
    #expect(FrobeniusNorm().jvp(zero, tangent: direction) == 0)
    #expect(FrobeniusNorm().vjp(zero, cotangent: 3) == zero)
  }

  /// The squares of these exceed the largest `Float`, the norm does not.
  @Test func normOfLargeFloatsDoesNotOverflow() {
    let a = CSRMatrix<Float>(pattern: PatternCase.all[0].pattern, repeating: 1e30)
    #expect(FrobeniusNorm().forward(a) == 1e30)
    #expect(FrobeniusNorm().vjp(a, cotangent: 2).values == [2])
  }

  @Test func sameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      var random = RandomValues<Double>(seed: 4)
      let (a, b) = (random.sparse(210, 190, density: 0.9), random.sparse(210, 190, density: 0.5))
      let dense = random.dense(210, 190)
      expectSameForAllThreadCounts {
        [Dot().forward(a, b), SampledDot().forward(a, dense), FrobeniusNorm().forward(a)]
          + Dot().vjp(a, b, cotangent: 0.3).a.values
          + SampledDot().vjp(a, dense, cotangent: 0.3).b.values
      }
    }
  }
}
