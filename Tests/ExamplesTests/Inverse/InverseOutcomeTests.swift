import Foundation
import Testing

@testable import Examples

@Suite struct InverseOutcomeTests {
  @Test func errorsAreOfDeterminedRoads() {
    let record = InverseRecord(
      name: "map", nodes: 2, roads: 2, trajectories: 1, times: [0, 1], noise: 0, steps: 1,
      products: 1, seconds: 1, misfit: 1, determinedRoads: 1, startMedianError: 1, medianError: 0,
      error95: 0, largestError: 0, medianErrorOfAll: 0)
    let outcome = InverseOutcome(
      record: record, steps: [], truth: [0, 0], start: [0, 0], fit: [log(1.5), 1],
      known: [true, false])
    #expect(((outcome.errors[0] ?? 0) - 0.5).magnitude < 1e-15 && outcome.errors[1] == nil)
  }
}
