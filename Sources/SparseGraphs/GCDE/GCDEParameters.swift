import SparseAutodiff
import SparseMatrices

/// What is learned of one layer of a ``GCDE``: its weights and, perhaps, a bias.
public struct GCDELayer<Scalar: SparseScalar>: Equatable {
  /// `W_k`, C×D, one for each function of the field's ``GCDETimeBasis``.
  public var weights: [DenseMatrix<Scalar>]
  /// `b`, D elements that are added to each row; nil: none, and none is learned.
  public var bias: [Scalar]?

  /// A layer that does not depend on time.
  public init(_ weight: DenseMatrix<Scalar>, bias: [Scalar]? = nil) {
    self.init([weight], bias: bias)
  }

  /// A layer whose weights depend on time.
  ///
  /// - Precondition: at least one matrix; all of one shape; as many biases as they have columns.
  public init(_ weights: [DenseMatrix<Scalar>], bias: [Scalar]? = nil) {
    if let fault = Self.fault(weights, bias) { stop(fault) }
    self.weights = weights
    self.bias = bias
  }

  private static func fault(_ weights: [DenseMatrix<Scalar>], _ bias: [Scalar]?) -> String? {
    guard let first = weights.first else { return "a layer without weights" }
    for w in weights {
      if let reason = first.mismatch(with: w) { return "weights of \(reason)" }
    }
    guard let bias, bias.count != first.columns else { return nil }
    return "\(bias.count) biases for \(first.columns) columns"
  }

  /// Channels in, C.
  public var inputs: Int { weights[0].rows }
  /// Channels out, D.
  public var outputs: Int { weights[0].columns }
}

extension GCDELayer: Codable {
  private enum Key: String, CodingKey { case weights, bias }

  /// - Throws: `DecodingError.dataCorrupted` where the shapes do not fit.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    weights = try container.decode([DenseMatrix<Scalar>].self, forKey: .weights)
    bias = try container.decodeIfPresent([Scalar].self, forKey: .bias)
    if let fault = Self.fault(weights, bias) {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: fault))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(weights, forKey: .weights)
    try container.encodeIfPresent(bias, forKey: .bias)
  }
}

/// What is learned of a ``GCDE``: the layers and, perhaps, the adjacency matrix.
///
/// Its coordinates are those of the adjacency matrix, if it is learned, and of each layer the weights and the bias. A
/// gradient is such a struct, too, whose adjacency is on the pattern object of the matrix itself.
public struct GCDEParameters<Scalar: SparseScalar>: Codable, Equatable {
  /// `A`, where its stored entries are learned; nil where the field holds it.
  public var adjacency: CSRMatrix<Scalar>?
  /// The layers, in order.
  public var layers: [GCDELayer<Scalar>]

  /// Parameters of several layers.
  public init(adjacency: CSRMatrix<Scalar>? = nil, layers: [GCDELayer<Scalar>]) {
    self.adjacency = adjacency
    self.layers = layers
  }

  /// One layer, `dH/dt = σ(A H W + b)`.
  public init(
    adjacency: CSRMatrix<Scalar>? = nil, weight: DenseMatrix<Scalar>, bias: [Scalar]? = nil
  ) {
    self.init(adjacency: adjacency, layers: [GCDELayer(weight, bias: bias)])
  }
}

extension GCDELayer: Parameters {
  public static var parameters: [Parameter<GCDELayer, Scalar>] {
    [.init("weights", \.weights), .init("bias", \.bias)]
  }
}

extension GCDEParameters: Parameters {
  public static var parameters: [Parameter<GCDEParameters, Scalar>] {
    [.init("adjacency", \.adjacency), .init("layers", \.layers)]
  }
}

extension Traced {
  /// The parameters of a ``GCDE`` of one layer, `dH/dt = σ(A H W + b)`, from variables: what
  /// ``ODESolver/solve(_:from:_:over:slots:)`` takes.
  ///
  /// Those of several layers are best members of a model that is a struct of ``Parameters`` itself.
  public init<S>(
    adjacency: Variable<CSRMatrix<S>>? = nil, weight: Variable<DenseMatrix<S>>,
    bias: Variable<[S]>? = nil
  ) where Root == GCDEParameters<S> {
    self.init(
      GCDEParameters(adjacency: adjacency?.value, weight: weight.value, bias: bias?.value))
    self.adjacency = adjacency
    var layer = self.layers[0]
    layer.weights = [weight]
    layer.bias = bias
    self.layers = [layer]
  }
}
