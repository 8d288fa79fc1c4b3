import SparseMatrices

/// The derivatives of Runge–Kutta steps along some directions at once.
///
///     Ẏ_i = ẏ + Σ_j<i a_ij (ḣ k_j + h k̇_j)      k̇_i = J_t (ṫ + c_i ḣ) + J_y Ẏ_i + J_θ θ̇
///     ẏ⁺ = ẏ + Σ b_i (ḣ k_i + h k̇_i)
///
/// The stages `Y_i` of the step itself are computed once for all directions.
package struct TangentStep<Field: DifferentiableField> {
  package typealias State = Field.State

  /// The tangents of the state reached.
  private(set) var y: [State]
  private let thetas: [Field.Theta]
  /// `k̇_i` of each direction.
  private var slopes: [[State]]
  private var stages: [State]
  private var rates: [State]

  init(_ method: ButcherTableau, from yDots: [State], _ thetaDots: [Field.Theta]) {
    y = yDots
    thetas = thetaDots
    slopes = yDots.map { yDot in method.nodes.map { _ in yDot.zero } }
    stages = yDots.map(\.zero)
    rates = stages
  }

  /// How many states each direction takes.
  package static func stateCount(_ method: ButcherTableau) -> Int { method.nodes.count + 3 }

  /// Carries the tangents over a step from `start`, whose slopes `step` holds; `ends` are the tangents of `t` and `h`.
  mutating func advance(
    _ step: inout RungeKuttaStep<Field>, _ t: Double, _ h: Double, _ start: State,
    _ theta: Field.Theta, along ends: [(t: Double, h: Double)]
  ) {
    let method = step.method
    for i in 0..<step.stageCount {
      if i > 0 { step.setStage(i, h, start) }
      for k in y.indices {
        stages[k].combine(0, 1, y[k], h, method.stages[i], slopes[k])
        stages[k].combine(1, 0, start, ends[k].h, method.stages[i], step.slopes)
      }
      let c = method.nodes[i]
      step.field.jvps(
        t + c * h, i > 0 ? step.stage : start, theta, rate: step.slopes[i],
        tDots: ends.map { $0.t + c * $0.h }, yDots: stages, thetaDots: thetas, into: &rates)
      for k in y.indices { swap(&rates[k], &slopes[k][i]) }
    }
    for k in y.indices {
      y[k].combine(1, 0, start, h, method.weights, slopes[k])
      y[k].combine(1, 0, start, ends[k].h, method.weights, step.slopes)
    }
  }
}
