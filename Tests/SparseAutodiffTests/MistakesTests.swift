import SparseAD
import TestSupport
import Testing

/// A wrong shape stops the program with both numbers.
@Suite struct MistakesTests {
  static let mistakes: [Mistake] = [
    Mistake(17, 53) { _ = Gemv.forward(sparse, ones(53)) },
    Mistake(31, 53) { _ = Gemv.forward(sparse, ones(53), transpose: true) },
    Mistake(17, 53) { _ = Spmm.forward(sparse, DenseMatrix(rows: 53, columns: 2)) },
    Mistake(17, 31) { _ = try Spgemm.forward(sparse, sparse) },
    Mistake(17, 53) {
      _ = Gemm.forward(
        DenseMatrix<Double>(rows: 31, columns: 17), DenseMatrix(rows: 53, columns: 2))
    },
    Mistake(31, 53) {
      _ = Sddmm.forward(
        sparse, DenseMatrix(rows: 53, columns: 2), DenseMatrix(rows: 17, columns: 2))
    },
    Mistake(31, 53) { _ = Scaling.forward(sparse, rows: ones(53)) },
    Mistake(31, 17) { _ = try sparse + sparse.transposed() },
    Mistake(31, 53) {
      var sums = ones(53)
      RowSums.forward(sparse, into: &sums)
    },
    Mistake(31, 53) { _ = gradient(at: ones(31)) { x in dot(x, Variable(ones(53))) } },
  ]

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
