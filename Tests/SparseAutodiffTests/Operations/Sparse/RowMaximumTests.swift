import SparseAD
import TestSupport
import Testing

@Suite struct RowMaximumTests {
  @Test(arguments: PatternCase.all)
  func valueAndDerivatives(_ test: PatternCase) {
    // −∞ has no differences, so every row stores something.
    let pattern = SparsityPattern(rows: test.pattern.rows, columns: test.pattern.columns + 1) {
      $1 == test.pattern.columns || test.pattern.entry($0, $1) != nil
    }
    let a = randomCoordinates(like: CSRMatrix<Double>(pattern: pattern), seed: 4)
    checkOperation(RowMaximum<Double>(), at: a) { a in
      (0..<a.rows).map { i in pattern.entries(inRow: i).map { a.values[$0] }.max() ?? 0 }
    }
  }

  @Test func tiesGoToTheFirstAndEmptyRowsToNone() {
    let a = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 4, columns: 3) { i, j in i != 1 && i + j > 0 },
      values: [5, 5, -2, -1, -3, 1, .nan, 2])
    let (y, pullback) = valueWithPullback(at: a) { $0.rowMaximum() }
    #expect(Array(y[..<3]) == [5, -.infinity, -1] && y[3].isNaN)
    #expect(pullback([7, 8, 9, 10]).values == [7, 0, 0, 9, 0, 0, 10, 0])
  }
}
