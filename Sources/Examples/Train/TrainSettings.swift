import ArgumentParser
import CommandSupport
import SparseAD

extension Activation: ExpressibleByArgument {}

/// What a training can be told; what is not told is the model's own.
struct TrainSettings: ParsableArguments {
  @Option(help: "Epochs.")
  var epochs = 200

  @Option(help: "Columns of the hidden layer, 16, or of the equation's state, 32.")
  var hidden: Int?

  @Option(help: "Adam's learning rate.")
  var learningRate = 0.01

  @Option(help: "The factor of half the squares of the weights that decay: 5e-4, or 0.01 for gcde.")
  var weightDecay: Double?

  @Option(
    help: "The part of features and hidden values that training leaves out: 0.5, or 0.7 for gcde.")
  var dropout: Double?

  @Option(help: "What chooses the epoch: loss or accuracy, on the validation nodes.")
  var criterion = TrainCommand.Criterion.loss

  @Option(help: "End after so many epochs without a better one.")
  var patience: Int?

  @Flag(inversion: .prefixedNo, help: "Vectors that are added to the products with weights.")
  var bias = false

  @Option(help: "gcde: the equation's sigma.")
  var activation: Activation?

  @Option(help: "gcde: what the encoder's output goes through.")
  var encoderActivation: Activation?

  @Option(help: "gcde: steps of the classical Runge-Kutta method.")
  var steps: Int?

  @Option(help: "gcde: the time at which the equation ends.")
  var duration: Double?

  @Flag(
    inversion: .prefixedNo, help: "gcde: encoder and decoder are graph convolutions.")
  var convolvesEnds: Bool?

  func validate() throws {
    for (name, value) in [("epochs", Optional(epochs)), ("hidden", hidden), ("steps", steps)] {
      if let value, value < 1 { throw ValidationError("--\(name) must be positive, not \(value)") }
    }
    for (name, value) in [
      ("learning-rate", learningRate), ("weight-decay", weightDecay ?? 0),
      ("duration", duration ?? 0),
    ] where !(value >= 0 && value.isFinite) {
      throw ValidationError("--\(name) must be a number that is not negative: \(value)")
    }
    if let dropout, !(0..<1).contains(dropout) {
      throw ValidationError("--dropout must be in 0 ..< 1, not \(dropout)")
    }
  }

  /// An option that was given and that a network without an equation does not have.
  var equationOption: String? {
    let given = [
      ("--activation", activation != nil), ("--encoder-activation", encoderActivation != nil),
      ("--steps", steps != nil), ("--duration", duration != nil),
      ("--convolves-ends", convolvesEnds != nil),
    ]
    return given.first { $0.1 }?.0
  }

  func options(_ model: TrainCommand.Model, _ seed: UInt64) -> TrainingOptions {
    var options = TrainingOptions(epochs: epochs, patience: patience, seed: seed)
    options.selection = criterion == .loss ? .validationLoss : .validationAccuracy
    if let weightDecay {
      options.weightDecay = weightDecay
    } else if model == .gcde {
      options.weightDecay = 0.01
    }
    return options
  }

  func summary(_ model: TrainCommand.Model) -> String {
    let options = options(model, 0)
    return "\(options.epochs) epochs, Adam \(learningRate), weight decay \(options.weightDecay), "
      + "epoch chosen by validation \(criterion)"
  }

  func gcn<S>(for data: NodeClassificationData<S>, seed: UInt64) -> GCN<S> {
    GCN(
      for: data, hidden: hidden ?? 16, dropoutRate: dropout ?? 0.5, hasBias: bias, seed: seed)
  }

  func gcde<S>(for data: NodeClassificationData<S>, seed: UInt64) -> GCDEClassifier<S> {
    var options = GCDEClassifier<S>.Options()
    if let activation { options.activation = activation }
    if let encoderActivation { options.encoderActivation = encoderActivation }
    if let steps { options.steps = steps }
    if let duration { options.duration = duration }
    if let convolvesEnds { options.convolvesEnds = convolvesEnds }
    if let dropout { options.dropoutRate = dropout }
    return GCDEClassifier(
      for: data, channels: hidden ?? 32, options: options, hasBias: bias, seed: seed)
  }
}

extension NodeClassifier {
  /// What it is, in a line.
  var summary: String {
    switch self {
    case let model as GCN<Scalar>:
      return "GCN, hidden \(model.hidden.weight.columns), dropout \(model.dropoutRate)"
        + (model.hidden.bias.isEmpty ? "" : ", biases")
    case let model as GCDEClassifier<Scalar>:
      let options = model.options
      return "GCDE, \(model.field.weight.rows) channels, \(options.activation) to "
        + "\(options.duration) in \(options.steps) steps, ends "
        + (options.convolvesEnds ? "convolved" : "dense")
        + (options.encoderActivation == .identity ? "" : ", \(options.encoderActivation) before")
        + ", dropout \(options.dropoutRate)" + (model.field.bias.isEmpty ? "" : ", biases")
    default: return "\(Self.self)"
    }
  }
}
