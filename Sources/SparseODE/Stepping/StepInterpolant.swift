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
    coefficients = method.nestedInterpolation[0].map { _ in y.zero }
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
    for j in coefficients.indices { coefficients[j].combine(0, Self.terms(j, h, step)) }
  }

  /// How many states it keeps.
  var stateCount: Int { coefficients.count + 1 }

  /// The state at a time within the step.
  package func state(at time: Double) -> State {
    State.combination(terms(at: time))
  }

  /// The same into buffers there are.
  package func state(at time: Double, into y: inout State) {
    y.combine(0, terms(at: time))
  }

  private func terms(at time: Double) -> [(Scalar, State)] {
    let theta = time == t ? 0 : time == tEnd ? 1 : (time - t) / h
    var terms = [(1 as Scalar, start)]
    var phi = theta
    for (j, q) in coefficients.enumerated() {
      // A factor of 0 must not make NaN of an overflow in a coefficient.
      if phi != 0 { terms.append((Scalar(phi), q)) }
      phi *= j.isMultiple(of: 2) ? 1 - theta : theta
    }
    return terms
  }

  /// `h B_ij k_i`
  private static func terms<Field: VectorField>(
    _ j: Int, _ h: Double, _ step: RungeKuttaStep<Field>
  ) -> [(Scalar, State)] where Field.State == State {
    step.method.nestedInterpolation.enumerated().compactMap { i, row in
      row[j] == 0 ? nil : (Scalar(h * row[j]), step.slopes[i])
    }
  }
}

extension ButcherTableau {
  /// The method with dense output: its own, or cubic Hermite interpolation written as one.
  ///
  ///     b_i(θ) = b_i (3 θ² - 2 θ³) + (θ - 2 θ² + θ³ for the slope at the start, θ³ - θ² for that at the end)
  ///
  /// The slope at the end is an extra stage, unless the method has it.
  package var interpolated: ButcherTableau {
    if interpolation != nil { return self }
    let hasEnd = isFirstSameAsLast
    var rows = (weights + (hasEnd ? [] : [0])).map { [0, 3 * $0, -2 * $0] }
    for (i, hermite) in [(0, [1.0, -2, 1]), (rows.count - 1, [0.0, -1, 1])] {
      rows[i] = zip(rows[i], hermite).map { $0 + $1 }
    }
    return ButcherTableau(
      name: name, order: order, nodes: nodes, stages: stages, weights: weights,
      embeddedOrder: embeddedOrder, errorWeights: errorWeights,
      secondEmbeddedOrder: secondEmbeddedOrder, secondErrorWeights: secondErrorWeights,
      interpolationOrder: interpolationOrder, interpolation: rows,
      extraNodes: hasEnd ? [] : [1], extraStages: hasEnd ? [] : [weights])
  }

  /// Which slope, counted over the stages and then the extra ones, is the one at the end of the step.
  var endSlope: Int? {
    if isFirstSameAsLast { return nodes.count - 1 }
    return extraStages.first == weights ? nodes.count : nil
  }

  /// `B`: the interpolation by products of `θ` and `1 - θ`.
  ///
  /// With `b_i(θ) = θ p(θ)`: `p(θ) = p(1) + (1 - θ) q(θ)`, `q(θ) = q(0) + θ r(θ)` and so on in turn.
  static func nested(_ interpolation: [[Double]], _ weights: [Double]) -> [[Double]] {
    interpolation.enumerated().map { i, row in
      var p = row
      return row.indices.map { j in
        if !j.isMultiple(of: 2) { return p.removeFirst() }
        let atOne = p.reduce(0, +)
        // (p - p(1)) / (1 - θ), whose coefficients are the sums of those of p above.
        p = p.indices.dropLast().map { -p[($0 + 1)...].reduce(0, +) }
        // The weights to the last bit, so that the interpolant meets the end of the step.
        return j > 0 ? atOne : i < weights.count ? weights[i] : 0
      }
    }
  }
}
