import SparseAD
import TestSupport
import Testing

/// A wrong shape stops the program with both numbers.
@Suite struct MistakesTests {
  static let mistakes: [Mistake] = [
    Mistake(53, 71) { _ = CSRMatrix(pattern: .identity(71), values: ones(53)) },
    Mistake(53, 71) {
      var a = CSRMatrix<Double>.identity(71)
      a.values = ones(53)
    },
    Mistake(53, 31, 17) { _ = DenseMatrix(rows: 31, columns: 17, values: ones(53)) },
    Mistake(31, 71) { _ = DenseMatrix<Double>(rows: 31, columns: 17)[71, 3] },
    Mistake(31, 53) {
      _ = DenseMatrix<Double>.horizontal([
        DenseMatrix(rows: 31, columns: 2), DenseMatrix(rows: 53, columns: 2),
      ])
    },
    Mistake(71, 97) { _ = SparsityPattern.identity(71).entries(inRow: 97) },
    Mistake(53, 71) {
      let triplets = try COOMatrix<Double>(
        rows: 71, columns: 71, rowIndices: Array(0..<71), columnIndices: Array(0..<71),
        values: ones(71))
      _ = try Compression(of: triplets).forward(ones(53))
    },
    Mistake(71, 53) {
      var x = ones(71)
      x.coordinates = ones(53)
    },
  ]

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
