import SparseAutodiff
import SparseMatrices
import SparseSolvers

/// The derivative of a Runge–Kutta step along a direction.
///
///     Ẏ_i = ẏ + Σ_j<i a_ij (ḣ k_j + h k̇_j)      k̇_i = J_t (ṫ + c_i ḣ) + J_y Ẏ_i + J_θ θ̇
///     ẏ⁺ = ẏ + Σ b_i (ḣ k_i + h k̇_i)
struct TangentStep<Field: DifferentiableField> {
  typealias State = Field.State
  typealias Scalar = State.Scalar

  /// The tangent of the state reached.
  private(set) var y: State
  private let theta: Field.Theta
  private var slopes: [State]
  private var stage: State

  init(_ method: ButcherTableau, from yDot: State, _ thetaDot: Field.Theta) {
    y = yDot
    theta = thetaDot
    slopes = method.nodes.map { _ in yDot.zero }
    stage = yDot.zero
  }

  /// Carries the tangent over a step from `start`, whose slopes `step` holds.
  mutating func advance(
    _ step: inout RungeKuttaStep<Field>, _ t: Double, _ h: Double, _ start: State,
    _ thetaValue: Field.Theta, tDot: Double, hDot: Double
  ) {
    let method = step.method
    for i in 0..<step.stageCount {
      if i > 0 { step.setStage(i, h, start) }
      stage.combine(0, [(1, y)] + terms(method.stages[i], step, h, hDot))
      let c = method.nodes[i]
      step.field.jvp(
        t + c * h, i > 0 ? step.stage : start, thetaValue, rate: step.slopes[i],
        tDot: tDot + c * hDot, yDot: stage, thetaDot: theta, into: &slopes[i])
    }
    y.combine(1, terms(method.weights, step, h, hDot))
  }

  private func terms(
    _ weights: [Double], _ step: RungeKuttaStep<Field>, _ h: Double, _ hDot: Double
  ) -> [(Scalar, State)] {
    weights.indices.flatMap { i -> [(Scalar, State)] in
      guard weights[i] != 0 else { return [] }
      let moved = hDot == 0 ? [] : [(Scalar(hDot * weights[i]), step.slopes[i])]
      return moved + [(Scalar(h * weights[i]), slopes[i])]
    }
  }
}

extension ODESolver {
  /// The solution, and its derivative along a direction in everything it depends on: `J v`, exact for what is computed.
  ///
  /// - Parameters:
  ///   - tangent: of `y(t₀)`, the parameters and the times.
  /// - Returns: the solution and the tangents of its states.
  /// - Throws: ``ODEError``
  /// - Complexity: an evaluation and a jvp of the field a stage and step. Nothing is kept of the steps.
  public func solveWithTangent<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    along tangent: SolutionGradient<Field.State, Field.Theta>
  ) throws(ODEError) -> (solution: Solution<Field.State>, tangents: [Field.State]) {
    require(
      tangent.times.count == times.count,
      "\(tangent.times.count) tangents for \(times.count) times")
    var moving = TangentStep<Field>(method, from: tangent.initial, tangent.theta)
    var tangents: [Field.State] = []
    var lastPiece = -1
    let solution = try solve(field, from: y0, theta, at: times) { piece, step, stages in
      while lastPiece < piece {
        tangents.append(moving.y)
        lastPiece += 1
      }
      let (f, w) = Self.shares(step.t, step.h, from: times[piece], to: times[piece + 1])
      let (aDot, bDot) = (tangent.times[piece], tangent.times[piece + 1])
      moving.advance(
        &stages, step.t, step.h, step.start, theta, tDot: (1 - f) * aDot + f * bDot,
        hDot: w * (bDot - aDot))
      return false
    }
    while tangents.count < times.count { tangents.append(moving.y) }
    return (solution, tangents)
  }

  /// The gradient by the tangents of every coordinate: ``Sensitivity/forward``.
  func forwardGradient<Field: DifferentiableField>(
    _ field: Field, from y0: Field.State, _ theta: Field.Theta, at times: [Double],
    _ cotangents: [Field.State?]
  ) throws(ODEError) -> SolutionGradient<Field.State, Field.Theta> {
    typealias Gradient = SolutionGradient<Field.State, Field.Theta>
    let zero = Gradient(
      initial: y0.zero, theta: theta.zero, times: [Double](repeating: 0, count: times.count))
    var gradient = zero
    func differentiate<Part: Coordinates>(
      in part: WritableKeyPath<Gradient, Part>
    ) throws(ODEError) {
      var bars = zero[keyPath: part].coordinates
      for k in bars.indices {
        var tangent = zero
        tangent[keyPath: part].coordinates[k] = 1
        let tangents = try solveWithTangent(field, from: y0, theta, at: times, along: tangent)
          .tangents
        let slope = zip(cotangents, tangents).reduce(0) { $0 + ($1.0?.inner($1.1) ?? 0) }
        bars[k] = Part.Scalar(slope)
      }
      gradient[keyPath: part].coordinates = bars
    }
    try differentiate(in: \.initial)
    try differentiate(in: \.theta)
    try differentiate(in: \.times)
    return gradient
  }
}
