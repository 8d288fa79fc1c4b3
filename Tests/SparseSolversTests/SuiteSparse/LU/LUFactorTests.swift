#if SuiteSparse
import SparseAD
import TestSupport
import Testing

@Suite struct LUFactorTests {
  /// A zero diagonal: without pivoting there is no first step.
  @Test func byHand() throws {
    let a = try CSRMatrix<Double>(DenseMatrix([[0, 2, 0], [1, 0, 3], [4, 0, 0]]))
    let factor = try LUFactor(a)
    expectClose(factor.solve([2, 7, 4]), [1, 1, 2])
    expectClose(factor.solve([9, 2, 3], transpose: true), [1, 1, 2])
    #expect(factor.order == 3)
  }

  @Test(arguments: [1, 2, 17, 60])
  func solvesBothWays(_ n: Int) throws {
    var random = RandomValues<Double>(seed: UInt64(n))
    let pattern = SparsityPattern(rows: n, columns: n) { i, j in
      i == j || (i * 7 + j * 3) % 5 == 0 && abs(i - j) < 9
    }
    var a = CSRMatrix(pattern: pattern, values: random.vector(pattern.count))
    for i in 0..<n { pattern.entry(i, i).map { a.values[$0] += 4 } }
    let x = random.vector(n)
    let factor = try LUFactor(a)
    expectClose(factor.solve(a * x), x, relative: 1e-12)
    expectClose(factor.solve(a.transposed() * x, transpose: true), x, relative: 1e-12)
  }

  @Test func empty() throws {
    let a = CSRMatrix<Double>.identity(0)
    #expect(try LUFactor(a).solve([]) == [])
  }

  @Test func singularByValues() throws {
    let a = try CSRMatrix<Double>(DenseMatrix([[1, 2], [2, 4]]))
    #expect(throws: LUError.singular(row: 1)) { try LUFactor(a) }
  }

  @Test func singularByPattern() throws {
    let a = try CSRMatrix<Double>(
      rows: 3, columns: 3, entries: [(0, 0, 1), (1, 0, 2), (2, 1, 1), (2, 2, 1)])
    #expect(throws: LUError.structurallySingular(rank: 2)) { try LUFactor(a) }
  }

