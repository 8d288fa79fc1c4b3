import CommandSupport
import SparseAD

/// Trainings as one HTML page that needs nothing else.
struct TrainReport<S: SparseScalar> {
  let record: TrainRecord
  let data: NodeClassificationData<S>
  /// The classes that the first seed's chosen model gives the nodes.
  let predicted: [Int]

  init(_ record: TrainRecord, _ data: NodeClassificationData<S>, _ predicted: [Int]) {
    self.record = record
    self.data = data
    self.predicted = predicted
  }

  var page: Page {
    let picture = TrainPicture(data, predicted)
    let first = record.results.first
    let kind = String(record.model.prefix { $0 != "," })
    return Page(
      title: "\(record.graph): \(kind)", summary: summary, record.provenance, style: Self.style,
      body: """
        <p>\(data.nodes) nodes, \(data.graph.edges) edges, \(data.features.columns) features, \
        \(data.classCount) classes; \(data.train.count { $0 }) nodes are trained on, \
        \(data.validation.count { $0 }) validated, \(data.test.count { $0 }) tested.
        \(escaped(record.model)); \(escaped(record.settings)); \(record.precision).</p>
        <div class="pair">
        \(Page.figure("Loss", losses.element))
        \(Page.figure("Accuracy, %", accuracies.element))
        </div>
        <p class="note">Means over the seeds, in bands of a standard deviation; the marks at the bottom are the \
        epochs chosen. The loss of training is with dropout and weight decay, all else without.</p>
        \(Page.figure("Test nodes of seed \(first?.seed ?? 0), epoch \(first?.chosen.number ?? 0)", confusion.element))
        <figure><figcaption>Classes predicted by the same model</figcaption>
        <p class="legend">\(legend)</p>
        \(picture.element)</figure>
        <p class="note">\(picture.choice). A ring: the label is another class, \(picture.mistakes) times.</p>
        \(Page.table(TrainResult.titles, record.results.map(\.cells)))
        """)
  }

  private var summary: String {
    let text =
      "Test accuracy \(record.spread(record.testMean, record.testDeviation)), validation "
      + "\(record.spread(record.validationMean, record.validationDeviation)), \(seeds). "
      + "The epoch is chosen by validation only."
    return record.hint.map { text + " " + $0 } ?? text
  }

  private var seeds: String {
    record.results.count == 1
      ? "one seed" : "mean and standard deviation of \(record.results.count) seeds"
  }

  private var losses: TrainCurves {
    TrainCurves(
      title: "Loss over the epochs",
      curves: [
        .init("training", "training", record.results, \.trainingLoss),
        .init("validation", "validation", record.results, \.validationLoss),
      ], chosen: record.results.map(\.chosen.number),
      bounds: 0...Double.infinity, label: { "\(Float($0))" })
  }

  private var accuracies: TrainCurves {
    TrainCurves(
      title: "Accuracy over the epochs",
      curves: [
        .init("training", "training", record.results, \.trainingAccuracy),
        .init("validation", "validation", record.results, \.validationAccuracy),
      ], chosen: record.results.map(\.chosen.number),
      bounds: 0...1, label: { fixed(100 * $0, 0) })
  }

  private var confusion: TrainConfusion {
    TrainConfusion(
      counts: confusionMatrix(
        predicted, labels: data.labels, mask: data.test, classes: data.classCount),
      names: data.labelNames)
  }

  /// An entry for each colour: the classes beyond those that have one of their own are named together.
  private var legend: String {
    let names = data.labelNames.map { $0.replacing("_", with: " ") }
    let own = names.prefix(Palette.classes.count).enumerated().map { entry("c\($0)", $1) }
    let others = names.dropFirst(Palette.classes.count).joined(separator: ", ")
    return (own + (others.isEmpty ? [] : [entry("other", others)])).joined(separator: "\n")
  }

  private func entry(_ style: String, _ name: String) -> String {
    "<span><svg viewBox='0 0 12 12'><circle cx='6' cy='6' r='5' class='node \(style)'/></svg> "
      + escaped(name) + "</span>"
  }

  private static var style: String {
    let classes = Palette.classes.enumerated().map { ".c\($0) { fill: \(Palette.css($1)); }" }
    return """
        \(classes.joined(separator: " ")) .other { fill: \(Palette.css(Palette.otherClasses)); }
        .band { fill-opacity: .16; stroke: none; } .training { fill: var(--soft); } .validation { fill: var(--ink); }
        .curve.training { stroke: var(--soft); stroke-dasharray: 5 3; fill: none; }
        .curve.validation { stroke: var(--ink); fill: none; }
        .cell { fill: none; stroke: var(--faint); } .share { fill: var(--ink); }
        .right { fill: none; stroke: var(--ink); stroke-width: 1.5; } .number { font-weight: 600; }
        .picture { background: #fbfbf9; } .edge { stroke: #5b6670; stroke-opacity: .3; stroke-width: .6; fill: none; }
        .node { stroke: #555; stroke-width: .4; } .mistake { stroke: #111; stroke-width: 1.4; }

      """
  }
}
