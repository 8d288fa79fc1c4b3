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

extension GCDELayer: Coordinates {
  public var coordinates: [Scalar] {
    get { coordinateBlocks.flatMap { $0 } }
    set { setCoordinates(newValue) }
  }

  public var coordinateBlocks: [[Scalar]] {
    let blocks = weights.map(\.values)
    return bias.map { blocks + [$0] } ?? blocks
  }

  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    for k in weights.indices { body(k, &weights[k].values) }
    bias?.updateCoordinateBlocks { _, block in body(weights.count, &block) }
  }

  public func place(ofCoordinate k: Int) -> String {
    let count = weights[0].values.count
    guard k < count * weights.count else { return "bias, element \(k - count * weights.count)" }
    let name = weights.count == 1 ? "weight" : "weight \(k / count)"
    return "\(name), \(weights[0].place(ofCoordinate: k % count))"
  }

  public func mismatch(with other: GCDELayer) -> String? {
    if weights.count != other.weights.count {
      return "\(weights.count) and \(other.weights.count) weights"
    }
    if let reason = weights[0].mismatch(with: other.weights[0]) { return "weight: \(reason)" }
    return (bias == nil) == (other.bias == nil) ? nil : "one has a bias, the other none"
  }
}

extension GCDEParameters: Coordinates {
  public var coordinates: [Scalar] {
    get { coordinateBlocks.flatMap { $0 } }
    set { setCoordinates(newValue) }
  }

  public var coordinateBlocks: [[Scalar]] {
    (adjacency.map { [$0.values] } ?? []) + layers.flatMap(\.coordinateBlocks)
  }

  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    var block = 0
    func next(_ values: inout [Scalar]) {
      body(block, &values)
      block += 1
    }
    adjacency?.updateCoordinateBlocks { next(&$1) }
    for l in layers.indices { layers[l].updateCoordinateBlocks { next(&$1) } }
  }

  public func place(ofCoordinate k: Int) -> String {
    var k = k
    if let adjacency {
      if k < adjacency.count { return "adjacency, \(adjacency.place(ofCoordinate: k))" }
      k -= adjacency.count
    }
    for (l, layer) in layers.enumerated() {
      let count = layer.coordinateBlocks.reduce(0) { $0 + $1.count }
      if k < count { return "layer \(l), \(layer.place(ofCoordinate: k))" }
      k -= count
    }
    return "coordinate \(k) past the end"
  }

  public func mismatch(with other: GCDEParameters) -> String? {
    switch (adjacency, other.adjacency) {
    case (nil, nil): break
    case (let a?, let b?):
      if let reason = a.mismatch(with: b) { return "adjacency: \(reason)" }
    default: return "one has an adjacency matrix, the other none"
    }
    if layers.count != other.layers.count {
      return "\(layers.count) and \(other.layers.count) layers"
    }
    for (l, (a, b)) in zip(layers, other.layers).enumerated() {
      if let reason = a.mismatch(with: b) { return "layer \(l), \(reason)" }
    }
    return nil
  }
}