  @Test(arguments: [Double.nan, .infinity])
  func notFinite(_ value: Double) throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 2, entries: [(0, 0, 1), (1, 0, value), (1, 1, 1)])
    #expect(throws: LUError.nonFinite(row: 1, column: 0)) { try LUFactor(a) }
  }

  private static func vector(_ n: Int, seed: UInt64) -> [Double] {
    var random = RandomValues<Double>(seed: seed)
    return random.vector(n)
  }

  private static func general<S>(_ n: Int) -> CSRMatrix<S> {
    var random = RandomValues<S>(seed: 5)
    let pattern = SparsityPattern(rows: n, columns: n) { i, j in i == j || (i * 7 + j * 3) % 5 == 0
    }
    var a = CSRMatrix(pattern: pattern, values: random.vector(pattern.count))
    for i in 0..<n { pattern.entry(i, i).map { a.values[$0] += 6 } }
    return a
  }

  @Test(arguments: [0, 1, 3], [false, true])
  func solvesWithSeveralColumns(_ k: Int, transpose: Bool) throws {
    let a: CSRMatrix<Double> = Self.general(9)
    let factor = try LUFactor(a)
    var random = RandomValues<Double>(seed: 6)
    let b = random.dense(9, k)
    let x = factor.solve(b, transpose: transpose)
    #expect(x.rows == 9 && x.columns == k)
    for j in 0..<k { #expect(x.column(j) == factor.solve(b.column(j), transpose: transpose)) }
    expectClose(
      Spmm.forward(a, x, transpose: transpose).values, b.values, relative: 1e-12)
  }

  /// In double precision, and rounded once at the end.
  @Test(arguments: [false, true])
  func solvesInFloat(transpose: Bool) throws {
    let a: CSRMatrix<Float> = Self.general(9)
    var random = RandomValues<Float>(seed: 7)
    let b = random.dense(9, 2)
    let factor = try LUFactor(a)
    let want = try LUFactor(CSRMatrix<Double>(a)).solve(
      DenseMatrix<Double>(b), transpose: transpose)
    let x = factor.solve(b, transpose: transpose)
    #expect(x.values == want.values.map { Float($0) })
    #expect(factor.solve(b.column(1), transpose: transpose) == x.column(1))
    #expect(throws: LUError.singular(row: 1)) {
      try LUFactor(CSRMatrix<Float>(diagonal: [1, 0]))
    }
  }

  /// Of each ordering, the factors solve.
  @Test(arguments: [SymbolicLU.Ordering.natural, .amd, .colamd])
  func solvesInEveryOrder(_ ordering: SymbolicLU.Ordering) throws {
    let a: CSRMatrix<Double> = Self.general(40)
    let factor = try LUFactor(a, ordering: ordering)
    let b = Self.vector(40, seed: 3)
    expectClose(a * factor.solve(b), b, relative: 1e-12)
    #expect(factor.symbolic.ordering == ordering)
    #expect(factor.factorCount >= a.count && factor.flops > 0)
  }

  /// Two blocks of two rows each and one of one, coupled above the diagonal only.
  @Test func findsBlocks() throws {
    let a = try CSRMatrix<Double>(
      DenseMatrix([
        [2, 1, 5, 0, 0], [1, 3, 0, 0, 6], [0, 0, 4, 1, 0], [0, 0, 1, 2, 7], [0, 0, 0, 0, 9],
      ]))
    let symbolic = try SymbolicLU(a.pattern)
    #expect(symbolic.blockCount == 3 && symbolic.largestBlock == 2)
    let x = [1.0, -2, 3, -4, 5]
    expectClose(try symbolic.factor(a.values).solve(a * x), x)
  }

  @Test func refactorsForOtherValues() throws {
    let a: CSRMatrix<Double> = Self.general(30)
    let factor = try LUFactor(a)
    let b = Self.vector(30, seed: 8)
    let before = factor.solve(b)
    let other = a.map { $0 + 0.1 * $0 * $0 }
    let refactored = try factor.refactored(other)
    #expect(refactored.symbolic === factor.symbolic)
    expectClose(other * refactored.solve(b), b, relative: 1e-12)
    #expect(factor.solve(b) == before, "the old factor is as it was")
    #expect(throws: LUError.nonFinite(row: 0, column: 0)) {
      var bad = a.values
      bad[0] = .nan
      return try factor.refactored(bad)
    }
  }

  /// The diagonal that served as pivots vanishes: with the old pivots there would be no solution.
  @Test(arguments: [0.0, 1e-12])
  func refactorsWithOtherPivotsWhereItMust(_ diagonal: Double) throws {
    let pattern = try SparsityPattern.full(rows: 2, columns: 2)
    let factor = try LUFactor(CSRMatrix(pattern: pattern, values: [4.0, 1, 1, 4]))
    let a = CSRMatrix(pattern: pattern, values: [diagonal, 1, 1, diagonal])
    let x = [5.0, 3]
    expectClose(try factor.refactored(a).solve(a * x), x)
    #expect(throws: LUError.singular(row: 1)) { try factor.refactored([1, 2, 2, 4]) }
  }

  /// What is left of the residual after a step of refinement is rounding.
  @Test func refines() throws {
    let a: CSRMatrix<Double> = Self.general(50)
    let factor = try LUFactor(a)
    let b = Self.vector(50, seed: 9)
    for transpose in [false, true] {
      let residuals = (0...2).map { steps in
        let x = factor.solve(b, transpose: transpose, refinements: steps)
        return Kernels.axpby(1, b, -1, Gemv.forward(a, x, transpose: transpose))
          .map { abs($0) }.max() ?? 0
      }
      #expect(residuals[1] <= max(residuals[0], 1e-14) && residuals[2] <= 1e-14)
    }
  }

  @Test func estimatesTheCondition() throws {
    #expect(try LUFactor(CSRMatrix(diagonal: [1, 1e-3, 50])).conditionEstimate() == 50 / 1e-3)
    let a = try CSRMatrix<Double>(DenseMatrix([[1, 2], [3, 4]]))
    // ‖A‖∞ = 7, ‖A⁻¹‖∞ = 3.
    #expect(abs(try LUFactor(a).conditionEstimate() - 21) < 1e-12)
    #expect(try LUFactor(CSRMatrix<Double>.identity(0)).conditionEstimate() == 0)
  }

  /// Threads share the right-hand sides, four at a time.
  @Test func solvesTheSameOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      let a: CSRMatrix<Double> = LUFactorTests.general(200)
      let factor = try LUFactor(a)
      var random = RandomValues<Double>(seed: 10)
      let b = random.dense(200, 37)
      expectSameForAllThreadCounts { factor.solve(b).values }
    }
  }

  @Test func servesManyThreads() async throws {
    let a: CSRMatrix<Double> = Self.general(120)
    let factor = try LUFactor(a)
    let b = Self.vector(120, seed: 11)
    let want = factor.solve(b)
    await withTaskGroup { group in
      for _ in 0..<16 { group.addTask { factor.solve(b) == want } }
      for await isSame in group { #expect(isSame) }
    }
  }
}
#endif
