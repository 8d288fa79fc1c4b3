import SparseAutodiff
import SparseMatrices

/// A layer of weights and biases: a linear map of features, to which a vector is added.
///
/// A layer is a value. To train it, a model lists its members among its ``Parameters`` and meets it as a ``TracedLayer``:
///
///     struct Model: Parameters {
///       var first: GraphConvolutionLayer<Float>
///       static let parameters: [Parameter<Model, Float>] =
///         [.init("first.weight", \.first.weight), .init("first.bias", \.first.bias)]
///     }
///     gradient(at: model) { m in relu(m.first(x, over: a)).sum() }
public protocol LinearLayer<Scalar>: Codable, Equatable, Sendable {
  /// `Float` or `Double`.
  associatedtype Scalar: SparseScalar

  /// W: a row for each feature that comes in, a column for each that goes out.
  var weight: DenseMatrix<Scalar> { get set }
  /// b: an element for each feature that goes out, or none at all.
  var bias: [Scalar] { get set }

  /// - Precondition: as many biases as `weight` has columns, or none.
  init(weight: DenseMatrix<Scalar>, bias: [Scalar])
}

extension LinearLayer {
  /// Random weights by ``DenseMatrix/glorotUniform(rows:columns:using:)``, and biases of 0 or none.
  public init(
    from inputs: Int, to outputs: Int, hasBias: Bool = true,
    using generator: inout SeededGenerator
  ) {
    self.init(
      weight: .glorotUniform(rows: inputs, columns: outputs, using: &generator),
      bias: hasBias ? Kernels.zeros(outputs) : [])
  }

  static func check(_ weight: DenseMatrix<Scalar>, _ bias: [Scalar]) {
    require(
      bias.isEmpty || bias.count == weight.columns,
      "\(bias.count) biases for \(weight.columns) columns of weights")
  }
}

/// `X W + b`, the same for each row of X.
public struct DenseLayer<Scalar: SparseScalar>: LinearLayer {
  public var weight: DenseMatrix<Scalar>
  public var bias: [Scalar]

  public init(weight: DenseMatrix<Scalar>, bias: [Scalar] = []) {
    Self.check(weight, bias)
    self.weight = weight
    self.bias = bias
  }
}

/// `Â X W + b`: the features of neighbours are summed with the weights of Â, which is as a ``GraphNormalization`` makes it.
///
/// Source: Kipf and Welling, Semi-supervised classification with graph convolutional networks, ICLR 2017.
public struct GraphConvolutionLayer<Scalar: SparseScalar>: LinearLayer {
  public var weight: DenseMatrix<Scalar>
  public var bias: [Scalar]

  public init(weight: DenseMatrix<Scalar>, bias: [Scalar] = []) {
    Self.check(weight, bias)
    self.weight = weight
    self.bias = bias
  }
}

/// The weights and biases of a layer as variables.
public struct TracedLayer<Layer: LinearLayer> {
  /// W.
  public let weight: Variable<DenseMatrix<Layer.Scalar>>
  /// b; empty: none.
  public let bias: Variable<[Layer.Scalar]>

  /// A layer of variables.
  public init(weight: Variable<DenseMatrix<Layer.Scalar>>, bias: Variable<[Layer.Scalar]>) {
    self.weight = weight
    self.bias = bias
  }

  /// A layer of constants.
  public init(_ layer: Layer) {
    self.init(weight: Variable(layer.weight), bias: Variable(layer.bias))
  }

  private func plusBias(
    _ y: Variable<DenseMatrix<Layer.Scalar>>
  ) -> Variable<DenseMatrix<Layer.Scalar>> { bias.value.isEmpty ? y : y + bias }
}

// Not one for every layer: a member reached through a protocol has another key path than the one that is listed.
extension Traced {
  /// A layer, whose members are variables where they are listed as parameters.
  public subscript<S>(
    dynamicMember path: WritableKeyPath<Root, DenseLayer<S>>
  ) -> TracedLayer<DenseLayer<S>> where S == Root.Scalar {
    TracedLayer(
      weight: self[dynamicMember: path.appending(path: \.weight)],
      bias: self[dynamicMember: path.appending(path: \.bias)])
  }

  /// A layer, whose members are variables where they are listed as parameters.
  public subscript<S>(
    dynamicMember path: WritableKeyPath<Root, GraphConvolutionLayer<S>>
  ) -> TracedLayer<GraphConvolutionLayer<S>> where S == Root.Scalar {
    TracedLayer(
      weight: self[dynamicMember: path.appending(path: \.weight)],
      bias: self[dynamicMember: path.appending(path: \.bias)])
  }
}

extension TracedLayer {
  /// `X W + b`.
  public func callAsFunction<S>(_ x: Variable<DenseMatrix<S>>) -> Variable<DenseMatrix<S>>
  where Layer == DenseLayer<S> { plusBias(matmul(x, weight)) }

  /// `X W + b`.
  public func callAsFunction<S>(_ x: Variable<CSRMatrix<S>>) -> Variable<DenseMatrix<S>>
  where Layer == DenseLayer<S> { plusBias(x * weight) }

  /// `Â X W + b`, as `Â (X W)` or `(Â X) W`: the product with Â is on the side with fewer columns.
  public func callAsFunction<S>(
    _ x: Variable<DenseMatrix<S>>, over a: Variable<CSRMatrix<S>>
  ) -> Variable<DenseMatrix<S>> where Layer == GraphConvolutionLayer<S> {
    let narrows = weight.value.columns <= weight.value.rows
    return plusBias(narrows ? a * matmul(x, weight) : matmul(a * x, weight))
  }

  /// `Â X W + b`, as `Â (X W)`: a product of sparse matrices would fill in.
  public func callAsFunction<S>(
    _ x: Variable<CSRMatrix<S>>, over a: Variable<CSRMatrix<S>>
  ) -> Variable<DenseMatrix<S>> where Layer == GraphConvolutionLayer<S> {
    plusBias(a * (x * weight))
  }
}

extension DenseMatrix {
  /// Weights for a layer from `rows` to `columns` features: uniform in `[−a, a)`, `a = √(6 / (rows + columns))`.
  ///
  /// Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010.
  public static func glorotUniform(
    rows: Int, columns: Int, using generator: inout SeededGenerator
  ) -> DenseMatrix {
    let bound = (6 / Double(rows + columns)).squareRoot()
    return DenseMatrix(
      rows: rows, columns: columns,
      values: generator.uniforms(rows * columns, in: -bound, bound))
  }
}

extension SeededGenerator {
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate mutating func uniforms<Scalar: SparseScalar>(
    _ count: Int, in low: Double, _ high: Double
  ) -> [Scalar] {
    (0..<count).map { _ in Scalar(low + (high - low) * uniform()) }
  }
}
