import SparseMatrices

/// Forward mode: the value of a function and its derivative along a direction, `J(x) ẋ`.
///
/// Tangents are carried along the computation in its own order; nothing is transposed. Cheaper than reverse mode where
/// there are few directions and many results.
///
/// - Complexity: about two evaluations, and the memory of every intermediate value.
public func jvp<each Argument: TapeValue, Result: TapeValue, E: Error>(
  at arguments: repeat each Argument, along tangents: (repeat each Argument),
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<Result>
) throws(E) -> (value: Result, tangent: Result) {
  let tape = Tape<Result.Scalar>()
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  defer { tape.close() }
  let variables = (repeat tape.of(each arguments).variable(each arguments))
  let y = try f(repeat each variables)
  guard y.tape === tape else { return (y.value, y.value.zero) }
  let sweep = ForwardSweep(tape, first: 0, last: y.node, isRecorded: false)
  repeat sweep.seed(each variables, each tangents)
  sweep.run()
  let tangent: Variable<Result>? = sweep.tangent(y.node)
  return (y.value, tangent?.value ?? y.value.zero)
}

/// `J(x) ẋ` as a variable, for use inside another derivative.
public func jvp<Argument: TapeValue, Result: TapeValue, E: Error>(
  at x: Variable<Argument>, along tangent: Variable<Argument>,
  of f: (Variable<Argument>) throws(E) -> Variable<Result>
) throws(E) -> (value: Variable<Result>, tangent: Variable<Result>)
where Argument.Scalar == Result.Scalar {
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  let outer = wasPaused ? nil : x.tape ?? tangent.tape
  let tape = outer ?? Tape<Argument.Scalar>()
  defer { if outer == nil { tape.close() } }
  let inner = tape.alias(x)
  let y = try f(inner)
  guard y.tape === tape, y.node >= inner.node else { return (y, Variable(y.value.zero)) }
  let sweep = ForwardSweep(
    tape, first: inner.node, last: y.node, isRecorded: outer != nil)
  sweep.set(tangent, of: inner.node)
  sweep.run()
  return (y, sweep.tangent(y.node) ?? Variable(y.value.zero))
}

/// The product of the Hessian of a scalar function with a vector, `H(x) v`, forward over reverse.
///
/// - Complexity: a small multiple of one gradient. The Hessian is never formed.
public func hessianVectorProduct<Argument: TapeValue, S: TapeValue, E: Error>(
  at x: Argument, along v: Argument, of f: (Variable<Argument>) throws(E) -> Variable<S>
) throws(E) -> Argument where Argument.Scalar == S, S.Scalar == S {
  // The inner gradient is recorded on the tape of its argument, which is what jvp then runs along.
  try jvp(at: x, along: v) { (x: Variable<Argument>) throws(E) in try gradient(at: x, of: f) }
    .tangent
}

extension ForwardSweep {
  /// The tangent of an input.
  fileprivate func seed<Value: TapeValue>(_ input: Variable<Value>, _ tangent: Value) {
    (self as AnyObject as? ForwardSweep<Value.Scalar>)?.set(Variable(tangent), of: input.node)
  }
}
