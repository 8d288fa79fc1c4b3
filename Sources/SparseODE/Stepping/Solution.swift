import SparseMatrices

/// What a solver found.
public struct Solution<State: Coordinates>: Sendable {
  /// The times asked for; where the solution ended before, those up to there and the time of its end.
  public internal(set) var times: [Double]
  /// The states at these times; the first is the one the solution began with.
  public internal(set) var states: [State]
  /// Steps, evaluations and memory.
  public internal(set) var statistics: SolverStatistics
  /// The solution between these times, where that was to be kept.
  public internal(set) var dense: DenseOutput<State>?
  /// The events that happened, in the order in which they did.
  public internal(set) var events: [EventOccurrence<State>] = []
  /// Why the solution ends where it does.
  public internal(set) var ending = SolutionEnding.completed
  /// The event that ended the solution, if one did.
  public internal(set) var endedBy: EventOccurrence<State>?

  /// The state at the last time.
  public var final: State { states[states.count - 1] }

  /// The solution, unless its task was cancelled on the way.
  func whole() throws(ODEError) -> Solution {
    if ending == .cancelled { throw .cancelled(t: times[times.count - 1]) }
    return self
  }
}

/// Why a solution ends where it does.
public enum SolutionEnding: Sendable {
  /// It has reached the last time asked for.
  case completed
  /// With a terminal event: ``Solution/endedBy``.
  case event
  /// The observer of its steps stopped it.
  case stopped
  /// Its task was cancelled.
  case cancelled
}

/// What a solution took.
public struct SolverStatistics: Sendable, Equatable {
  /// Evaluations of the field.
  public internal(set) var evaluations = 0
  /// Steps that the solution is made of.
  public internal(set) var acceptedSteps = 0
  /// Steps that were tried and had too large an error.
  public internal(set) var rejectedSteps = 0
  /// The most bytes that states, slopes and what was kept of them took at once. A field's own buffers are not counted.
  public internal(set) var peakBytes = 0
}
