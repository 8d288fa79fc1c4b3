/// What a callback says to the computation that called it: to go on, or to end here with what it has reached.
public enum IterationControl: Sendable {
  /// Go on.
  case `continue`
  /// End here.
  case stop
}
