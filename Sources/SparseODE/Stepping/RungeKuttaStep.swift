import SparseMatrices

/// One step of an explicit Runge–Kutta method, and the buffers it needs.
///
///     k_i = f(t + c_i h, y + h Σ_j<i a_ij k_j, θ)        y⁺ = y + h Σ b_i k_i
package struct RungeKuttaStep<Field: VectorField> {
  package typealias State = Field.State
  typealias Scalar = State.Scalar

  let method: ButcherTableau
  var field: Field
  /// `k_i`, over the stages and, once they were needed, the extra ones of the dense output.
  var slopes: [State]
  /// The state that the last slope was evaluated at.
  private(set) var stage: State
  package private(set) var evaluations = 0
  /// Whether the slope at the end of the step is evaluated, which is slope `method.endSlope`.
  private(set) var knowsEndSlope = false

  package init(_ method: ButcherTableau, _ field: Field, like y: State) {
    self.method = method
    self.field = field
    slopes = method.nodes.map { _ in y.zero }
    stage = y.zero
  }

  /// The number of stages whose slopes the new state is made of. With first-same-as-last the last one begins the next
  /// step.
  var stageCount: Int { method.isFirstSameAsLast ? method.nodes.count - 1 : method.nodes.count }

  /// Evaluates the slopes `first ..< stageCount` of the step from `y` at `t`.
  package mutating func evaluateStages(
    _ t: Double, _ h: Double, _ y: State, _ theta: Field.Theta, from first: Int = 0
  ) {
    knowsEndSlope = false
    for i in first..<stageCount {
      if i == 0 {
        evaluate(t, y, theta, into: 0)
      } else {
        setStage(i, h, y)
        evaluate(t + method.nodes[i] * h, stage, theta, into: i)
      }
    }
  }

  /// Evaluates the slope at the end of the step, unless it is known. The method has such a slope.
  mutating func evaluateEndSlope(_ tEnd: Double, _ end: State, _ theta: Field.Theta) {
    guard let last = method.endSlope, !knowsEndSlope else { return }
    if last == slopes.count { slopes.append(end.zero) }
    evaluate(tEnd, end, theta, into: last)
    knowsEndSlope = true
  }

  /// Evaluates what the interpolant of the step takes besides the stages. The method is one that is
  /// ``ButcherTableau/interpolated``.
  package mutating func evaluateInterpolationStages(
    _ accepted: AcceptedStep<State>, _ theta: Field.Theta
  ) {
    evaluateEndSlope(accepted.tEnd, accepted.end, theta)
    for (k, node) in method.extraNodes.enumerated() {
      let i = method.nodes.count + k
      if i == method.endSlope { continue }
      if i == slopes.count { slopes.append(stage.zero) }
      stage.combine(0, 1, accepted.start, accepted.h, method.extraStages[k], slopes)
      evaluate(accepted.t + node * accepted.h, stage, theta, into: i)
    }
  }

  /// Evaluates the field at a point into slope `i`.
  mutating func evaluate(_ t: Double, _ y: State, _ theta: Field.Theta, into i: Int) {
    field.evaluate(t, y, theta, into: &slopes[i])
    evaluations += 1
  }

  /// `f(t + h, y + h k_0, θ) - k_0`, where slope 0 is known: how fast the slope changes. Slope 1 is lost.
  mutating func changeOfSlope(
    _ t: Double, _ h: Double, _ y: State, _ theta: Field.Theta
  ) -> State {
    stage.combine(0, [(1, y), (Scalar(h), slopes[0])])
    evaluate(t + h, stage, theta, into: 1)
    return State.combination([(1, slopes[1]), (-1, slopes[0])])
  }

  /// `stage ← y + h Σ_j<i a_ij k_j`, with the slopes of the step or with those given.
  mutating func setStage(_ i: Int, _ h: Double, _ y: State, slopes given: [State]? = nil) {
    stage.combine(0, 1, y, h, method.stages[i], given ?? slopes)
  }

  /// Hands the slopes of the stages over, and goes on in buffers of its own.
  mutating func takeSlopes() -> [State] {
    let taken = Array(slopes.prefix(stageCount))
    for i in taken.indices { slopes[i] = taken[i].zero }
    return taken
  }

  /// `y + h Σ b_i k_i` in buffers of its own.
  package func end(_ h: Double, _ y: State) -> State {
    State.combination(1, y, h, method.weights, slopes)
  }

  /// `y⁺ ← y + h Σ b_i k_i`
  func setEnd(_ h: Double, _ y: State, into next: inout State) {
    next.combine(0, 1, y, h, method.weights, slopes)
  }

  /// `out ← h Σ e_i k_i`
  func setError(_ weights: [Double], _ h: Double, into out: inout State) {
    out.combine(0, 0, stage, h, weights, slopes)
  }
}
