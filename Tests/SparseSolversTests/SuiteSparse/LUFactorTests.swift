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
    #expect(throws: LUError.singular) { try LUFactor(a) }
  }

  @Test func singularByPattern() throws {
    let a = try CSRMatrix<Double>(
      rows: 3, columns: 3, entries: [(0, 0, 1), (1, 0, 2), (2, 1, 1), (2, 2, 1)])
    #expect(throws: LUError.singular) { try LUFactor(a) }
  }

  @Test(arguments: [Double.nan, .infinity])
  func notFinite(_ value: Double) throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 2, entries: [(0, 0, 1), (1, 0, value), (1, 1, 1)])
    #expect(throws: LUError.nonFinite(row: 1, column: 0)) { try LUFactor(a) }
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
    #expect(throws: LUError.singular) { try LUFactor(CSRMatrix<Float>(diagonal: [1, 0])) }
  }
}
#endif
