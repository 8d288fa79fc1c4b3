import CommandSupport

/// What was recovered, as a page: maps and the history of the minimisation.
struct InverseReport {
  let map: RoadMap
  /// Each with its map and what it is about.
  let outcomes: [(outcome: InverseOutcome, map: InverseMap, text: String)]

  var page: Page {
    Page(
      title: "Road conductances from heat", summary: summary, Provenance(),
      style: HistoryChart.style,
      body: """
        <p>du/dt = −L(w) u on \(map.field.nodeCount) nodes and \(map.field.edgeCount) roads: the conductances w from \
        temperatures u, by Gauss–Newton steps on log w.</p>
        \(outcomes.map(section).joined(separator: "\n"))
        """)
  }

  private var summary: String {
    outcomes.map { outcome, map, _ in
      "\(map.title): median error \(percentage(outcome.record.medianError)), was "
        + "\(percentage(outcome.record.startMedianError)), after "
        + "\(counted(outcome.record.steps, "step"))."
    }.joined(separator: " ")
  }

  private func section(_ outcome: InverseOutcome, _ map: InverseMap, _ text: String) -> String {
    let misfit = HistoryChart(title: "Misfit", steps: outcome.steps) { $0.misfit }
    let gradient = HistoryChart(title: "Gradient", steps: outcome.steps) { $0.gradientNorm }
    return """
      <section>
      <h2>\(escaped(map.title))</h2>
      <p>\(escaped(text))</p>
      <figure>\(map.svg)</figure>
      <div class="pair">
      \(Page.figure("Mean square of the residuals in standard deviations", misfit.element))
      \(Page.figure("Norm of the gradient of the objective", gradient.element))
      </div>
      <p class="note">Filled: the step was taken; hollow: it was rejected. A dashed line: from here on the observations \
      are trusted more, and another objective is minimised.</p>
      <pre>\(escaped(outcome.record.summary))</pre>
      </section>
      """
  }
}
