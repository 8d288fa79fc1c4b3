import SparseAD
import TestSupport
import Testing

@Suite struct AccuracyTests {
  private let scores = DenseMatrix<Double>(
    rows: 5, columns: 3, values: [1, 2, 0, 3, 3, 1, 0, 0, 5, -1, -2, -3, 0, 1, 0])

  @Test func confusionMatrixCounts() {
    #expect(scores.largestColumns() == [1, 0, 2, 0, 1])
    let (labels, mask) = ([1, 1, 2, 0, -1], [true, true, true, true, false])
    let counts = confusionMatrix(scores.largestColumns(), labels: labels, mask: mask, classes: 3)
    #expect(counts == [[1, 0, 0], [1, 1, 0], [0, 0, 1]])
    // On the diagonal is what the accuracy counts.
    #expect(accuracy(scores, labels: labels, mask: mask) == 0.75)
  }

  @Test func noNodesAreNoCounts() {
    let none = confusionMatrix([0, 1], labels: [-1, 0], mask: [false, false], classes: 2)
    #expect(none == [[0, 0], [0, 0]])
  }
}
