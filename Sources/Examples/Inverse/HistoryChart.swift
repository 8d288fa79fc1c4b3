import CommandSupport

/// A positive quantity over the steps of a minimisation, by its logarithm: filled where a step was taken, hollow where it was
/// rejected, and a line where the accuracy of the observations changes.
struct HistoryChart {
  let title: String
  let steps: [InverseStep]
  let value: (InverseStep) -> Double

  private static let (left, top, width, height) = (64.0, 14.0, 400.0, 220.0)

  /// Nil where no value can be shown.
  var element: String? {
    let shown = steps.enumerated().filter { value($1).isFinite && value($1) > 0 }
    guard !shown.isEmpty else { return nil }
    let bottom = Self.top + Self.height
    let x = LinearScale(
      covering: [0, Double(max(steps.count - 1, 1))], isRound: false, leastStep: 1,
      onto: (Self.left, Self.left + Self.width))
    let y = LogScale(covering: shown.map { value($1) }, margin: 1.5, onto: (bottom, Self.top))
    var svg = Svg(width: Self.left + Self.width + 16, height: bottom + 42)
    Axes(x: x, "step", y: y, "").draw(on: &svg)
    for k in steps.indices.dropFirst() where steps[k].looseness != steps[k - 1].looseness {
      svg.line(x(Double(k) - 0.5), Self.top, x(Double(k) - 0.5), bottom, "stage")
      svg.text(x(Double(k) - 0.5) + 4, Self.top + 10, "σ × \(short(steps[k].looseness))", "tick")
    }
    let places = shown.map { (x(Double($0)), y(value($1))) }
    svg.polyline(places, "curve")
    for ((_, step), place) in zip(shown, places) {
      let text = "\(Float(value(step)))" + (step.isAccepted ? "" : ", rejected")
      svg.circle(place.0, place.1, step.isAccepted ? "taken" : "rejected", title: text, radius: 3.5)
    }
    return svg.element(label: title)
  }

  static let style = """

    .stage { stroke: var(--soft); stroke-dasharray: 3 3; } .taken { fill: var(--ink); }
    .rejected { fill: var(--paper); stroke: var(--ink); stroke-width: 1.2; }

    """
}
