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
}
