import SparseMatrices

/// A step that a solution is made of, as an observer of ``ODESolver/solve(_:from:_:at:keepsDenseOutput:events:observe:)``
/// sees it.
///
/// The states share the solver's buffers. Looking at them costs nothing; to keep one costs the solver a new buffer.
public struct AcceptedStep<State: Coordinates>: Sendable {
  /// Where the step begins.
  public let t: Double
  /// Its size, negative where time runs backward.
  public let h: Double
  /// Where it ends: `t + h`, or where that differs by rounding exactly the time asked for, or the beginning of the next.
  public let tEnd: Double
  /// The state at the start.
  public let start: State
  /// The state at the end.
  public let end: State
  /// The rate of change at the start, `f(t, y, θ)`.
  public let rate: State

  package init(t: Double, h: Double, tEnd: Double, start: State, end: State, rate: State) {
    self.t = t
    self.h = h
    self.tEnd = tEnd
    self.start = start
    self.end = end
    self.rate = rate
  }
}
