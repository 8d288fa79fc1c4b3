import SparseAD

/// What a training came to.
struct TrainResult: Encodable {
  let seed: UInt64
  /// The epoch that validation chose.
  let chosen: TrainingEpoch
  let history: [TrainingEpoch]
  /// Of this run of the program: of a resumed training, the rest.
  let seconds: Double

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
      + "\(fixed(seconds, 1)) s"
  }
}

/// The trainings of one command.
struct TrainRecord: Encodable {
  let graph: String
  let model: String
  let settings: String
  let precision: String
  let threads: Int
  let results: [TrainResult]
  let validationMean: Double
  let validationDeviation: Double
  let testMean: Double
  let testDeviation: Double

  init(
    graph: String, model: String, settings: String, precision: String, threads: Int,
    results: [TrainResult]
  ) {
    self.graph = graph
    self.model = model
    self.settings = settings
    self.precision = precision
    self.threads = threads
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
    return "\(results.count) seeds: \(validation)\(test); validation loss \(fixed(loss, 4)); "
      + "\(fixed(seconds, 1)) s"
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
