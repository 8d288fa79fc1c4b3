import SparseAD
import TestSupport
import Testing

@Suite struct ScalingTests {
  @Test func countedByHand() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 3, rowStarts: [0, 2, 3], columnIndices: [0, 2, 1], values: [1, 2, 3])
    let (r, c) = ([10.0, -1], [1.0, 2, 3])
    #expect(Scaling.forward(alpha: 2, a).values == [2, 4, 6])
    #expect(Scaling.forward(a, rows: r).values == [10, 20, -3])
    #expect(Scaling.forward(a, columns: c).values == [1, 6, 6])
    #expect(Scaling.forward(alpha: 2, a, rows: r, columns: c).values == [20, 120, -12])

    let w = CSRMatrix(pattern: a.pattern, values: [1, 10, 100])
    let (alphaBar, aBar, rBar, cBar) = Scaling.vjp(alpha: 2, a, rows: r, columns: c, cotangent: w)
    #expect(aBar.values == [20, 600, -400])
    #expect(rBar == [2 * (1 + 60), 2 * 600])
    #expect(cBar == [20, -600, 400])
    #expect(alphaBar == 10 + 600 - 600)
  }

  @Test(arguments: PatternCase.all)
  func agreesWithProductsOfDiagonalMatrices(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let (alpha, r, c) = (random.scalar(), random.vector(a.rows), random.vector(a.columns))
    let left = DenseReference.dense(DiagonalMatrix.forward(r.map { alpha * $0 }))
    let right = DenseReference.dense(DiagonalMatrix.forward(c))
    let expected = DenseReference.product(
      DenseReference.product(left, DenseReference.dense(a)), right)
    let scaled = Scaling.forward(alpha: alpha, a, rows: r, columns: c)
    #expect(scaled.pattern === a.pattern)
    expectClose(DenseReference.dense(scaled).values, expected.values)
  }

  @Test(arguments: PatternCase.all)
  func reusesItsResult(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 2)
    let a = random.sparse(test.pattern)
    let (r, c) = (random.vector(a.rows), random.vector(a.columns))
    for (rows, columns) in [(nil, nil), (r, nil), (nil, c), (r, c)] as [([Double]?, [Double]?)] {
      var scaled = CSRMatrix<Double>(pattern: a.pattern, repeating: .nan)
      Scaling.forward(alpha: 3, a, rows: rows, columns: columns, into: &scaled)
      #expect(scaled == Scaling.forward(alpha: 3, a, rows: rows, columns: columns))
      scaled.values = scaled.values.map { _ in .nan }
      Scaling.vjpA(alpha: 3, rows: rows, columns: columns, cotangent: a, into: &scaled)
      #expect(scaled == Scaling.vjpA(alpha: 3, a, rows: rows, columns: columns, cotangent: a))
    }
  }

  @Test(arguments: PatternCase.all)
  func derivatives(_ test: PatternCase) {
    check(test, Double.self)
    check(test, Float.self)
  }

  private func check<S: SparseScalar & Coordinates>(_ test: PatternCase, _: S.Type) {
    var random = RandomValues<S>(seed: 3)
    let (alpha, a) = (random.scalar(), random.sparse(test.pattern))
    let (r, c) = (random.vector(a.rows), random.vector(a.columns))
    checkDerivatives(
      at: alpha, a, names: ["alpha", "A"], of: { Scaling.forward(alpha: $0, $1) },
      jvp: { Scaling.jvp(alpha: alpha, a, alphaDot: $0, aDot: $1) },
      vjp: {
        let bar = Scaling.vjp(alpha: alpha, a, cotangent: $0)
        #expect(bar.rows == nil && bar.columns == nil)
        return (bar.alpha, bar.a)
      })
    checkDerivatives(
      at: alpha, a, r, names: ["alpha", "A", "rows"],
      of: { Scaling.forward(alpha: $0, $1, rows: $2) },
      jvp: { Scaling.jvp(alpha: alpha, a, rows: r, alphaDot: $0, aDot: $1, rowsDot: $2) },
      vjp: {
        let bar = Scaling.vjp(alpha: alpha, a, rows: r, cotangent: $0)
        #expect(bar.columns == nil)
        return (bar.alpha, bar.a, bar.rows ?? [])
      })
    checkDerivatives(
      at: alpha, a, c, names: ["alpha", "A", "columns"],
      of: { Scaling.forward(alpha: $0, $1, columns: $2) },
      jvp: { Scaling.jvp(alpha: alpha, a, columns: c, alphaDot: $0, aDot: $1, columnsDot: $2) },
      vjp: {
        let bar = Scaling.vjp(alpha: alpha, a, columns: c, cotangent: $0)
        #expect(bar.rows == nil)
        return (bar.alpha, bar.a, bar.columns ?? [])
      })
    checkDerivatives(
      at: alpha, a, r, c, names: ["alpha", "A", "rows", "columns"],
      of: { Scaling.forward(alpha: $0, $1, rows: $2, columns: $3) },
      jvp: {
        Scaling.jvp(
          alpha: alpha, a, rows: r, columns: c, alphaDot: $0, aDot: $1, rowsDot: $2,
          columnsDot: $3)
      },
      vjp: {
        let bar = Scaling.vjp(alpha: alpha, a, rows: r, columns: c, cotangent: $0)
        return (bar.alpha, bar.a, bar.rows ?? [], bar.columns ?? [])
      })
  }

  /// Rows and columns scaled by one vector, as an adjacency is normalised by its degrees.
  @Test func oneVariableOnBothSides() {
    var random = RandomValues<Double>(seed: 4)
    let a = random.sparse(PatternCase.all[11].pattern)
    let d = random.vector(a.rows)
    checkDerivatives(
      at: d, names: ["d"], of: { Scaling.forward(a, rows: $0, columns: $0) },
      jvp: { Scaling.jvp(a, rows: d, columns: d, rowsDot: $0, columnsDot: $0) },
      vjp: { (w: CSRMatrix<Double>) in
        let bar = Scaling.vjp(a, rows: d, columns: d, cotangent: w)
        return zip(bar.rows ?? [], bar.columns ?? []).map { $0 + $1 }
      })
  }

  @Test func factorsForAnotherNumberOfRowsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      let a = CSRMatrix<Double>(pattern: SparsityPattern(rows: 2, columns: 3) { _, _ in true })
      _ = Scaling.forward(a, rows: [1, 2, 3])
    }
  }

  @Test func sameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      for withTranspose in [false, true] {
        var random = RandomValues<Float>(seed: 5)
        let a = random.sparse(210, 190, density: 0.9)
        let (r, c, w) = (random.vector(210), random.vector(190), random.sparse(a.pattern))
        if withTranspose { _ = a.pattern.transpose }
        expectSameForAllThreadCounts {
          let bar = Scaling.vjp(alpha: 0.7, a, rows: r, columns: c, cotangent: w)
          let columnsOnly = Scaling.vjp(a, columns: c, cotangent: w)
          return Scaling.forward(alpha: 0.7, a).values + bar.a.values + [bar.alpha]
            + (bar.rows ?? []) + (bar.columns ?? []) + (columnsOnly.columns ?? [])
        }
      }
    }
  }
}
