import SparseAD
import TestSupport
import Testing

@Suite struct HadamardTests {
  /// A second pattern of the same shape: every other place, whatever the first stores.
  private func other(_ pattern: SparsityPattern) -> SparsityPattern {
    SparsityPattern(rows: pattern.rows, columns: pattern.columns) { i, j in (i + j) % 2 == 0 }
  }

  @Test func countedByHand() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 3, rowStarts: [0, 2, 3], columnIndices: [0, 1, 2], values: [1, 2, 3])
    let b = try CSRMatrix<Double>(
      rows: 2, columns: 3, rowStarts: [0, 2, 3], columnIndices: [1, 2, 2], values: [5, 7, -1])
    let c = Hadamard.forward(alpha: 2, a, b)
    #expect(c.pattern.rowStarts == [0, 1, 2])
    #expect(c.pattern.columnIndices == [1, 2])
    #expect(c.values == [20, -6])

    let w = CSRMatrix(pattern: c.pattern, values: [10, 100])
    let (alphaBar, aBar, bBar) = Hadamard.vjp(alpha: 2, a, b, cotangent: w)
    #expect(alphaBar == 10 * 10 + 100 * -3)
    #expect(aBar.values == [0, 100, -200])
    #expect(bBar.values == [40, 0, 600])
  }

  @Test(arguments: PatternCase.all)
  func isTheElementwiseProductOnTheIntersection(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let b = random.sparse(other(test.pattern))
    let alpha = random.scalar()
    let c = Hadamard.forward(alpha: alpha, a, b)
    let (denseA, denseB) = (DenseReference.dense(a), DenseReference.dense(b))
    let product = zip(denseA.values, denseB.values).map { alpha * $0 * $1 }
    expectClose(DenseReference.dense(c).values, product)
    // Zeros that are stored are parameters, so their places are places of the product.
    let (maskA, maskB) = (
      DenseReference.mask(a.pattern, as: Double.self),
      DenseReference.mask(b.pattern, as: Double.self)
    )
    #expect(
      DenseReference.mask(c.pattern).values == zip(maskA.values, maskB.values).map { $0 * $1 })
    let sampled = SampledHadamard().forward(alpha: alpha, denseB, a)
    #expect(sampled.pattern === a.pattern)
    expectClose(
      sampled.values,
      DenseReference.entries(
        of: DenseMatrix(rows: a.rows, columns: a.columns, values: product), on: a.pattern))
  }

  @Test func onePatternObjectStaysOne() {
    var random = RandomValues<Double>(seed: 2)
    let pattern = PatternCase.all[8].pattern
    let (a, b) = (random.sparse(pattern), random.sparse(pattern))
    let c = Hadamard.forward(a, b)
    #expect(c.pattern === pattern)
    #expect(c.values == zip(a.values, b.values).map { $0 * $1 })
    #expect(Hadamard.jvp(a, b, aDot: b).pattern === pattern)
  }

  @Test func aPatternWithinTheOtherIsThePatternOfTheProduct() {
    let wide = SparsityPattern(rows: 5, columns: 6) { i, j in (i + j) % 2 == 0 }
    let narrow = SparsityPattern(rows: 5, columns: 6) { i, j in i == j }
    #expect(wide.intersection(narrow) === narrow)
    #expect(narrow.intersection(wide) === narrow)
  }

  @Test(arguments: PatternCase.all)
  func reusesItsResult(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 3)
    let (a, b) = (random.sparse(test.pattern), random.sparse(other(test.pattern)))
    let (same, dense) = (random.sparse(test.pattern), random.dense(a.rows, a.columns))
    let fresh = Hadamard.forward(alpha: 3, a, b)
    var c = CSRMatrix<Double>(pattern: fresh.pattern, repeating: .nan)
    Hadamard.forward(alpha: 3, a, b, into: &c)
    #expect(c == fresh)
    c = CSRMatrix(pattern: a.pattern, repeating: .nan)
    Hadamard.forward(alpha: 3, a, same, into: &c)
    #expect(c == Hadamard.forward(alpha: 3, a, same))
    SampledHadamard().forward(alpha: 3, dense, a, into: &c)
    #expect(c == SampledHadamard().forward(alpha: 3, dense, a))
  }

  @Test(arguments: PatternCase.all)
  func derivatives(_ test: PatternCase) {
    check(test, Double.self)
    check(test, Float.self)
  }

  private func check<S: DifferentiableScalar>(_ test: PatternCase, _: S.Type) {
    var random = RandomValues<S>(seed: 4)
    let (alpha, a) = (random.scalar(), random.sparse(test.pattern))
    for b in [random.sparse(other(test.pattern)), random.sparse(test.pattern)] {
      let pattern = a.pattern.intersection(b.pattern)
      checkDerivatives(
        at: alpha, a, b, names: ["alpha", "A", "B"],
        of: { Hadamard.forward(alpha: $0, $1, $2, pattern: pattern) },
        jvp: {
          Hadamard.jvp(alpha: alpha, a, b, pattern: pattern, alphaDot: $0, aDot: $1, bDot: $2)
        },
        vjp: { Hadamard.vjp(alpha: alpha, a, b, cotangent: $0) })
    }
    checkOperation(SampledHadamard(), at: random.dense(a.rows, a.columns), a) {
      zip(DenseReference.entries(of: $0, on: a.pattern), $1.values).map(*)
    }
  }

  @Test func squareOfOneVariable() {
    var random = RandomValues<Double>(seed: 5)
    let a = random.sparse(7, 9)
    checkDerivatives(
      at: a, names: ["A"], of: { Hadamard.forward($0, $0) },
      jvp: { Hadamard.jvp(a, a, aDot: $0, bDot: $0) },
      vjp: { (w: CSRMatrix<Double>) in
        let (_, first, second) = Hadamard.vjp(a, a, cotangent: w)
        return a.with(coordinates: zip(first.values, second.values).map { $0 + $1 })
      })
  }

  @Test func placesOutsideTheProductAreNotReadFromACotangent() {
    var random = RandomValues<Double>(seed: 6)
    let (a, b) = (random.sparse(6, 8), random.sparse(6, 8))
    let c = Hadamard.forward(a, b)
    let narrow = random.sparse(c.pattern)
    var wide = DenseMatrix<Double>(rows: 6, columns: 8, repeating: .nan)
    for k in 0..<c.count {
      let (i, j) = c.pattern.place(ofEntry: k)
      wide[i, j] = narrow.values[k]
    }
    let full = CSRMatrix(
      pattern: SparsityPattern(rows: 6, columns: 8) { _, _ in true }, values: wide.values)
    let (found, expected) = (
      Hadamard.vjp(a, b, cotangent: full), Hadamard.vjp(a, b, cotangent: narrow)
    )
    #expect(found.a == expected.a)
    #expect(found.b == expected.b)
    #expect(found.alpha == expected.alpha)
  }

  @Test func sameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      var random = RandomValues<Double>(seed: 7)
      let (a, b) = (random.sparse(210, 190, density: 0.9), random.sparse(210, 190, density: 0.5))
      let dense = random.dense(210, 190)
      expectSameForAllThreadCounts {
        let c = Hadamard.forward(alpha: 0.7, a, b)
        let (alphaBar, aBar, bBar) = Hadamard.vjp(alpha: 0.7, a, b, cotangent: c)
        let backward = SampledHadamard().vjp(alpha: 0.7, dense, a, cotangent: a)
        return c.values + [alphaBar] + aBar.values + bBar.values + backward.a.values
          + backward.b.values + Hadamard.forward(a, a).values
      }
    }
  }
}
