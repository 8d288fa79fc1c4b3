import SparseAutodiff
import SparseMatrices

/// Stochastic gradient descent, with momentum, Nesterov's momentum and weight decay.
///
///     d = g + λ x
///     v ← μ v + (1 − δ) d              in the first step, v = d
///     x ← x − η v                      Nesterov: x ← x − η (d + μ v);   μ = 0: x ← x − η d
///
/// η learning rate, μ momentum, δ dampening, λ weight decay; as `torch.optim.SGD`.
public struct SGD<Scalar: SparseScalar>: Optimizer {
  public var learningRate: Schedule
  /// `μ`.
  public var momentum: Double
  /// `δ`.
  public var dampening: Double
  /// Whether the momentum is Nesterov's.
  public var nesterov: Bool
  /// `λ`.
  public var weightDecay: Double
  public private(set) var steps = 0
  private var velocity = Moments<Scalar>()

  /// - Precondition: `momentum` and `weightDecay` are not negative; Nesterov's momentum is positive and not dampened.
  public init(
    learningRate: Schedule, momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    require(momentum >= 0, "a momentum of \(momentum)")
    require(weightDecay >= 0, "a weight decay of \(weightDecay)")
    require(
      !nesterov || (momentum > 0 && dampening == 0),
      "Nesterov's with a momentum of \(momentum) and a dampening of \(dampening)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  public mutating func update<P: Coordinates>(
    _ parameters: inout P, along gradient: P
  ) where P.Scalar == Scalar {
    check(parameters, gradient)
    let gradients = gradient.coordinateBlocks
    let isFirst = velocity.blocks.allSatisfy(\.isEmpty)
    velocity.prepare(for: gradients, needed: momentum != 0)
    let rate = Scalar(learningRate(steps))
    parameters.updateCoordinateBlocks { k, x in
      Kernels.sgd(
        &x, gradients[k], velocity: &velocity.blocks[k], rate: rate, decay: Scalar(weightDecay),
        momentum: Scalar(momentum), share: isFirst ? 1 : Scalar(1 - dampening), nesterov: nesterov)
    }
    steps += 1
  }

  public func mismatch<P: Coordinates>(
    with parameters: P
  ) -> String? where P.Scalar == Scalar {
    velocity.mismatch(with: parameters)
  }
}
