import CommandSupport
import Foundation
import SparseAD

/// One training, which goes on from its file and is kept there.
struct TrainRun<Model: NodeClassifier & Equatable> {
  typealias Training = NodeTraining<Model, Adam<Model.Scalar>>

  private let start: Training
  private let file: String?
  private let every: Int

  init(
    _ model: Model, learningRate: Double, options: TrainingOptions, file: String?, every: Int
  ) {
    start = Training(
      model, optimizer: Adam(learningRate: .constant(learningRate)), options: options)
    self.file = file
    self.every = every
  }

  /// The training when it is finished, and the seconds that this run of the program had to spend on it.
  func finish(
    on data: NodeClassificationData<Model.Scalar>, _ progress: ProgressLine
  ) throws -> (Training, seconds: Double) {
    var training = try resumed() ?? start
    let begin = ContinuousClock.now
    var shown = begin
    var failure: SavedStateError?
    let seed = training.options.seed
    func save(_ training: Training) {
      guard let file, failure == nil else { return }
      do throws(SavedStateError) { try training.save(to: file) } catch { failure = error }
    }
    try training.run(on: data) { now in
      let count = now.history.count
      if count % every == 0 || now.isFinished { save(now) }
      guard ContinuousClock.now - shown > .seconds(1), let last = now.history.last else {
        return .continue
      }
      shown = .now
      progress.show(
        "seed \(seed): epoch \(count) of \(now.options.epochs), loss \(fixed(last.trainingLoss, 4)), "
          + "validation \(fixed(last.validationLoss, 4)), \(percent(last.validationAccuracy)) %")
      return .continue
    }
    if !training.isFinished { save(training) }
    if let failure { throw failure }
    return (training, (ContinuousClock.now - begin) / .seconds(1))
  }

  /// What the file holds, if there is one: a training with the same settings, but for the number of epochs.
  private func resumed() throws -> Training? {
    guard let file, FileManager.default.fileExists(atPath: file) else { return nil }
    var training = try Training(contentsOf: file)
    guard training.history.count <= start.options.epochs else {
      throw Output.Fault(
        description: "\(file) is of \(training.history.count) epochs, more than "
          + "\(start.options.epochs): name another directory")
    }
    training.options.epochs = start.options.epochs
    guard training.options == start.options, training.optimizer.sameRule(as: start.optimizer),
      training.model.cleared == start.model.cleared
    else {
      throw Output.Fault(
        description: "\(file) is of a training with other settings: name another directory")
    }
    return training
  }
}

extension Adam {
  fileprivate func sameRule(as other: Adam) -> Bool {
    learningRate == other.learningRate && beta1 == other.beta1 && beta2 == other.beta2
      && epsilon == other.epsilon && weightDecay == other.weightDecay
  }
}

extension Coordinates {
  /// With zeros for parameters: what is not learned is left to be compared.
  fileprivate var cleared: Self { with(coordinates: coordinates.map { _ in 0 }) }
}
