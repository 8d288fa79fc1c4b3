import SparseAD
import TestSupport
import Testing

/// A wrong shape stops the program with both numbers.
@Suite struct MistakesTests {
  static let mistakes: [Mistake] = [
    Mistake(31, 17) {
      let weights = (0..<31).map { _ in
        ResidualOperator.dense(DenseMatrix<Double>(rows: 2, columns: 2))
      }
      _ = ResidualParameters(
        weights: weights, biases: [[Double]](repeating: [1, 1], count: 17))
    },
    Mistake(2, 3) {
      let times = [0.0, 1]
      let (_, pullback) = try ODESolver(.rungeKutta4, .fixed(4)).solveWithPullback(
        GCDE(activations: [.tanh]), from: DenseMatrix(rows: 1, columns: 1, repeating: 1.0),
        GCDEParameters(adjacency: .identity(1), weight: DenseMatrix(rows: 1, columns: 1)),
        at: times)
      _ = try pullback([nil, nil, nil])
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
