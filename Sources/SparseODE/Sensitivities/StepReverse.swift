import SparseMatrices

/// The reverse of Runge–Kutta steps: cotangents of a step's end to those of its beginning, its size and the parameters.
///
///     backward over the stages   k̄_i = h (b_i ȳ⁺ + Σ_j>i a_ji ū_j)      ū_i = J_y(Y_i)ᵀ k̄_i
///     ȳ = ȳ⁺ + Σ ū_i      θ̄ += Σ J_θ(Y_i)ᵀ k̄_i      h̄ = Σ (⟨k̄_i, k_i⟩ / h + c_i t̄_i)      t̄ = Σ t̄_i
///
/// with `Y_i` the state that stage `i` was evaluated at and `t̄_i = J_t(Y_i)ᵀ k̄_i`. Slopes that were not kept are computed
/// again.
struct StepReverse<Field: DifferentiableField> {
  typealias State = Field.State
  typealias Scalar = State.Scalar

  var step: RungeKuttaStep<Field>
  /// The cotangent of the state that the reverse has come back to.
  var lambda: State
  var thetaBar: Field.Theta
  private var slopeBar: State
  private var stageBar: State
  /// `a_ji` over `j` for each `i`, and as many ones as there are stages.
  private let columns: [[Double]]
  private let ones: [Double]

  init(_ method: ButcherTableau, _ field: Field, like y: State, _ theta: Field.Theta) {
    step = RungeKuttaStep(method, field, like: y)
    lambda = y.zero
    thetaBar = theta.zero
    slopeBar = y.zero
    stageBar = y.zero
    let count = step.stageCount
    columns = (0..<count).map { i in (0..<count).map { $0 > i ? method.stages[$0][i] : 0 } }
    ones = [Double](repeating: 1, count: count)
  }

  /// Computes a step again, from `y` at `t` to its end, in the buffers of the reverse.
  mutating func advance(_ t: Double, _ h: Double, _ y: inout State, _ theta: Field.Theta) {
    step.evaluateStages(t, h, y, theta)
    step.setEnd(h, y, into: &slopeBar)
    swap(&y, &slopeBar)
  }

  /// Reverses the step of size `h` from `y` at `t`, and returns the cotangents of `t` and `h`.
  mutating func reverse(
    _ t: Double, _ h: Double, _ y: State, _ theta: Field.Theta, slopes kept: [State]? = nil
  ) -> (t: Double, h: Double) {
    if kept == nil { step.evaluateStages(t, h, y, theta) }
    let method = step.method
    var (tBar, hBar) = (0.0, 0.0)
    for i in (0..<step.stageCount).reversed() {
      // From the ū_j that took the places of later slopes.
      slopeBar.combine(0, h * method.weights[i], lambda, h, columns[i], step.slopes)
      let rate = kept?[i] ?? step.slopes[i]
      hBar += slopeBar.inner(rate) / h
      if i > 0 { step.setStage(i, h, y, slopes: kept) }
      let c = method.nodes[i]
      let stageTBar = step.field.vjp(
        t + c * h, i > 0 ? step.stage : y, theta, rate: rate, cotangent: &slopeBar,
        into: &stageBar, adding: &thetaBar)
      tBar += stageTBar
      hBar += c * stageTBar
      // Earlier stages do not need slope i any more; its place takes ū_i.
      swap(&step.slopes[i], &stageBar)
    }
    lambda.combine(1, 0, stageBar, 1, ones, step.slopes)
    return (tBar, hBar)
  }
}
