import SparseAutodiff
import SparseMatrices
import SparseSolvers

/// A solution at any time of its interval, from the steps it is made of.
///
///     let solution = try solver.solve(field, from: y0, theta, at: [0, 10], keepsDenseOutput: true)
///     solution.dense?.state(at: 3.7)
///
/// Within a step it is the interpolation of the method, of order ``ButcherTableau/interpolationOrder``, or the cubic
/// through the values and slopes at both ends (Hermite). A step keeps as many states as its polynomial has coefficients:
/// 4 with the cubic, 5 with the methods of order 5, 8 with that of order 8.
public struct DenseOutput<State: Coordinates>: Sendable {
  /// Where the solution begins, and where it ends: before that where time ran backward.
  public let start: Double
  /// Where the solution ends.
  public private(set) var end: Double
  private var steps: [StepInterpolant<State>] = []
  private var final: State

  init(from t: Double, _ y: State) {
    (start, end, final) = (t, t, y)
  }

  /// The state at time `t`. Cost: a sum of as many states as a step keeps.
  ///
  /// - Precondition: `t` is within the interval of the solution.
  public func state(at t: Double) -> State {
    require(
      min(start, end) <= t && t <= max(start, end),
      "the time \(t) is outside of the solution, \(start) to \(end)")
    if t == end { return final }
    // The last step that begins before `t` or there.
    var (low, high) = (0, steps.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      let begins = start < end ? steps[middle].t <= t : steps[middle].t >= t
      if begins { low = middle } else { high = middle }
    }
    return steps[low].state(at: t)
  }

  /// Goes on to time `t`, within the step or at its end, where the state is `y`.
  mutating func append(_ step: StepInterpolant<State>, to t: Double, _ y: State) {
    steps.append(step)
    (end, final) = (t, y)
  }

  var bytes: Int { steps.reduce(0) { $0 + $1.stateCount } * final.coordinateBytes }
}
