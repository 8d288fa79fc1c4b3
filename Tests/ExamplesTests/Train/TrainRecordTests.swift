import CommandSupport
import Foundation
import SparseAD
import Testing

@testable import Examples

@Suite struct TrainRecordTests {
  private static func result(best: Int, of epochs: Int, isFinished: Bool = true) throws
    -> TrainResult
  {
    let history = try (1...epochs).map { number in
      try JSONDecoder().decode(
        TrainingEpoch.self,
        from: Data(
          """
          {"number": \(number), "trainingLoss": 1, "trainingAccuracy": 0.5, "validationLoss": 1,
           "validationAccuracy": 0.5, "testAccuracy": 0.5}
          """.utf8))
    }
    return TrainResult(
      seed: 1, chosen: history[best - 1], history: history, seconds: 1, isFinished: isFinished)
  }

  private static func hint(_ results: [TrainResult]) -> String? {
    TrainRecord(
      graph: "g", model: "GCN", settings: "", precision: "float", provenance: Provenance(),
      results: results
    ).hint
  }

  @Test func aRunThatEndsImprovingSaysSo() throws {
    let (early, last) = (try Self.result(best: 2, of: 5), try Self.result(best: 5, of: 5))
    #expect(Self.hint([early, early]) == nil)
    #expect(
      Self.hint([early, last])
        == "1 of 2 trainings ended while still improving: the best epoch is the last. "
        + "More epochs may help.")
    #expect(last.line(withTest: false).hasSuffix("still improving"))
  }

  @Test func anInterruptedRunSaysSo() throws {
    let result = try Self.result(best: 2, of: 5, isFinished: false)
    #expect(Self.hint([result]) == "1 of 1 training interrupted.")
  }
}
