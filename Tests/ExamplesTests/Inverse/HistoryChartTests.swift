import Testing

@testable import Examples

@Suite struct HistoryChartTests {
  @Test func historyTellsTakenFromRejectedSteps() throws {
    let steps = [
      InverseStep(looseness: 10, misfit: 5, gradientNorm: 1, isAccepted: true),
      InverseStep(looseness: 10, misfit: 5, gradientNorm: 1, isAccepted: false),
      InverseStep(looseness: 1, misfit: 2, gradientNorm: 0, isAccepted: true),
    ]
    let chart = try #require(HistoryChart(title: "Misfit", steps: steps) { $0.misfit }.element)
    #expect(chart.components(separatedBy: "class='taken'").count == 3)
    #expect(chart.components(separatedBy: "class='rejected'").count == 2)
    #expect(chart.contains("σ × 1<"))
    // A gradient of 0 has no place on a logarithmic scale.
    let none = HistoryChart(title: "Gradient", steps: steps) { _ in 0 }
    #expect(none.element == nil)
  }
}
