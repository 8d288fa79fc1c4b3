import SparseMatrices

/// The value of a function over the tape, without a derivative: nothing is recorded.
///
///     let loss = value(at: model, x) { m, x in (m.a * x).squaredNorm() }
///
/// - Throws: what `f` throws.
public func value<each Argument: Traceable, Result: TapeValue, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat (each Argument).Trace) throws(E) -> Variable<Result>
) throws(E) -> Result {
  try withoutRecording { () throws(E) in try f(repeat (each arguments).untraced).value }
}
