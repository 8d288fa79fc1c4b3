import SparseAD
import TestSupport
import Testing

/// A wrong shape stops the program with both numbers.
@Suite struct MistakesTests {
  static let mistakes: [Mistake] = [
    Mistake(17, 53) {
      _ = DenseLayer<Double>(
        weight: DenseMatrix(rows: 31, columns: 17), bias: [Double](repeating: 1, count: 53))
    },
    Mistake(17, 53) {
      _ = NodeClassificationData(
        graph: try Graph<Double>(adjacency: .identity(17), isDirected: false),
        features: .identity(53), labels: [], labelNames: [], train: [], validation: [], test: [])
    },
    Mistake(53, 97) { _ = Diffusion<Double>(nodes: 53, edges: [(0, 97)]) },
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
