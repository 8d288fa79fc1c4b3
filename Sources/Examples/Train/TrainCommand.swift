import ArgumentParser
import CommandSupport
import Foundation
import SparseAD

/// `Examples train`: node classification, over several seeds.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a graph network to classify the nodes of a graph.",
    discussion: """
      The graph is a folder with adjacency.mtx, features.mtx, labels.txt and split.txt. Every seed is \
      a training of its own; the epoch that counts is chosen by the validation nodes only, and the \
      test accuracy is that of this epoch. What is not set is as the model's own defaults are.

      With --checkpoint, each training is saved every few epochs, and the same command run again \
      goes on where it was stopped, to the same bits: the file of a finished training that was \
      interrupted is, byte for byte, that of one that was not.

      Ctrl-C ends after the epoch, and what is there is still saved and reported.
      """)

  enum Model: String, ExpressibleByArgument, CaseIterable, Encodable, Sendable { case gcn, gcde }
  enum Criterion: String, ExpressibleByArgument, CaseIterable, Sendable { case loss, accuracy }

  @Option(help: "The folder of the graph.")
  var graph: String

  @Option(help: "gcn: two graph convolutions; gcde: an equation between encoder and decoder.")
  var model = Model.gcn

  @Option(help: "How many trainings.")
  var seeds = 10

  @Option(help: "The first training's seed; the others' follow it.")
  var seed: UInt64 = 1

  @OptionGroup(title: "Training")
  var settings: TrainSettings

  @Option(help: "float or double.")
  var precision = Precision.float

  @Option(help: "Threads to use.")
  var threads: Int?

  @Option(help: "Write settings and every epoch to this file as JSON.")
  var json: String?

  @Option(help: "Write curves, confusion matrix and a picture of the graph to this HTML file.")
  var report: String?

  @Option(help: "A directory to keep each training in, and to go on from what is there.")
  var checkpoint: String?

  @Option(help: "Epochs from one checkpoint to the next.")
  var checkpointEvery = 50

  @Flag(help: "Leave test accuracies out, for the search of settings by validation.")
  var withoutTest = false

  func validate() throws {
    if seeds < 1 { throw ValidationError("--seeds must be positive, not \(seeds)") }
    if checkpointEvery < 1 {
      throw ValidationError("--checkpoint-every must be positive, not \(checkpointEvery)")
    }
    if seed > UInt64.max - UInt64(seeds) {
      throw ValidationError("no \(seeds) seeds follow \(seed)")
    }
    if model == .gcn, let option = settings.equationOption {
      throw ValidationError("\(option) is of --model gcde")
    }
    if withoutTest && (report != nil || json != nil) {
      throw ValidationError("--without-test is for the text only, not for --report and --json")
    }
  }

  func run() async throws {
    for path in [json, report].compactMap(\.self) { try Output.check(path) }
    if let checkpoint {
      try FileManager.default.createDirectory(
        atPath: checkpoint, withIntermediateDirectories: true)
    }
    if let threads { Threads.count = threads }
    let progress = ProgressLine()
    let isInterrupted = try await cancelledByInterrupt(progress) {
      switch precision {
      case .float: try run(Float.self, progress)
      case .double: try run(Double.self, progress)
      }
    }
    if isInterrupted { throw ExitCode(128 + SIGINT) }
  }

  private func run<S: DifferentiableScalar>(_: S.Type, _ progress: ProgressLine) throws {
    progress.show("reading \(graph)")
    let data = try NodeClassificationData<S>(folder: graph)
    progress.clear()
    switch model {
    case .gcn: try train(on: data, progress) { settings.gcn(for: data, seed: $0) }
    case .gcde: try train(on: data, progress) { settings.gcde(for: data, seed: $0) }
    }
  }

  private func train<M: NodeClassifier & Equatable>(
    on data: NodeClassificationData<M.Scalar>, _ progress: ProgressLine, _ make: (UInt64) -> M
  ) throws {
    let name = URL(fileURLWithPath: graph).lastPathComponent
    let start = make(seed)
    print("\(name): \(data.nodes) nodes, \(data.graph.edges) edges, \(data.classCount) classes")
    print("\(start.summary), \(settings.summary(model)), \(precision.rawValue)")
    var results: [TrainResult] = []
    var predictions: [Int] = []
    for seed in seed..<seed + UInt64(seeds) where !Task.isCancelled {
      let run = TrainRun(
        make(seed), learningRate: settings.learningRate, options: settings.options(model, seed),
        file: checkpoint.map { "\($0)/\(name)-\(model)-\(seed).json.gz" }, every: checkpointEvery)
      let (training, seconds) = try run.finish(on: data, progress)
      guard let chosen = training.chosen, let best = training.best else { continue }
      results.append(
        TrainResult(
          seed: seed, chosen: chosen, history: training.history, seconds: seconds,
          isFinished: training.isFinished))
      if predictions.isEmpty { predictions = try best.logits(data).largestColumns() }
      progress.clear()
      print(results.last?.line(withTest: !withoutTest) ?? "")
    }
    guard !results.isEmpty else { return print("no epoch was finished") }
    let record = TrainRecord(
      graph: name, model: start.summary, settings: settings.summary(model),
      precision: precision.rawValue, provenance: Provenance(), results: results)
    print(record.summary(withTest: !withoutTest))
    if let hint = record.hint { print(hint) }
    if let json { try Output.writeJSON(record, to: json) }
    if let report {
      progress.show("drawing the graph")
      try Output.write(TrainReport(record, data, predictions).page.html, to: report)
      progress.clear()
    }
  }
}
