import SparseMatrices

/// Forward mode: the value of a function and its derivative along a direction, `J(x) ẋ`.
///
/// Tangents are carried along the computation in its own order; nothing is transposed. Cheaper than reverse mode where
/// there are few directions and many results. The tangent of a struct of ``Parameters`` is such a struct.
///
/// - Complexity: about two evaluations, and the memory of every intermediate value.
public func jvp<each Argument: Traceable, Result: TapeValue, E: Error>(
  at arguments: repeat each Argument, along tangents: (repeat each Argument),
  of f: (repeat (each Argument).Trace) throws(E) -> Variable<Result>
) throws(E) -> (value: Result, tangent: Result) {
  let (value, recording) = try Recording.record { (tape: Tape<Result.Scalar>) throws(E) in
    let inputs = (repeat (each arguments).traced(on: tape.of(each arguments)))
    let inputCount = tape.count
    return (inputCount, try f(repeat each inputs))
  }
  var slots: [_Slot<Result.Scalar>] = []
  for tangent in repeat each tangents {
    slots.append(contentsOf: tangent.slots(as: Result.Scalar.self))
  }
  return (value, value._with(slots: recording.jvp(slots)))
}

/// `J(x) ẋ` as a variable, for use inside another derivative.
public func jvp<Argument: TapeValue, Result: TapeValue, E: Error>(
  at x: Variable<Argument>, along tangent: Variable<Argument>,
  of f: (Variable<Argument>) throws(E) -> Variable<Result>
) throws(E) -> (value: Variable<Result>, tangent: Variable<Result>)
where Argument.Scalar == Result.Scalar {
  let outer = isRecordingPaused ? nil : x.tape ?? tangent.tape
  return try withTape(outer) { (tape: Tape<Argument.Scalar>) throws(E) in
    let inner = tape.alias(x)
    let y = try f(inner)
    guard y.tape === tape, y.node >= inner.node else { return (y, Variable(y.value.zero)) }
    let sweep = ForwardSweep(
      tape, first: inner.node, last: y.node, isRecorded: outer != nil)
    sweep.set(tangent, of: inner.node)
    sweep.run()
    return (y, sweep.tangent(y.node) ?? Variable(y.value.zero))
  }
}

/// The product of the Hessian of a scalar function with a vector, `H(x) v`, forward over reverse.
///
/// - Complexity: a small multiple of one gradient. The Hessian is never formed.
public func hessianVectorProduct<Argument: Traceable, S: DifferentiableScalar, E: Error>(
  at x: Argument, along v: Argument, of f: (Argument.Trace) throws(E) -> Variable<S>
) throws(E) -> Argument where Argument.Scalar == S {
  try withTape { (tape: Tape<S>) throws(E) in
    let input = x.traced(on: tape)
    let leaves = Int32(tape.count)
    let y = try f(input)
    // The gradient becomes part of the tape, and then tangents run along it.
    let reverse = tape.reverse(
      from: y, cotangent: Variable(1 as S), keeping: leaves, isRecorded: true)
    let gradient = (0..<leaves).map { reverse?.cotangentNode($0) }
    let last = max(leaves - 1, gradient.compactMap(\.self).max() ?? -1)
    let forward = ForwardSweep(tape, first: 0, last: last, isRecorded: false)
    for (node, slot) in v._slots.enumerated() { forward.set(slot: slot, of: Int32(node)) }
    forward.run()
    return x._with(slots: gradient.map { $0.flatMap { forward.slot($0) } ?? .empty })
  }
}
