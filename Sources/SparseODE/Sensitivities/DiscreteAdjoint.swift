import SparseAutodiff
import SparseMatrices
import SparseSolvers

/// The reverse of a solution's steps: ``Sensitivity/discrete`` and ``Sensitivity/checkpointed(slots:)``.
struct DiscreteAdjoint<Field: DifferentiableField> {
  typealias State = Field.State

  let solver: ODESolver
  let field: Field
  let theta: Field.Theta
  let times: [Double]
  private(set) var trajectory: Trajectory<State>

  init(
    _ solver: ODESolver, _ field: Field, from y0: State, _ theta: Field.Theta, at times: [Double],
    slots: Int?
  ) {
    self.solver = solver
    self.field = field
    self.theta = theta
    self.times = times
    let counts = ODESolver.pieces(of: times).compactMap {
      solver.stepCount(from: $0, to: $1, of: times)
    }
    let isKnown = counts.count == times.count - 1
    trajectory = Trajectory(
      from: y0, slots: slots, stepCount: isKnown ? counts.reduce(0, +) : nil)
  }

  /// Bytes of slopes that may be kept, so that small problems are not computed twice.
  private static var slopeLimit: Int { 32 << 20 }

  /// Solves, keeping what the reverse needs. Slopes are of use to the reverse of the steps alone.
  mutating func solve(keepingSlopes: Bool = true) throws(ODEError) -> Solution<State> {
    let y0 = trajectory.kept[0].state
    var taken = trajectory
    defer { trajectory = taken }
    let stateBytes = y0.coordinateBytes
    let limit = keepingSlopes ? Self.slopeLimit : 0
    var solution = try solver.solve(field, from: y0, theta, at: times) { piece, step, stages in
      taken.keepSlopes(bytes: stages.stageCount * stateBytes, atMost: limit) { stages.takeSlopes() }
      return taken.append(.init(piece: piece, t: step.t, h: step.h), end: step.end)
    }
    solution.statistics.peakBytes += taken.slopeBytes
    return solution
  }

  /// The cotangents of everything, from those of the states at the times.
  func gradient(_ cotangents: [State?]) -> SolutionGradient<State, Field.Theta> {
    var kept = trajectory
    var reverse = StepReverse(solver.method, field, like: trajectory.kept[0].state, theta)
    var timesBar = [Double](repeating: 0, count: times.count)
    var n = trajectory.steps.count
    for piece in (0..<times.count).reversed() {
      if let cotangent = cotangents[piece] { reverse.lambda.combine(1, [(1, cotangent)]) }
      while n > 0, trajectory.steps[n - 1].piece == piece - 1 {
        n -= 1
        let y = kept.state(at: n) { step, y in reverse.advance(step.t, step.h, &y, theta) }
        let step = trajectory.steps[n]
        let slopes = n < trajectory.slopes.count ? trajectory.slopes[n] : nil
        let (tBar, hBar) = reverse.reverse(step.t, step.h, y, theta, slopes: slopes)
        let (f, w) = ODESolver.shares(step.t, step.h, from: times[piece - 1], to: times[piece])
        timesBar[piece] += w * hBar + f * tBar
        timesBar[piece - 1] += (1 - f) * tBar - w * hBar
      }
    }
    return SolutionGradient(initial: reverse.lambda, theta: reverse.thetaBar, times: timesBar)
  }
}
