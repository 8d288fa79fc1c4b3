// A learning rate that stays: a number, where a `Schedule` could be. Literals are schedules, so these are for the others.

extension SGD {
  /// With the same learning rate in all steps: see ``init(learningRate:momentum:dampening:nesterov:weightDecay:)``.
  @_disfavoredOverload
  public init(
    learningRate: Double, momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    self.init(
      learningRate: .constant(learningRate), momentum: momentum, dampening: dampening,
      nesterov: nesterov, weightDecay: weightDecay)
  }
}

extension RMSprop {
  /// With the same learning rate in all steps.
  @_disfavoredOverload
  public init(
    learningRate: Double, smoothing: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
    weightDecay: Double = 0, centered: Bool = false
  ) {
    self.init(
      learningRate: .constant(learningRate), smoothing: smoothing, epsilon: epsilon,
      momentum: momentum, weightDecay: weightDecay, centered: centered)
  }
}

extension Adam {
  /// With the same learning rate in all steps.
  @_disfavoredOverload
  public init(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0, decoupled: Bool = false
  ) {
    self.init(
      learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay, decoupled: decoupled)
  }

  /// AdamW with the same learning rate in all steps.
  @_disfavoredOverload
  public static func adamW(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 1e-2
  ) -> Adam {
    adamW(
      learningRate: .constant(learningRate), beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay)
  }
}
