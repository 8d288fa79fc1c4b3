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
  /// The number of steps before each piece, where piece `k` ends at time `k`; piece 0 has none.
  private var pieceStarts: [Int] = []

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
    let stateBytes = y0.coordinateBytes
    let limit = keepingSlopes ? Self.slopeLimit : 0
    var solution = try solver.run(
      field, from: y0, theta, at: times,
      follow: { piece, step, stages in
        taken.keepSlopes(bytes: stages.stageCount * stateBytes, atMost: limit) {
          stages.takeSlopes()
        }
        return taken.append(.init(piece: piece, t: step.t, h: step.h), end: step.end)
      }
    ).whole()
    solution.statistics.peakBytes += taken.slopeBytes
    trajectory = taken
    pieceStarts = [0]
    var n = 0
    for k in times.indices {
      while n < taken.steps.count, taken.steps[n].piece < k { n += 1 }
      pieceStarts.append(n)
    }
    return solution
  }

  /// The cotangents of everything, from those of the states at the times.
  ///
  /// - Throws: `cancelled` between two steps, where the task is.
  func gradient(
    _ cotangents: [State?]
  ) throws(ODEError) -> SolutionGradient<State, Field.Theta> {
    var kept = trajectory
    var reverse = StepReverse(solver.method, field, like: trajectory.kept[0].state, theta)
    var timesBar = [Double](repeating: 0, count: times.count)
    for k in (0..<times.count).reversed() {
      if let cotangent = cotangents[k] { reverse.lambda.combine(1, [(1, cotangent)]) }
      for n in steps(inPieceTo: k).reversed() {
        if Task.isCancelled { throw .cancelled(t: trajectory.steps[n].t) }
        reverseStep(n, &reverse, &kept, &timesBar)
      }
    }
    return SolutionGradient(initial: reverse.lambda, theta: reverse.thetaBar, times: timesBar)
  }

  /// The cotangents of the state at time `k - 1`, of the parameters and of both times, from that of the state at time `k`.
  func pullback(
    ofPieceTo k: Int, _ cotangent: State
  ) -> (initial: State, theta: Field.Theta, from: Double, to: Double) {
    var kept = trajectory
    var reverse = StepReverse(solver.method, field, like: cotangent, theta)
    reverse.lambda = cotangent
    var timesBar = [Double](repeating: 0, count: times.count)
    for n in steps(inPieceTo: k).reversed() { reverseStep(n, &reverse, &kept, &timesBar) }
    return (reverse.lambda, reverse.thetaBar, timesBar[k - 1], timesBar[k])
  }

  /// The tangent of the state at time `k`, from those of the state `y` at time `k - 1`, the parameters and the times.
  func pushforward(
    ofPieceTo k: Int, _ y: State, _ yDot: State, _ thetaDot: Field.Theta, from aDot: Double,
    to bDot: Double
  ) -> State {
    var y = y
    var next = y.zero
    var stages = RungeKuttaStep(solver.method, field, like: y)
    var moving = TangentStep<Field>(solver.method, from: [yDot], [thetaDot])
    for n in steps(inPieceTo: k) {
      let step = trajectory.steps[n]
      stages.evaluateStages(step.t, step.h, y, theta)
      stages.setEnd(step.h, y, into: &next)
      let share = Share(step.t, step.h, from: times[k - 1], to: times[k])
      moving.advance(&stages, step.t, step.h, y, theta, along: [share.tangents(aDot, bDot)])
      swap(&y, &next)
    }
    return moving.y[0]
  }

  private func reverseStep(
    _ n: Int, _ reverse: inout StepReverse<Field>, _ kept: inout Trajectory<State>,
    _ timesBar: inout [Double]
  ) {
    let y = kept.state(at: n) { step, y in reverse.advance(step.t, step.h, &y, theta) }
    let step = trajectory.steps[n]
    let slopes = n < trajectory.slopes.count ? trajectory.slopes[n] : nil
    let (tBar, hBar) = reverse.reverse(step.t, step.h, y, theta, slopes: slopes)
    let (a, b) = (step.piece, step.piece + 1)
    var (aBar, bBar) = (timesBar[a], timesBar[b])
    Share(step.t, step.h, from: times[a], to: times[b]).add(tBar, hBar, to: &aBar, &bBar)
    (timesBar[a], timesBar[b]) = (aBar, bBar)
  }

  /// The steps between time `k - 1` and time `k`.
  private func steps(inPieceTo k: Int) -> Range<Int> {
    pieceStarts[k]..<pieceStarts[k + 1]
  }
}
