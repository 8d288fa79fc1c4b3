import SparseAD
import TestSupport
import Testing

@Suite struct SpgemmTests {
  @Test func countedByHand() throws {
    // ( 1 2 )   ( 3  0 0 )   ( 5  2  0 )
    // ( 0 4 ) · ( 1  1 0 ) = ( 4  4  0 )
    let a = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 2) { i, j in i <= j }, values: [1, 2, 4])
    let b = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 3) { i, j in j <= i }, values: [3, 1, 1])
    let c = try a * b
    #expect(c.values == [5, 2, 4, 4])
    #expect(c.pattern.columnIndices == [0, 1, 0, 1])
    let w = CSRMatrix(pattern: c.pattern, values: [1, -1, 2, 0.5])
    let bars = try Spgemm.vjp(a, b, cotangent: w)
    #expect(bars.a.values == [3, 0, 2.5])
    #expect(bars.b.values == [1, 10, 0])
  }

  @Test(arguments: PatternCase.all)
  func agreesWithDenseAndDifferences(_ problem: PatternCase) throws {
    for columns in [0, 1, 8] {
      try check(problem.pattern, columns: columns, as: Double.self)
    }
    try check(problem.pattern, columns: 5, as: Float.self)
  }

  private func check<S: DifferentiableScalar>(
    _ pattern: SparsityPattern, columns: Int, as: S.Type
  ) throws {
    var random = RandomValues<S>(seed: 31)
    let a = random.sparse(pattern)
    let b = random.sparse(pattern.columns, columns)
    let c = try Spgemm.forward(a, b)
    let product = DenseReference.product(DenseReference.dense(a), DenseReference.dense(b))
    let meetings = DenseReference.product(
      DenseReference.mask(a.pattern, as: S.self), DenseReference.mask(b.pattern))
    let expectedPattern = SparsityPattern(rows: a.rows, columns: columns) { meetings[$0, $1] > 0 }
    #expect(c.pattern == expectedPattern)
    expectClose(c.values, DenseReference.entries(of: product, on: c.pattern))

    let plan = try SpgemmPlan(a.pattern, b.pattern)
    #expect(plan.pattern == expectedPattern)
    #expect(plan.forward(a, b).pattern === plan.pattern)
    #expect(plan.forward(a, b).values == c.values)
    var inPlace = CSRMatrix<S>(pattern: plan.pattern, repeating: .nan)
    plan.forward(a, b, into: &inPlace)
    #expect(inPlace.values == c.values)

    checkOperation(Spgemm<S>(plan), at: a, b)
    let (w, aDot) = (random.sparse(plan.pattern), random.sparse(a.pattern))
    #expect(
      plan.jvp(a, b, aDot: aDot, bDot: b) == Spgemm(plan).jvp(alpha: 1, a, b, aDot: aDot, bDot: b))
    let bars = plan.vjp(a, b, cotangent: w)
    #expect(plan.vjpA(a, b, cotangent: w).values == bars.a.values)
    #expect(plan.vjpB(a, b, cotangent: w).values == bars.b.values)
    var aBar = CSRMatrix<S>(pattern: a.pattern, repeating: .nan)
    var bBar = CSRMatrix<S>(pattern: b.pattern, repeating: .nan)
    plan.vjp(a, b, cotangent: w, into: &aBar, &bBar)
    #expect(aBar.values == bars.a.values && bBar.values == bars.b.values)
    let unplanned = try Spgemm.vjp(a, b, cotangent: CSRMatrix(pattern: c.pattern, values: w.values))
    #expect(unplanned.a.values == bars.a.values && unplanned.b.values == bars.b.values)
    #expect(unplanned.a.pattern === a.pattern && unplanned.b.pattern === b.pattern)
    let dot = try Spgemm.jvp(a, b, aDot: a, bDot: b)
    expectClose(dot.values, c.values.map { 2 * $0 })
  }

  @Test(arguments: PatternCase.all, [(true, false), (false, true), (true, true)])
  func transposedFactors(_ test: PatternCase, _ transpose: (a: Bool, b: Bool)) throws {
    func check<S: DifferentiableScalar>(_: S.Type) throws {
      var random = RandomValues<S>(seed: 34)
      let a = random.sparse(test.pattern)
      let inner = transpose.a ? a.rows : a.columns
      let b = transpose.b ? random.sparse(6, inner) : random.sparse(inner, 6)
      let plan = try SpgemmPlan(
        a.pattern, b.pattern, transposeA: transpose.a, transposeB: transpose.b)
      func op(_ matrix: CSRMatrix<S>, _ transpose: Bool) -> DenseMatrix<S> {
        let dense = DenseReference.dense(matrix)
        return transpose ? DenseReference.transpose(dense) : dense
      }
      checkOperation(Spgemm<S>(plan), at: a, b) {
        DenseReference.entries(
          of: DenseReference.product(op($0, transpose.a), op($1, transpose.b)), on: plan.pattern)
      }

      // The same bits as the product of transposes.
      let w = random.sparse(plan.pattern)
      let (c, pullback) = valueWithPullback(at: a, b) { a, b in
        always {
          try a.product(b, transposeA: transpose.a, transposeB: transpose.b)
        }
      }
      let (spelled, pullbackSpelled) = valueWithPullback(at: a, b) { a, b in
        always { try (transpose.a ? a.transposed() : a) * (transpose.b ? b.transposed() : b) }
      }
      #expect(c == spelled && c == plan.forward(a, b))
      let (aBar, bBar) = pullback(CSRMatrix(pattern: c.pattern, values: w.values))
      let (aSpelled, bSpelled) = pullbackSpelled(
        CSRMatrix(pattern: spelled.pattern, values: w.values))
      #expect(aBar == aSpelled && bBar == bSpelled)
      let bars = try Spgemm.vjp(
        a, b, transposeA: transpose.a, transposeB: transpose.b, cotangent: w)
      #expect(bars.a == aBar && bars.b == bBar)
      #expect(bars.a.pattern === a.pattern && bars.b.pattern === b.pattern)
      let dot = try Spgemm.jvp(
        a, b, transposeA: transpose.a, transposeB: transpose.b, aDot: a, bDot: b)
      expectClose(dot.values, c.values.map { 2 * $0 })
    }
    try check(Double.self)
    try check(Float.self)
  }

  /// Rows of the product whose columns lie far apart take another way through the kernels.
  @Test func wideRows() throws {
    var random = RandomValues<Double>(seed: 32)
    let a = random.sparse(7, 6, density: 0.3)
    let narrow = random.sparse(6, PatternCase.farColumns.count, density: 0.6)
    let b = CSRMatrix(pattern: PatternCase.widened(narrow.pattern), values: narrow.values)
    let plan = try SpgemmPlan(a.pattern, b.pattern)
    let c = plan.forward(a, b)
    let expected = try a * narrow
    #expect(c.pattern == PatternCase.widened(expected.pattern))
    expectClose(c.values, expected.values)
    checkDerivatives(at: a, b, names: ["A", "B"]) {
      plan.forward($0, $1)
    } jvp: {
      plan.jvp(a, b, aDot: $0, bDot: $1)
    } vjp: {
      plan.vjp(a, b, cotangent: $0)
    }
    let w = random.sparse(plan.pattern)
    let bars = plan.vjp(a, b, cotangent: w)
    #expect(plan.vjpA(a, b, cotangent: w).values == bars.a.values)
    #expect(plan.vjpB(a, b, cotangent: w).values == bars.b.values)
  }

  @Test(arguments: ["S1", "S3", "S5"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let (a, b) = (try golden.input("A").sparse, try golden.input("B").sparse)
    let transposeB = try golden.input("transposeB").flag
    let c = try Spgemm.forward(a, b, transposeB: transposeB)
    #expect(c.pattern == (try golden.expected("C").sparse.pattern))
    try golden.check("C", c.values)
    let w = CSRMatrix(pattern: c.pattern, values: try golden.input("cotangent").numbers)
    let bars = try Spgemm.vjp(a, b, transposeB: transposeB, cotangent: w)
    try golden.check("grad_A_values", bars.a.values)
    try golden.check("grad_B_values", bars.b.values)
  }

  @Test func sameVariableTwice() throws {
    var random = RandomValues<Double>(seed: 33)
    let a = random.sparse(8, 8)
    let plan = try SpgemmPlan(a.pattern, a.pattern)
    checkDerivatives(at: a, names: ["A"]) { a in
      plan.forward(a, a)
    } jvp: { aDot in
      plan.jvp(a, a, aDot: aDot, bDot: aDot)
    } vjp: { w in
      let bars = plan.vjp(a, a, cotangent: w)
      return a.with(coordinates: zip(bars.a.values, bars.b.values).map(+))
    }
  }

  @Test func cancellationsAndZerosStayStored() throws {
    let row = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 1, columns: 3) { _, _ in true }, values: [1, 2, 0])
    let column = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 3, columns: 2) { i, j in j == 0 || i == 2 },
      values: [2, -1, 5, 7])
    let c = try row * column
    #expect(c.count == 2)
    #expect(c.values == [0, 0])
    let w = CSRMatrix(pattern: c.pattern, values: [1, -3])
    let bars = try Spgemm.vjp(row, column, cotangent: w)
    #expect(bars.a.values == [2, -1, -16])
    #expect(bars.b.values == [1, 2, 0, 0])
  }

  /// One dense row and column and the diagonal: times its transpose, every place is filled.
  @Test(.timeLimit(.minutes(1)))
  func productThatDoesNotFitIsRefusedWithItsSize() throws {
    let size: Int32 = 46_500
    let arrow = SparsityPattern(
      uncheckedRows: Int(size), columns: Int(size),
      rowStarts: [0] + (0..<size).map { size + 2 * $0 },
      columnIndices: Array(0..<size) + (1..<size).flatMap { [0, $0] })
    let entries = Int(size) * Int(size)
    do {
      _ = try SpgemmPlan(arrow, arrow.transpose.pattern)
      Issue.record("a product of \(entries) entries was not refused")
    } catch {
      #expect(error.entries == entries)
      #expect(error.available == nil)
      #expect(error.description.contains("2162250000"))
    }
    let a = CSRMatrix<Double>(pattern: arrow, repeating: 1)
    #expect(throws: SizeError.self) { try a * a }
  }

  /// The same with the real one, whose values are those of a collection.
  @Test(.enabled(if: SharedData.isPresent, "needs ../shared/data"), .timeLimit(.minutes(1)))
  func realArrowIsRefused() throws {
    let arrow = try CSRMatrix<Double>(
      matrixMarket: SharedData.path("matrices/arrow.mtx"))
    let size = try #require(throws: SizeError.self) { try arrow * arrow.transposed() }
    #expect(size.entries == 46_500 * 46_500)
  }
}
