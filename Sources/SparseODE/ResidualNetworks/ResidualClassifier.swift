import SparseAutodiff
import SparseMatrices

/// A linear classifier on top of a residual network, with the cross-entropy of the softmax.
///
///     S = W Y_N        E = −1/n Σ_{c,k} C_ck log softmax(S_{:,k})_c
///
///     W   n_c×n_N      Y_N   n_N×n      S, C   n_c×n, a column for each example
///
///     cotangent   S̄ = (softmax(S) ⊙ 1 (1ᵀ C) − C) / n      W̄ = S̄ Y_Nᵀ      Ȳ_N = Wᵀ S̄
///
/// The columns of `C` are the observed classes: 1 at the class and 0 elsewhere, or any weights.
public struct ResidualClassifier<Scalar: SparseScalar>: Sendable {
  /// The network that the classifier stands on.
  public var network: ResidualNetwork<Scalar>
  /// `W`.
  public var weights: DenseMatrix<Scalar>

  /// - Precondition: `W` takes the features of `Y_N`.
  public init(network: ResidualNetwork<Scalar>, weights: DenseMatrix<Scalar>) {
    let features = network.parameters.weights.last?.rows ?? weights.columns
    require(
      weights.columns == features, "W takes \(weights.columns) features, Y_N has \(features)")
    self.network = network
    self.weights = weights
  }

  /// The gradient of the loss in everything that it depends on.
  public struct Gradient: Sendable {
    /// In `W`.
    public let weights: DenseMatrix<Scalar>
    /// In the network's weights and biases.
    public let parameters: ResidualParameters<Scalar>
    /// In `Y_0`.
    public let input: DenseMatrix<Scalar>
  }

  /// `S`, before the softmax.
  public func scores(_ input: DenseMatrix<Scalar>) -> DenseMatrix<Scalar> {
    Gemm.forward(weights, network.forward(input))
  }

  /// `E`. NaN of no examples.
  public func loss(_ input: DenseMatrix<Scalar>, classes: DenseMatrix<Scalar>) -> Scalar {
    CrossEntropy(weights, network.forward(input), classes).loss
  }

  /// `E` and its gradient in `W`, all `K_j` and `b_j`, and `Y_0`.
  ///
  /// - Complexity: three to four times that of ``loss(_:classes:)``, and the memory of
  ///   ``ResidualNetwork/trajectory(from:)``.
  public func lossWithGradient(
    _ input: DenseMatrix<Scalar>, classes: DenseMatrix<Scalar>
  ) -> (loss: Scalar, gradient: Gradient) {
    let run = network.trajectory(from: input)
    let entropy = CrossEntropy(weights, run.output, classes)
    let scoresBar = entropy.scoresBar()
    let (inputBar, parametersBar) = run.vjp(
      Gemm.forward(weights, scoresBar, transposeA: true, transposeB: true))
    return (
      entropy.loss,
      Gradient(
        weights: Gemm.forward(scoresBar, run.output, transposeA: true, transposeB: true),
        parameters: parametersBar, input: inputBar)
    )
  }
}

/// The cross-entropy with its scores transposed, so that a softmax is one of a row.
private struct CrossEntropy<Scalar: SparseScalar> {
  private let logSoftmax: [Scalar]
  private let classes: [Scalar]
  private let shape: DenseShape

  init(
    _ weights: DenseMatrix<Scalar>, _ y: DenseMatrix<Scalar>, _ classes: DenseMatrix<Scalar>
  ) {
    require(
      classes.rows == weights.rows && classes.columns == y.columns,
      "C is \(classes.rows)×\(classes.columns), the scores \(weights.rows)×\(y.columns)")
    let scores = Gemm.forward(y, weights, transposeA: true, transposeB: true)
    shape = scores._shape
    logSoftmax = Kernels.logSoftmax(scores.values, shape)
    self.classes = Kernels.transpose(classes.values, classes._shape)
  }

  var loss: Scalar { -Kernels.dot(classes, logSoftmax) / Scalar(shape.rows) }

  /// `S̄ᵀ`.
  func scoresBar() -> DenseMatrix<Scalar> {
    let column = DenseShape.column(shape.rows)
    let weights = Kernels.sum(classes, shape, to: column)
    var bar = Kernels.zip(
      .multiply, Kernels.map(.exp, logSoftmax), shape, weights, column, to: shape)
    let share = 1 / Scalar(shape.rows)
    Kernels.axpby(-share, classes, share, &bar)
    return DenseMatrix(_shape: shape, _elements: bar)
  }
}
