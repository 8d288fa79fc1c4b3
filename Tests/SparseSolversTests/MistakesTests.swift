import SparseAD
import TestSupport
import Testing

/// A wrong shape stops the program with both numbers.
@Suite struct MistakesTests {
  static let mistakes: [Mistake] =
    [
      Mistake(31, 17) { _ = try sparse.solve(.lower, ones(17)) },
      Mistake(31, 53) { _ = try CSRMatrix<Double>.identity(31).solve(.lower, ones(53)) },
    ] + factors

  #if SuiteSparse
  private static let factors: [Mistake] = [
    Mistake(31, 17) { _ = try LUFactor(sparse) },
    Mistake(31, 53) { _ = try LUFactor(CSRMatrix<Double>.identity(31)).solve(ones(53)) },
    Mistake(31, 17) { _ = try SymbolicCholesky(sparse.pattern) },
    Mistake(31, 53) { _ = try CholeskyFactor(CSRMatrix<Double>.identity(31)).solve(ones(53)) },
  ]
  #else
  private static let factors: [Mistake] = []
  #endif

  private static let sparse = CSRMatrix<Double>(
    pattern: SparsityPattern(rows: 31, columns: 17) { i, j in i == j }, repeating: 1)

  private static func ones(_ count: Int) -> [Double] { [Double](repeating: 1, count: count) }

  @Test(arguments: mistakes.indices)
  func namesBothNumbers(k: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [k = k as Int] in
      try MistakesTests.mistakes[k].make()
    }
    #expect(Self.mistakes[k].numbersMissing(from: result?.standardErrorContent) == [])
  }
}
