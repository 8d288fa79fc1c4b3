import SparseAutodiff
import SparseMatrices
import SparseOptimization

/// What an epoch came to. Everything but the training loss is of the model after it, without dropout.
public struct TrainingEpoch: Codable, Equatable, Sendable {
  /// From 1.
  public let number: Int
  /// The loss that the step went against, with dropout and weight decay.
  public let trainingLoss: Double
  /// The cross-entropy on the validation nodes.
  public let validationLoss: Double
  /// The part of the training nodes that are classified right.
  public let trainingAccuracy: Double
  /// The part of the validation nodes that are classified right.
  public let validationAccuracy: Double
  /// NaN where there are no test nodes.
  public let testAccuracy: Double

  init<S: DifferentiableScalar>(
    number: Int, trainingLoss: Double, scores: DenseMatrix<S>, _ data: NodeClassificationData<S>
  ) {
    self.number = number
    self.trainingLoss = trainingLoss
    validationLoss = Double(
      crossEntropy(Variable(scores), labels: data.labels, mask: data.validation).value)
    let predicted = scores.largestColumns()
    func part(_ mask: [Bool]) -> Double {
      let (right, count) = rightAnswers(predicted, data.labels, mask)
      return Double(right) / Double(count)
    }
    trainingAccuracy = part(data.train)
    validationAccuracy = part(data.validation)
    testAccuracy = part(data.test)
  }

  /// Whether it is to be chosen instead of an earlier one. A loss that is not a number is worse than any that is.
  func isBetter(than other: TrainingEpoch?, by selection: TrainingOptions.Selection) -> Bool {
    guard let other else { return true }
    switch selection {
    case .validationLoss:
      return validationLoss < other.validationLoss
        || other.validationLoss.isNaN && !validationLoss.isNaN
    case .validationAccuracy:
      return validationAccuracy > other.validationAccuracy
    }
  }
}
