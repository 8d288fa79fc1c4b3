import SparseAD
import TestSupport
import Testing

/// A wrong shape stops the program with both numbers.
@Suite struct MistakesTests {
  static let mistakes: [Mistake] = [
    Mistake(31, 53) { step(SGD(learningRate: 0.1)) },
    Mistake(31, 53) { step(Adam(learningRate: 0.1)) },
  ]

  private static func step(_ optimizer: some Optimizer<Double>) {
    var (optimizer, x) = (optimizer, [Double](repeating: 1, count: 31))
    optimizer.update(&x, along: [Double](repeating: 1, count: 53))
  }

  @Test(arguments: mistakes.indices)
  func namesBothNumbers(k: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [k = k as Int] in
      try MistakesTests.mistakes[k].make()
    }
    #expect(Self.mistakes[k].numbersMissing(from: result?.standardErrorContent) == [])
  }
}
