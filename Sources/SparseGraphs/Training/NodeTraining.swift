import SparseAutodiff
import SparseMatrices
import SparseOptimization

/// Training of a ``NodeClassifier`` on all of its training nodes at once, epoch after epoch.
///
///     var training = NodeTraining(
///       GCN(for: data, seed: 1), optimizer: Adam<Float>(learningRate: 0.01), options: .init(seed: 1))
///     try training.run(on: data) { now in
///       print(now.history.count)
///       return .continue
///     }
///     training.chosen?.testAccuracy
///
/// In each epoch the optimiser takes one step along the gradient of
///
///     L = cross-entropy on the training nodes + λ · ½ Σ w²            over the weights that the model lets decay
///
/// and the model is then measured as it is, without dropout. The epoch whose model counts in the end is chosen by the
/// validation nodes only; the test nodes are measured, and nothing depends on what is measured there.
///
/// A training is a value, and its own checkpoint: saved at any epoch, read and run on, it goes on bit for bit as if it had
/// never stopped, for what is random in an epoch is made from the seed and the epoch's number.
public struct NodeTraining<Model: NodeClassifier, O: Optimizer>: Sendable
where O.Scalar == Model.Scalar {
  /// The model as it is after the last epoch.
  public private(set) var model: Model
  /// The optimiser with its state.
  public private(set) var optimizer: O
  /// May be changed between epochs, as to go on for more of them.
  public var options: TrainingOptions
  /// What each epoch came to, in order.
  public private(set) var history: [TrainingEpoch] = []
  /// The model after the epoch that validation chooses among those so far; nil before the first.
  public private(set) var best: Model?
  /// That epoch; nil before the first.
  public private(set) var chosen: TrainingEpoch?

  /// A training that has not begun.
  public init(_ model: Model, optimizer: O, options: TrainingOptions = TrainingOptions()) {
    self.model = model
    self.optimizer = optimizer
    self.options = options
  }

  /// Whether all epochs are done, or so many have passed since the chosen one that patience is at an end.
  public var isFinished: Bool {
    guard history.count < options.epochs else { return true }
    guard let patience = options.patience, let chosen else { return false }
    return history.count - chosen.number >= patience
  }

  /// Trains until ``isFinished``, `progress` says `.stop` or the task is cancelled.
  ///
  /// However it ends, the training holds what it has reached, and can be run on.
  ///
  /// - Parameters:
  ///   - data: the same each time, where a training is run on.
  ///   - progress: called after each epoch, with the training as it then is: to report, to save it, or to stop.
  /// - Precondition: there are nodes to train and to validate on.
  /// - Throws: what the model throws; what was done up to the epoch before stays.
  public mutating func run(
    on data: NodeClassificationData<Model.Scalar>,
    progress: (NodeTraining) -> IterationControl = { _ in .continue }
  ) throws(Model.Failure) {
    require(data.train.contains(true), "no node to train on, of \(data.nodes)")
    require(data.validation.contains(true), "no node to validate on, of \(data.nodes)")
    let input = try Model.input(for: data)
    while !isFinished, !Task.isCancelled {
      do {
        try advance(on: data, input)
      } catch {
        // An epoch that was cancelled on its way leaves the training as it was before.
        if Task.isCancelled { return }
        throw error
      }
      if progress(self) == .stop { return }
    }
  }

  /// One epoch: a step, and a measurement after it.
  private mutating func advance(
    on data: NodeClassificationData<Model.Scalar>, _ input: Model.Input
  ) throws(Model.Failure) {
    let seed = options.seed(ofEpoch: history.count)
    let decay = Model.Scalar(options.weightDecay)
    let (loss, slope) = try valueWithGradient(at: model) {
      (m: Traced<Model>) throws(Model.Failure) -> Variable<Model.Scalar> in
      let logits = try Model.logits(m, input, seed: seed)
      let loss = crossEntropy(logits, labels: data.labels, mask: data.train)
      return decay == 0 ? loss : loss + decay * l2Penalty(Model.decayed(m))
    }
    var (next, nextOptimizer) = (model, optimizer)
    nextOptimizer.update(&next, along: slope)
    let logits = try next.logits(input)
    (model, optimizer) = (next, nextOptimizer)

    let epoch = TrainingEpoch(
      number: history.count + 1, trainingLoss: Double(loss), scores: logits, data)
    history.append(epoch)
    if epoch.isBetter(than: chosen, by: options.selection) {
      chosen = epoch
      best = model
    }
  }
}

extension NodeTraining: Savable {
  public static var kind: String { "training in \(Model.Scalar.self)" }

  /// Reads a training and puts its model onto one of the same shapes and patterns, whose pattern objects and other members
  /// it then has. Only a model with sparse parameters, or with members that are not coded, needs that.
  ///
  /// - Throws: ``SavedStateError``; `.mismatch` where shapes or patterns differ.
  public init(contentsOf path: String, onto existing: Model) throws(SavedStateError) {
    try self.init(contentsOf: path)
    model = try model.moved(onto: existing, from: path)
    best = try best?.moved(onto: existing, from: path)
  }

  private enum Key: String, CodingKey { case run, options, history, best, chosen }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let run = try container.decode(SavedRun<Model, O>.self, forKey: .run)
    model = run.parameters
    optimizer = run.optimizer
    options = try container.decode(TrainingOptions.self, forKey: .options)
    history = try container.decode([TrainingEpoch].self, forKey: .history)
    best = try container.decodeIfPresent(SavedParameters<Model>.self, forKey: .best)?.parameters
    chosen = try container.decodeIfPresent(TrainingEpoch.self, forKey: .chosen)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(SavedRun(parameters: model, optimizer: optimizer), forKey: .run)
    try container.encode(options, forKey: .options)
    try container.encode(history, forKey: .history)
    try container.encodeIfPresent(best.map { SavedParameters($0) }, forKey: .best)
    try container.encodeIfPresent(chosen, forKey: .chosen)
  }
}
