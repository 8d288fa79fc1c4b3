import SparseMatrices

/// The value of a function with any kind of result, and the map from a cotangent of it to those of the arguments.
///
///     let (y, pullback) = valueWithPullback(at: a, x) { a, x in a * x }
///     let (aBar, xBar) = pullback(yBar)
public func valueWithPullback<each Argument: Traceable, Result: TapeValue, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat (each Argument).Trace) throws(E) -> Variable<Result>
) throws(E) -> (value: Result, pullback: Pullback<Result, repeat each Argument>) {
  let (value, recording) = try Recording.record { (tape: Tape<Result.Scalar>) throws(E) in
    let inputs = (repeat (each arguments).traced(on: tape.of(each arguments)))
    let inputCount = tape.count
    return (inputCount, try f(repeat each inputs))
  }
  return (value, Pullback(recording, repeat each arguments))
}

/// The map from a cotangent of a function's result to those of its arguments.
///
/// It holds the tape: call it as often as needed, and let it go.
public struct Pullback<Result: TapeValue, each Argument: Traceable> {
  private let recording: Recording<Result.Scalar>
  private let arguments: (repeat each Argument)

  fileprivate init(_ recording: Recording<Result.Scalar>, _ arguments: repeat each Argument) {
    self.recording = recording
    self.arguments = (repeat each arguments)
  }

  /// `Jᵀ ȳ`, one sweep.
  public func callAsFunction(_ cotangent: Result) -> (repeat each Argument) {
    var bars = recording.vjp(cotangent._slots)[...]
    return (repeat (each arguments).taken(from: &bars))
  }
}
