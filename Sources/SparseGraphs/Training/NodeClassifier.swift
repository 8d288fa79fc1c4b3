import SparseAutodiff
import SparseMatrices
import SparseOptimization

/// A model that scores the classes of all nodes of a graph at once.
///
/// What a model computes once from the data, as the matrix it multiplies with, is its ``NodeClassifier/Input``; what it learns are its
/// parameters. ``NodeTraining`` trains any such model.
public protocol NodeClassifier: Parameters, Codable
where Scalar: DifferentiableScalar {
  // Named again so that a conformance tells it.
  /// `Float` or `Double`.
  associatedtype Scalar
  /// The data as the model reads them.
  associatedtype Input: Sendable
  /// What can go wrong with data or in the computation; where something can, the model names it by a `typealias`.
  associatedtype Failure: Error = Never

  /// Makes the data ready; once, before training.
  static func input(for data: NodeClassificationData<Scalar>) throws(Failure) -> Input

  /// A row of scores for each node, before the softmax.
  ///
  /// - Parameters:
  ///   - model: the parameters, as variables.
  ///   - input: the data.
  ///   - seed: in training, what the random numbers of dropout are made from; nil when the model is used.
  static func logits(
    _ model: Traced<Self>, _ input: Input, seed: UInt64?
  ) throws(Failure) -> Variable<DenseMatrix<Scalar>>

  /// The weights that a weight decay is of.
  static func decayed(_ model: Traced<Self>) -> [Variable<DenseMatrix<Scalar>>]
}

extension NodeClassifier {
  /// A row of scores for each node, before the softmax.
  public func logits(_ input: Input) throws(Failure) -> DenseMatrix<Scalar> {
    // Without a tape: all are constants, and nothing is recorded.
    try Self.logits(untraced, input, seed: nil).value
  }

  /// A row of scores for each node, before the softmax.
  public func logits(
    _ data: NodeClassificationData<Scalar>
  ) throws(Failure) -> DenseMatrix<Scalar> { try logits(Self.input(for: data)) }
}
