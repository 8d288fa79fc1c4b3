import Testing

@testable import Examples

@Suite struct ColourScaleTests {
  @Test func theErrorScaleCoversWholeDecades() {
    let scale = ColourScale.error(covering: [0, 0.0032, 0.02, 0.3])
    #expect((scale.span.lowerBound - 0.001).magnitude < 1e-12 && scale.span.upperBound == 1)
    #expect(scale.ticks.map(\.text) == ["0.1 %", "1 %", "10 %", "100 %"])
    // What is beyond, zero among it, takes the colours of the ends.
    #expect(scale.style(0) == scale.styles.first && scale.style(5) == scale.styles.last)
    #expect(ColourScale.error(covering: [0, 0]).styles.count == scale.styles.count)
  }

  @Test func scalesShareNoColour() {
    func colours(_ scale: ColourScale) -> Set<Substring> {
      let css = scale.css(scope: "roadmap")
      return Set(css.split(separator: "#").dropFirst().map { $0.prefix(6) })
    }
    let conductance = colours(.conductance(span: 0.5...2))
    #expect(conductance.count == 33)
    #expect(conductance.isDisjoint(with: colours(.error(covering: [0.01]))))
  }
}
