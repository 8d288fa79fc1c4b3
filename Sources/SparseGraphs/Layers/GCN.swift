import SparseAutodiff
import SparseMatrices
import SparseOptimization

/// Two graph convolutions, the network that node classification is measured against:
///
///     Z = Â σ(Â X W₀ + b₀) W₁ + b₁        Â = D^-½ (A + I) D^-½,   σ = ReLU
///
/// In training, features and hidden layer are thinned out by dropout. X stays sparse, so an epoch is
/// O((features stored + edges) · hidden). A weight decay is of W₀ only, and there are no biases unless asked for, as in
/// the paper's own program.
///
/// Source: Kipf and Welling, Semi-supervised classification with graph convolutional networks, ICLR 2017.
public struct GCN<Scalar: DifferentiableScalar>: NodeClassifier, Equatable {
  public typealias Failure = SizeError

  /// The first layer.
  public var hidden: GraphConvolutionLayer<Scalar>
  /// The second layer, an output for each class.
  public var output: GraphConvolutionLayer<Scalar>
  /// The part of features, and of the hidden layer, that training leaves out each time.
  public var dropoutRate: Double

  public static var parameters: [Parameter<GCN, Scalar>] {
    [.init("hidden", \.hidden), .init("output", \.output)]
  }

  /// A model of given layers.
  ///
  /// - Precondition: the second takes as many features as the first gives.
  public init(
    hidden: GraphConvolutionLayer<Scalar>, output: GraphConvolutionLayer<Scalar>,
    dropoutRate: Double = 0.5
  ) {
    require(
      hidden.weight.columns == output.weight.rows,
      "\(hidden.weight.columns) hidden features go out, \(output.weight.rows) come in")
    self.hidden = hidden
    self.output = output
    self.dropoutRate = dropoutRate
  }

  /// Random weights for the features and classes of some data.
  public init(
    for data: NodeClassificationData<Scalar>, hidden: Int = 16, dropoutRate: Double = 0.5,
    hasBias: Bool = false, seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    self.init(
      hidden: GraphConvolutionLayer(
        from: data.features.columns, to: hidden, hasBias: hasBias, using: &generator),
      output: GraphConvolutionLayer(
        from: hidden, to: data.classCount, hasBias: hasBias, using: &generator),
      dropoutRate: dropoutRate)
  }

  /// Features and Â.
  public struct Input: Sendable {
    /// X, a row for each node.
    public let features: CSRMatrix<Scalar>
    /// Â.
    public let propagation: CSRMatrix<Scalar>
  }

  /// - Throws: ``SizeError`` where A + I has more entries than an `Int32` counts.
  public static func input(
    for data: NodeClassificationData<Scalar>
  ) throws(SizeError) -> Input {
    let adjacency = data.graph.adjacency
    let normalization = try GraphNormalization(
      .symmetric, of: adjacency.pattern, addingSelfLoops: true)
    return Input(features: data.features, propagation: normalization.forward(adjacency))
  }

  public static func logits(
    _ model: Traced<GCN>, _ input: Input, seed: UInt64?
  ) -> Variable<DenseMatrix<Scalar>> {
    let a = Variable(input.propagation)
    let x = Variable(input.features)
    guard let seed, model.root.dropoutRate > 0 else {
      return model.output(relu(model.hidden(x, over: a)), over: a)
    }
    let rate = model.root.dropoutRate
    var seeds = SeededGenerator(seed: seed)
    let h = relu(model.hidden(dropout(x, rate: rate, seed: seeds.next()), over: a))
    return model.output(dropout(h, rate: rate, seed: seeds.next()), over: a)
  }

  public static func decayed(_ model: Traced<GCN>) -> [Variable<DenseMatrix<Scalar>>] {
    [model.hidden.weight]
  }
}
