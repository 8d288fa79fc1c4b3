import SparseAutodiff
import SparseMatrices
import SparseOptimization

/// How a ``NodeTraining`` goes.
public struct TrainingOptions: Codable, Equatable, Sendable {
  /// What chooses the epoch. Of equal ones, the first is chosen.
  public enum Selection: String, Codable, Sendable, CaseIterable {
    /// The least cross-entropy on the validation nodes.
    case validationLoss
    /// The greatest accuracy on the validation nodes.
    case validationAccuracy
  }

  /// The most epochs.
  public var epochs: Int
  /// λ, of the weights that the model lets decay.
  public var weightDecay: Double
  /// What chooses the epoch.
  public var selection: Selection
  /// Training ends so many epochs after the chosen one; nil trains through all.
  public var patience: Int?
  /// What the random numbers of dropout are made from.
  public var seed: UInt64

  /// Options, each with a default.
  public init(
    epochs: Int = 200, weightDecay: Double = 5e-4, selection: Selection = .validationLoss,
    patience: Int? = nil, seed: UInt64 = 0
  ) {
    self.epochs = epochs
    self.weightDecay = weightDecay
    self.selection = selection
    self.patience = patience
    self.seed = seed
  }

  /// A seed for each epoch, so that none depends on those before it. Hashed twice: a generator's numbers from successive
  /// seeds would be each other's.
  func seed(ofEpoch epoch: Int) -> UInt64 {
    var mixed = SeededGenerator(seed: seed)
    var generator = SeededGenerator(seed: mixed.next() ^ UInt64(epoch))
    return generator.next()
  }
}
