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

  var page: String {
    let picture = TrainPicture(data, predicted)
    let first = record.results.first
    let kind = String(record.model.prefix { $0 != "," })
    let title = "\(record.graph): \(kind)"
    return Report.html(
      title: title, style: Self.style,
      body: """
        <h1>\(escaped(title))</h1>
        <p>\(data.nodes) nodes, \(data.graph.edges) edges, \(data.features.columns) features, \
        \(data.classCount) classes; \(data.train.count { $0 }) nodes are trained on, \
        \(data.validation.count { $0 }) validated, \(data.test.count { $0 }) tested.
        \(escaped(record.model)); \(escaped(record.settings)); \(record.precision), \(threads).</p>
        <p class="result">Test accuracy <b>\(record.spread(record.testMean, record.testDeviation))</b>,
        validation \(record.spread(record.validationMean, record.validationDeviation)),
        \(seeds). The epoch is chosen by validation only.</p>
        <div class="pair">
        <figure><figcaption>Loss</figcaption>
        \(losses.element)</figure>
        <figure><figcaption>Accuracy, %</figcaption>
        \(accuracies.element)</figure>
        </div>
        <p class="note">Means over the seeds, in bands of a standard deviation; the marks at the bottom are the \
        epochs chosen. The loss of training is with dropout and weight decay, all else without.</p>
        <figure><figcaption>Test nodes of seed \(first?.seed ?? 0), \
        epoch \(first?.chosen.number ?? 0)</figcaption>
        \(confusion.element)</figure>
        <figure><figcaption>Classes predicted by the same model</figcaption>
        <p class="legend">\(legend)</p>
        \(picture.element)</figure>
        <p class="note">\(picture.choice). A ring: the label is another class, \(picture.mistakes) times.</p>
        \(table)
        """)
  }

  private var threads: String {
    record.threads == 1 ? "1 thread" : "\(record.threads) threads"
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

  private var legend: String {
    data.labelNames.enumerated().map { k, name in
      "<span><svg viewBox='0 0 12 12'><circle cx='6' cy='6' r='5' class='c\(k % 10)'/></svg> "
        + escaped(name.replacing("_", with: " ")) + "</span>"
    }.joined(separator: "\n")
  }

  private var table: String {
    let header = TrainResult.titles.map { "<th>\($0)</th>" }.joined()
    let rows = record.results.map { result in
      "<tr>" + result.cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    return """
      <table class="seeds"><thead><tr>\(header)</tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """
  }

  private static var style: String {
    let colours = [
      "#2f7ed8", "#e8702a", "#2ca25f", "#c8373d", "#8e63c7", "#a0693f", "#e067b0", "#7f8a94",
      "#b9a51c", "#1fa8b8",
    ]
    let classes = colours.enumerated().map { ".c\($0) { fill: \($1); }" }.joined(separator: " ")
    return """
        \(classes)
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 1em; }
        .note { color: var(--soft); font-size: 13px; } .result { font-size: 17px; }
        .curve { fill: none !important; stroke-width: 1.8; } .band { fill-opacity: .18; stroke: none !important; }
        .training { fill: var(--orange); stroke: var(--orange); }
        .validation { fill: var(--blue); stroke: var(--blue); }
        .cell { fill: none; stroke: var(--faint); } .right { fill: var(--green); } .wrong { fill: var(--orange); }
        .number { font-weight: 600; } .legend span { white-space: nowrap; }
        .edge { stroke: var(--soft); stroke-opacity: .3; stroke-width: .6; fill: none; }
        .mistake { stroke: var(--ink); stroke-width: 1.6; }
        table.seeds th, table.seeds td { text-align: right; }

      """
  }
}
