import CommandSupport
import SparseAD

/// What a training came to.
struct TrainResult: Encodable {
  let seed: UInt64
  /// The epoch that validation chose.
  let chosen: TrainingEpoch
  let history: [TrainingEpoch]
  /// Of this run of the program: of a resumed training, the rest.
  let seconds: Double
  /// False where it was interrupted.
  let isFinished: Bool

  /// Whether the chosen epoch is the last one: the training was still improving where it ended.
  var endedImproving: Bool { chosen.number == history.count }

  static let titles = ["seed", "epoch", "validation loss", "validation", "test", "time"]

  var cells: [String] {
    [
      "\(seed)", "\(chosen.number)", fixed(chosen.validationLoss, 4),
      percent(chosen.validationAccuracy) + " %", percent(chosen.testAccuracy) + " %",
      fixed(seconds, 1) + " s",
    ]
  }

  func line(withTest: Bool) -> String {
    let test = withTest ? ", test \(percent(chosen.testAccuracy)) %" : ""
    return "seed \(seed): epoch \(chosen.number) of \(history.count), validation loss "
      + "\(fixed(chosen.validationLoss, 4)), \(percent(chosen.validationAccuracy)) %\(test), "
      + "\(fixed(seconds, 1)) s" + (isFinished ? "" : ", interrupted")
      + (endedImproving ? ", still improving" : "")
  }
}

/// The trainings of one command.
struct TrainRecord: Encodable {
  let graph: String
  let model: String
  let settings: String
  let precision: String
  let provenance: Provenance
  let results: [TrainResult]
  let validationMean: Double
  let validationDeviation: Double
  let testMean: Double
  let testDeviation: Double

  init(
    graph: String, model: String, settings: String, precision: String,
    provenance: Provenance, results: [TrainResult]
  ) {
    self.graph = graph
    self.model = model
    self.settings = settings
    self.precision = precision
    self.provenance = provenance
    self.results = results
    (validationMean, validationDeviation) = meanAndDeviation(
      results.map(\.chosen.validationAccuracy))
    (testMean, testDeviation) = meanAndDeviation(results.map(\.chosen.testAccuracy))
  }

  func summary(withTest: Bool) -> String {
    let validation = "validation \(spread(validationMean, validationDeviation))"
    let test = withTest ? ", test \(spread(testMean, testDeviation))" : ""
    let seconds = results.reduce(0) { $0 + $1.seconds }
    let loss = meanAndDeviation(results.map(\.chosen.validationLoss)).mean
    return
      "\(counted(results.count, "seed")): \(validation)\(test); validation loss \(fixed(loss, 4)); "
      + "\(fixed(seconds, 1)) s"
  }

  /// What a reader should know of trainings that may not have come to their end; nil where all have.
  var hint: String? {
    let improving = results.filter(\.endedImproving)
    let interrupted = results.filter { !$0.isFinished }
    func seeds(_ results: [TrainResult]) -> String {
      "\(results.count) of \(counted(self.results.count, "training"))"
    }
    let texts = [
      interrupted.isEmpty ? nil : "\(seeds(interrupted)) interrupted.",
      improving.isEmpty
        ? nil
        : "\(seeds(improving)) ended while still improving: the best epoch is the last. "
          + "More epochs may help.",
    ]
    let said = texts.compactMap(\.self)
    return said.isEmpty ? nil : said.joined(separator: " ")
  }

  func spread(_ mean: Double, _ deviation: Double) -> String {
    results.count > 1 ? "\(percent(mean)) ± \(percent(deviation)) %" : "\(percent(mean)) %"
  }
}

/// The mean, and the standard deviation of the population that these are a sample of; 0 for one.
func meanAndDeviation(_ x: [Double]) -> (mean: Double, deviation: Double) {
  let mean = x.reduce(0, +) / Double(x.count)
  let squares = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (mean, x.count > 1 ? (squares / Double(x.count - 1)).squareRoot() : 0)
}
