import RealModule
import SparseAutodiff
import SparseMatrices

/// Adam, and AdamW where the weight decay is decoupled from the gradient.
///
///     d = g + λ x                      AdamW: d = g, and x ← (1 − η λ) x
///     m ← β₁ m + (1 − β₁) d
///     v ← β₂ v + (1 − β₂) d²
///     x ← x − η m̂ / (√v̂ + ε)          m̂ = m / (1 − β₁ᵗ),   v̂ = v / (1 − β₂ᵗ),   t = 1, 2, …
///
/// η learning rate, λ weight decay; as `torch.optim.Adam` and `torch.optim.AdamW`.
public struct Adam<Scalar: SparseScalar>: Optimizer {
  public var learningRate: Schedule
  /// `β₁`, how slowly the mean of the gradients forgets.
  public var beta1: Double
  /// `β₂`, how slowly the mean of their squares forgets.
  public var beta2: Double
  /// `ε`, added to the root.
  public var epsilon: Double
  /// `λ`.
  public var weightDecay: Double
  /// Whether the weights decay apart from the gradient: AdamW.
  public var decoupled: Bool
  public private(set) var steps = 0
  private var first = Moments<Scalar>()
  private var second = Moments<Scalar>()

  /// - Precondition: `beta1` and `beta2` are in `0 ..< 1`, `epsilon` and `weightDecay` not negative.
  public init(
    learningRate: Schedule = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, decoupled: Bool = false
  ) {
    require((0..<1).contains(beta1) && (0..<1).contains(beta2), "betas \(beta1), \(beta2)")
    require(epsilon >= 0, "an epsilon of \(epsilon)")
    require(weightDecay >= 0, "a weight decay of \(weightDecay)")
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupled = decoupled
  }

  /// AdamW with its usual weight decay.
  public static func adamW(
    learningRate: Schedule = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 1e-2
  ) -> Adam {
    Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay, decoupled: true)
  }

  public mutating func update<P: Coordinates>(
    _ parameters: inout P, along gradient: P
  ) where P.Scalar == Scalar {
    check(parameters, gradient)
    let gradients = gradient.coordinateBlocks
    first.prepare(for: gradients)
    second.prepare(for: gradients)
    let rate = learningRate(steps)
    steps += 1
    // The corrections are computed in double precision whatever the scalar is.
    let correction1 = 1 - Double.pow(beta1, Double(steps))
    let correction2 = 1 - Double.pow(beta2, Double(steps))
    parameters.updateCoordinateBlocks { k, x in
      Kernels.adam(
        &x, gradients[k], first: &first.blocks[k], second: &second.blocks[k],
        rate: Scalar(rate / correction1), keep: decoupled ? Scalar(1 - rate * weightDecay) : 1,
        decay: decoupled ? 0 : Scalar(weightDecay), share1: Scalar(1 - beta1),
        beta2: Scalar(beta2), share2: Scalar(1 - beta2), root: Scalar(correction2.squareRoot()),
        epsilon: Scalar(epsilon))
    }
  }

  public func mismatch<P: Coordinates>(
    with parameters: P
  ) -> String? where P.Scalar == Scalar {
    first.mismatch(with: parameters) ?? second.mismatch(with: parameters)
  }
}
