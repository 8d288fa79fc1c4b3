import SparseMatrices

/// The gradient as variables, for use inside another derivative: differentiate it again.
///
///     gradient(at: x) { x in gradient(at: x) { f($0) }.squared().sum() }
///
/// The inner function's other variables count as constants of the inner derivative, not of the outer one. Where they are
/// on a tape, an argument must be on it too.
public func gradient<each Argument: TapeValue, S: DifferentiableScalar, E: Error>(
  at arguments: repeat Variable<each Argument>,
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<S>
) throws(E) -> (repeat Variable<each Argument>) {
  var outer: Tape<S>?
  for tape in repeat (each arguments).tape { outer = outer ?? tape as AnyObject? as? Tape<S> }
  // Where nothing is to be recorded outside, the derivative is one in values, on a tape of its own.
  if isRecordingPaused { outer = nil }
  let isRecorded = outer != nil
  return try withTape(outer) { (tape: Tape<S>) throws(E) in
    let first = Int32(tape.count)
    let inner = (repeat tape.of((each arguments).value).alias(each arguments))
    let leaves = Int32(tape.count)
    let y = try f(repeat each inner)
    let sweep = tape.reverse(
      from: y, cotangent: Variable(1 as S), first: first, keeping: leaves, isRecorded: isRecorded)
    return (repeat sweep?.total(each inner) ?? Variable((each arguments).value.zero))
  }
}

/// The gradient in one argument as a variable, for use inside another derivative.
public func gradient<Argument: TapeValue, S: DifferentiableScalar, E: Error>(
  at argument: Variable<Argument>, of f: (Variable<Argument>) throws(E) -> Variable<S>
) throws(E) -> Variable<Argument> where Argument.Scalar == S {
  let outer = isRecordingPaused ? nil : argument.tape
  return try withTape(outer) { (tape: Tape<S>) throws(E) in
    let first = Int32(tape.count)
    let inner = tape.alias(argument)
    let y = try f(inner)
    let sweep = tape.reverse(
      from: y, cotangent: Variable(1 as S), first: first, keeping: inner.node + 1,
      isRecorded: outer != nil)
    return sweep?.total(inner) ?? Variable(argument.value.zero)
  }
}
