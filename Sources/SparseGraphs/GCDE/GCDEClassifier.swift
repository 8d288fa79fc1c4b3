import SparseAutodiff
import SparseMatrices
import SparseODE
import SparseOptimization

/// A graph network of continuous depth that classifies nodes: encoder, differential equation, decoder.
///
///     H(0) = ρ(Â (X W_e + b_e))      dH/dt = σ(Â H W + b)      Z = Â (H(T) W_d + b_d)      Â = D^-½ (A + I) D^-½
///
/// Where ``Options/convolvesEnds`` is off, encoder and decoder are without Â. The equation is solved by fixed steps, and its
/// gradient is the exact one of these. In training, features and `H(T)` are thinned out by dropout. A weight decay is of W_e
/// and W.
///
/// The default options, with Adam at a rate of 0.01 and a weight decay of 0.01, are those that the validation nodes of Cora and
/// Pubmed chose: short times and strong regularization, as only some 20 nodes of each class are learned from.
///
/// Source: Poli et al., Graph neural ordinary differential equations, 2019; paper 000 for the field.
public struct GCDEClassifier<Scalar: DifferentiableScalar>: NodeClassifier, Equatable {
  /// `W_e` and `b_e`.
  public var encoder: DenseLayer<Scalar>
  /// W and b of the field.
  public var field: DenseLayer<Scalar>
  /// `W_d` and `b_d`.
  public var decoder: DenseLayer<Scalar>
  /// What is not learned.
  public var options: Options

  /// What is not learned.
  public struct Options: Codable, Equatable, Sendable {
    /// σ of the field.
    public var activation: Activation = .relu
    /// ρ, which the encoder's output goes through before time begins.
    public var encoderActivation: Activation = .relu
    /// T, the end of time; it begins at 0.
    public var duration = 0.5
    /// Steps of the classical Runge–Kutta method.
    public var steps = 2
    /// Whether encoder and decoder are graph convolutions.
    public var convolvesEnds = true
    /// The part of features, and of H(T), that training leaves out each time.
    public var dropoutRate = 0.7
    /// How many states the backward pass may keep; nil: all.
    public var slots: Int?

    /// The default options.
    public init() {}
  }

  public static var parameters: [Parameter<GCDEClassifier, Scalar>] {
    [.init("encoder", \.encoder), .init("field", \.field), .init("decoder", \.decoder)]
  }

  /// A model of given layers.
  ///
  /// - Precondition: each layer takes as many channels as the one before gives, and the field gives as many as it takes.
  public init(
    encoder: DenseLayer<Scalar>, field: DenseLayer<Scalar>, decoder: DenseLayer<Scalar>,
    options: Options = Options()
  ) {
    require(
      encoder.weight.columns == field.weight.rows && field.weight.rows == field.weight.columns
        && field.weight.columns == decoder.weight.rows,
      "the encoder gives \(encoder.weight.columns) channels, the field maps \(field.weight.rows) to "
        + "\(field.weight.columns), the decoder takes \(decoder.weight.rows)")
    self.encoder = encoder
    self.field = field
    self.decoder = decoder
    self.options = options
  }

  /// Random weights for the features and classes of some data.
  public init(
    for data: NodeClassificationData<Scalar>, channels: Int = 32, options: Options = Options(),
    hasBias: Bool = false, seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    func layer(_ inputs: Int, _ outputs: Int) -> DenseLayer<Scalar> {
      DenseLayer(from: inputs, to: outputs, hasBias: hasBias, using: &generator)
    }
    self.init(
      encoder: layer(data.features.columns, channels), field: layer(channels, channels),
      decoder: layer(channels, data.classCount), options: options)
  }

  public typealias Input = GCN<Scalar>.Input

  /// What making the data ready or solving the equation can come to.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    /// The data do not fit in memory or in the indices.
    case size(SizeError)
    /// The equation could not be solved.
    case solver(ODEError)

    public var description: String {
      switch self {
      case .size(let error): error.description
      case .solver(let error): error.description
      }
    }
  }

  public static func input(
    for data: NodeClassificationData<Scalar>
  ) throws(Failure) -> Input {
    do { return try GCN.input(for: data) } catch { throw .size(error) }
  }

  public static func logits(
    _ model: Traced<GCDEClassifier>, _ input: Input, seed: UInt64?
  ) throws(Failure) -> Variable<DenseMatrix<Scalar>> {
    let options = model.root.options
    let a = Variable(input.propagation)
    var seeds = seed.map { SeededGenerator(seed: $0) }
    func over(_ h: Variable<DenseMatrix<Scalar>>) -> Variable<DenseMatrix<Scalar>> {
      options.convolvesEnds ? a * h : h
    }
    var x = Variable(input.features)
    if options.dropoutRate > 0, let seed = seeds?.next() {
      x = dropout(x, rate: options.dropoutRate, seed: seed)
    }
    var h = over(model.encoder(x))
    h = options.encoderActivation(h)
    let bias = model.root.field.bias.isEmpty ? nil : model.field.bias
    let solver = ODESolver(.rungeKutta4, .fixed(options.steps))
    do {
      h = try solver.solve(
        GCDE(adjacency: input.propagation, activations: [options.activation]), from: h,
        .init(weight: model.field.weight, bias: bias),
        over: (0, options.duration), slots: options.slots)
    } catch {
      throw .solver(error)
    }
    if options.dropoutRate > 0, let seed = seeds?.next() {
      h = dropout(h, rate: options.dropoutRate, seed: seed)
    }
    return over(model.decoder(h))
  }

  public static func decayed(
    _ model: Traced<GCDEClassifier>
  ) -> [Variable<DenseMatrix<Scalar>>] {
    [model.encoder.weight, model.field.weight]
  }
}
