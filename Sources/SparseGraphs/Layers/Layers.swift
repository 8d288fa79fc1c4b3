import SparseAutodiff
import SparseMatrices

/// A layer of weights and biases: a linear map of features, to which a vector is added.
///
/// A layer is a struct of ``Parameters``, and called where it is ``Traced``. A model lists layers, or arrays of them, among
/// its own:
///
///     struct Model: Parameters {
///       var first: GraphConvolutionLayer<Float>
///       var rest: [DenseLayer<Float>]
///       static let parameters: [Parameter<Model, Float>] = [.init("first", \.first), .init("rest", \.rest)]
///     }
///     gradient(at: model) { m in m.rest.reduce(relu(m.first(x, over: a))) { h, layer in layer(h) }.sum() }
public protocol LinearLayer<Scalar>: Parameters, Codable, Equatable {
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

  public static var parameters: [Parameter<DenseLayer, Scalar>] {
    [.init("weight", \.weight), .init("bias", \.bias)]
  }

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

  public static var parameters: [Parameter<GraphConvolutionLayer, Scalar>] {
    [.init("weight", \.weight), .init("bias", \.bias)]
  }

  public init(weight: DenseMatrix<Scalar>, bias: [Scalar] = []) {
    Self.check(weight, bias)
    self.weight = weight
    self.bias = bias
  }
}

// Each of a concrete layer: a member reached through a protocol has another key path than the one that is listed.
extension Traced {
  /// `X W + b`.
  public func callAsFunction<S>(_ x: Variable<DenseMatrix<S>>) -> Variable<DenseMatrix<S>>
  where Root == DenseLayer<S> { matmul(x, self.weight).plus(self.bias) }

  /// `X W + b`.
  public func callAsFunction<S>(_ x: Variable<CSRMatrix<S>>) -> Variable<DenseMatrix<S>>
  where Root == DenseLayer<S> { (x * self.weight).plus(self.bias) }

  /// `Â X W + b`, as `Â (X W)` or `(Â X) W`: the product with Â is on the side with fewer columns.
  public func callAsFunction<S>(
    _ x: Variable<DenseMatrix<S>>, over a: Variable<CSRMatrix<S>>
  ) -> Variable<DenseMatrix<S>> where Root == GraphConvolutionLayer<S> {
    let w = self.weight
    let narrows = w.value.columns <= w.value.rows
    return (narrows ? a * matmul(x, w) : matmul(a * x, w)).plus(self.bias)
  }

  /// `Â X W + b`, as `Â (X W)`: a product of sparse matrices would fill in.
  public func callAsFunction<S>(
    _ x: Variable<CSRMatrix<S>>, over a: Variable<CSRMatrix<S>>
  ) -> Variable<DenseMatrix<S>> where Root == GraphConvolutionLayer<S> {
    (a * (x * self.weight)).plus(self.bias)
  }
}

extension Variable {
  /// `Y + b`; Y where there are no biases.
  fileprivate func plus<S>(_ b: Variable<[S]>) -> Variable where Value == DenseMatrix<S> {
    b.value.isEmpty ? self : self + b
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
