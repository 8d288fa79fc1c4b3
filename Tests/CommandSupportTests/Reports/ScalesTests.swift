import CommandSupport
import Testing

@Suite struct ScalesTests {
  @Test func linearTicksAreRoundAndCover() {
    #expect(LinearScale.ticks(from: 0, to: 1).map(Float.init) == [0, 0.2, 0.4, 0.6, 0.8, 1])
    let ticks = LinearScale.ticks(from: 0.13, to: 0.58)
    #expect((ticks.first ?? 1) <= 0.13 && (ticks.last ?? 0) >= 0.58 && ticks.count <= 8)
    #expect(LinearScale.ticks(from: 1, to: 3, leastStep: 1) == [1, 2, 3])
  }

  @Test func endsOfTheDomainAreEndsOfTheRange() {
    let linear = LinearScale(covering: [2, 6], isRound: false, onto: (100, 300))
    #expect(linear(2) == 100 && linear(6) == 300 && linear(4) == 200)
    let log = LogScale(covering: [1, 100], margin: 1, onto: (0, 10))
    #expect(log(1) == 0 && log(100) == 10 && (log(10) - 5).magnitude < 1e-12)
  }

  @Test func logTicksAreFew() {
    #expect(LogScale(covering: [1, 10], margin: 1, onto: (0, 1)).ticks == [1, 2, 5, 10])
    let wide = LogScale(covering: [1e-20, 1e20], margin: 1, onto: (0, 1)).ticks
    #expect(wide.count <= 9 && wide.count >= 4)
  }
}
