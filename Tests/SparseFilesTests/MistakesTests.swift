import SparseAD
import TestSupport
import Testing

/// A wrong shape stops the program with both numbers.
@Suite struct MistakesTests {
  static let mistakes: [Mistake] = [
    Mistake(31, 17) {
      try DenseMatrix<Double>(rows: 31, columns: 17).write(
        matrixMarket: "/dev/null", symmetry: .symmetric)
    },
    Mistake(31, 17) {
      let pattern = SparsityPattern(rows: 31, columns: 17) { i, j in i == j }
      try CSRMatrix(pattern: pattern, repeating: 1.0).write(
        matrixMarket: "/dev/null", symmetry: .symmetric)
    },
  ]

  @Test(arguments: mistakes.indices)
  func namesBothNumbers(k: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [k = k as Int] in
      try MistakesTests.mistakes[k].make()
    }
    #expect(Self.mistakes[k].numbersMissing(from: result?.standardErrorContent) == [])
  }
}
