import SparseAutodiff
import SparseMatrices

/// RMSprop, also centred and with momentum and weight decay.
///
///     d = g + λ x
///     s ← α s + (1 − α) d²
///     m ← α m + (1 − α) d              centred only; otherwise m = 0
///     v ← μ v + d / (√(s − m²) + ε)
///     x ← x − η v
///
/// η learning rate, α smoothing, μ momentum, λ weight decay; as `torch.optim.RMSprop`, but for a variance `s − m²` that
/// rounding makes negative, which counts as 0 here and is NaN there.
public struct RMSprop<Scalar: SparseScalar>: Optimizer {
  public var learningRate: Schedule
  /// `α`, how slowly the mean of the squares forgets.
  public var smoothing: Double
  /// `ε`, added to the root.
  public var epsilon: Double
  /// `μ`.
  public var momentum: Double
  /// `λ`.
  public var weightDecay: Double
  /// Whether the gradient is divided by its standard deviation, not by its root mean square.
  public let centered: Bool
  public private(set) var steps = 0
  private var square = Moments<Scalar>()
  private var mean = Moments<Scalar>()
  private var velocity = Moments<Scalar>()

  /// - Precondition: `smoothing` is in `0 ..< 1`, and `epsilon`, `momentum` and `weightDecay` are not negative.
  public init(
    learningRate: Schedule = 1e-2, smoothing: Double = 0.99, epsilon: Double = 1e-8,
    momentum: Double = 0, weightDecay: Double = 0, centered: Bool = false
  ) {
    require((0..<1).contains(smoothing), "a smoothing of \(smoothing)")
    require(epsilon >= 0, "an epsilon of \(epsilon)")
    require(momentum >= 0, "a momentum of \(momentum)")
    require(weightDecay >= 0, "a weight decay of \(weightDecay)")
    self.learningRate = learningRate
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.centered = centered
  }

  public mutating func update<P: Coordinates>(
    _ parameters: inout P, along gradient: P
  ) where P.Scalar == Scalar {
    check(parameters, gradient)
    let gradients = gradient.coordinateBlocks
    square.prepare(for: gradients)
    mean.prepare(for: gradients, needed: centered)
    velocity.prepare(for: gradients, needed: momentum != 0)
    let rate = Scalar(learningRate(steps))
    parameters.updateCoordinateBlocks { k, x in
      Kernels.rmsprop(
        &x, gradients[k], square: &square.blocks[k], mean: &mean.blocks[k],
        velocity: &velocity.blocks[k], rate: rate, decay: Scalar(weightDecay),
        alpha: Scalar(smoothing), share: Scalar(1 - smoothing), epsilon: Scalar(epsilon),
        momentum: Scalar(momentum))
    }
    steps += 1
  }

  public func mismatch<P: Coordinates>(
    with parameters: P
  ) -> String? where P.Scalar == Scalar {
    square.mismatch(with: parameters) ?? mean.mismatch(with: parameters)
      ?? velocity.mismatch(with: parameters)
  }
}
