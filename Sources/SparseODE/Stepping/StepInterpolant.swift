import SparseAutodiff
import SparseMatrices

/// The solution within one step, from the slopes of the step.
///
///     y(t + θ h) ≈ y + h Σ_i b_i(θ) k_i = y + Σ_j φ_j(θ) q_j        q_j = h Σ_i B_ij k_i,  0 ≤ θ ≤ 1
///     φ = θ, θ (1 - θ), θ² (1 - θ), θ² (1 - θ)², …
///
/// The `q_j` take fewer states than the slopes, 7 for 16 of DOP853, and unlike with powers of `θ` nothing cancels in their
/// sum (Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.6).
package struct StepInterpolant<State: Coordinates>: Sendable {
  typealias Scalar = State.Scalar

  private(set) var t: Double
  private(set) var h: Double
  /// The time at the end.
  private(set) var tEnd: Double
  private(set) var start: State
  private var coefficients: [State]

  /// An interpolant that is `y` everywhere, with the buffers that others of the method need.
  package init(_ method: ButcherTableau, like y: State) {
    (t, h, tEnd) = (0, 0, 0)
    start = y
    coefficients = method.nestedInterpolation.map { _ in y.zero }
  }

  /// Of the step just computed, all of whose slopes are evaluated.
  init<Field: VectorField>(_ accepted: AcceptedStep<State>, _ step: RungeKuttaStep<Field>)
  where Field.State == State {
    self.init(step.method, like: accepted.start)
    set(accepted, step)
  }

  /// Becomes the interpolant of another step, in the same buffers.
  package mutating func set<Field: VectorField>(
    _ accepted: AcceptedStep<State>, _ step: RungeKuttaStep<Field>
  ) where Field.State == State {
    (t, h, tEnd) = (accepted.t, accepted.h, accepted.tEnd)
    start = accepted.start
    for j in coefficients.indices {
      coefficients[j].combine(0, 0, start, h, step.method.nestedInterpolation[j], step.slopes)
    }
  }

  /// How many states it keeps.
  var stateCount: Int { coefficients.count + 1 }

  /// The state at a time within the step.
  package func state(at time: Double) -> State {
    State.combination(1, start, 1, phi(at: time), coefficients)
  }

  /// The same into buffers there are.
  package func state(at time: Double, into y: inout State) {
    y.combine(0, 1, start, 1, phi(at: time), coefficients)
  }

  /// The products of `θ` and `1 - θ`. Where one is 0, an overflow in its coefficient does not make NaN of the sum.
  private func phi(at time: Double) -> [Double] {
    let theta = time == t ? 0 : time == tEnd ? 1 : (time - t) / h
    var phi = [theta]
    for j in coefficients.indices.dropLast() {
      phi.append(phi[j] * (j.isMultiple(of: 2) ? 1 - theta : theta))
    }
    return phi
  }
}
