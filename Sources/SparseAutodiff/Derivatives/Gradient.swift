import SparseMatrices

/// Reverse mode: the derivatives of one result in all arguments for a small multiple of the cost of the result.
///
/// Arguments are scalars, vectors, dense matrices and sparse matrices; a sparse argument's gradient lives on the
/// argument's pattern object. An argument that the function does not use has a zero gradient.
///
///     let (aBar, xBar) = gradient(at: a, x) { a, x in (a * x).squared().sum() }
///
/// - Complexity: one evaluation and one backward sweep; memory for every intermediate value (see ``checkpoint(_:_:)``).
public func gradient<each Argument: TapeValue, S: TapeValue, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<S>
) throws(E) -> (repeat each Argument) where S.Scalar == S {
  try valueWithGradient(at: repeat each arguments, of: f).gradient
}

/// The value and the gradient: see `gradient(at:of:)`.
public func valueWithGradient<each Argument: TapeValue, S: TapeValue, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<S>
) throws(E) -> (value: S, gradient: (repeat each Argument))
where S.Scalar == S {
  let tape = Tape<S>()
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  defer { tape.close() }
  let variables = (repeat tape.of(each arguments).variable(each arguments))
  let leaves = Int32(tape.count)
  let y = try f(repeat each variables)
  let sweep = tape.reverse(from: y, cotangent: Variable(1 as S), keeping: leaves)
  return (y.value, (repeat sweep?.total(each variables).value ?? (each arguments).zero))
}

/// The gradient in one argument: see `gradient(at:of:)`.
///
/// Swift 6.3 does not convert a pack of one to its element where a type is written out, `let g: [Double] = gradient(…)`;
/// this form needs no conversion.
public func gradient<Argument: TapeValue, S: TapeValue, E: Error>(
  at argument: Argument, of f: (Variable<Argument>) throws(E) -> Variable<S>
) throws(E) -> Argument where Argument.Scalar == S, S.Scalar == S {
  try valueWithGradient(at: argument, of: f).gradient
}

/// The value and the gradient in one argument.
public func valueWithGradient<Argument: TapeValue, S: TapeValue, E: Error>(
  at argument: Argument, of f: (Variable<Argument>) throws(E) -> Variable<S>
) throws(E) -> (value: S, gradient: Argument) where Argument.Scalar == S, S.Scalar == S {
  let tape = Tape<S>()
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  defer { tape.close() }
  let x = tape.variable(argument)
  let y = try f(x)
  let sweep = tape.reverse(from: y, cotangent: Variable(1 as S), keeping: 1)
  return (y.value, sweep?.total(x).value ?? argument.zero)
}

/// The value of a function with any kind of result, and the map from a cotangent of it to those of the arguments.
///
///     let (y, pullback) = valueWithPullback(at: a, x) { a, x in a * x }
///     let (aBar, xBar) = pullback(yBar)
public func valueWithPullback<each Argument: TapeValue, Result: TapeValue, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<Result>
) throws(E) -> (value: Result, pullback: Pullback<Result, repeat each Argument>) {
  let tape = Tape<Result.Scalar>()
  // Before `f`, which may throw.
  let closer = TapeCloser(tape)
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  let variables = (repeat tape.of(each arguments).variable(each arguments))
  let leaves = Int32(tape.count)
  let y = try f(repeat each variables)
  return (y.value, Pullback(tape, closer, leaves, y, repeat each variables))
}

/// The map from a cotangent of a function's result to those of its arguments.
///
/// It holds the tape: call it as often as needed, and let it go.
public struct Pullback<Result: TapeValue, each Argument: TapeValue> {
  private let tape: Tape<Result.Scalar>
  private let closer: TapeCloser<Result.Scalar>
  private let leaves: Int32
  private let result: Variable<Result>
  private let arguments: (repeat Variable<each Argument>)

  fileprivate init(
    _ tape: Tape<Result.Scalar>, _ closer: TapeCloser<Result.Scalar>, _ leaves: Int32,
    _ result: Variable<Result>, _ arguments: repeat Variable<each Argument>
  ) {
    self.tape = tape
    self.closer = closer
    self.leaves = leaves
    self.result = result
    self.arguments = (repeat each arguments)
  }

  /// `Jᵀ ȳ`, one sweep.
  public func callAsFunction(_ cotangent: Result) -> (repeat each Argument) {
    let sweep = tape.reverse(from: result, cotangent: Variable(cotangent), keeping: leaves)
    return (repeat sweep?.total(each arguments).value ?? (each arguments).value.zero)
  }
}

/// The gradient as variables, for use inside another derivative: differentiate it again.
///
///     gradient(at: x) { x in gradient(at: x) { f($0) }.squared().sum() }
///
/// The inner function's other variables count as constants of the inner derivative, not of the outer one. Where they are
/// on a tape, an argument must be on it too.
public func gradient<each Argument: TapeValue, S: TapeValue, E: Error>(
  at arguments: repeat Variable<each Argument>,
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<S>
) throws(E) -> (repeat Variable<each Argument>)
where S.Scalar == S {
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  var found: Tape<S>?
  for tape in repeat (each arguments).tape { found = found ?? tape as AnyObject? as? Tape<S> }
  // Where nothing is to be recorded outside, the derivative is one in values, on a tape of its own.
  if wasPaused { found = nil }
  let tape = found ?? Tape<S>()
  defer { if found == nil { tape.close() } }
  let first = Int32(tape.count)
  let inner = (repeat tape.of((each arguments).value).alias(each arguments))
  let leaves = Int32(tape.count)
  let y = try f(repeat each inner)
  let sweep = tape.reverse(
    from: y, cotangent: Variable(1 as S), first: first, keeping: leaves,
    isRecorded: found != nil)
  return (repeat sweep?.total(each inner) ?? Variable((each arguments).value.zero))
}

/// The gradient in one argument as a variable, for use inside another derivative.
public func gradient<Argument: TapeValue, S: TapeValue, E: Error>(
  at argument: Variable<Argument>, of f: (Variable<Argument>) throws(E) -> Variable<S>
) throws(E) -> Variable<Argument> where Argument.Scalar == S, S.Scalar == S {
  let wasPaused = resumeRecording()
  defer { restoreRecording(wasPaused) }
  let outer = wasPaused ? nil : argument.tape
  let tape = outer ?? Tape<S>()
  defer { if outer == nil { tape.close() } }
  let first = Int32(tape.count)
  let inner = tape.alias(argument)
  let y = try f(inner)
  let sweep = tape.reverse(
    from: y, cotangent: Variable(1 as S), first: first, keeping: inner.node + 1,
    isRecorded: outer != nil)
  return sweep?.total(inner) ?? Variable(argument.value.zero)
}

extension Tape {
  /// This tape, for a value whose scalar type is this tape's. Swift cannot yet say so of a parameter pack.
  func of<Value: TapeValue>(_ value: Value) -> Tape<Value.Scalar> {
    guard let tape = self as AnyObject as? Tape<Value.Scalar> else {
      stop(
        "an argument of \(Value.Scalar.self) and a result of \(Scalar.self) in one derivative")
    }
    return tape
  }

  /// Sweeps back from `y` to the nodes `first ..< leaves`. Nil where `y` does not depend on anything of this tape.
  func reverse<Value: TapeValue>(
    from y: Variable<Value>, cotangent: Variable<Value>, first: Int32 = 0, keeping leaves: Int32,
    isRecorded: Bool = false
  ) -> ReverseSweep<Scalar>? where Value.Scalar == Scalar {
    guard y.tape === self, y.node >= first else { return nil }
    let sweep = ReverseSweep(self, first: first, last: y.node, isRecorded: isRecorded)
    sweep.add(cotangent, to: y.node)
    sweep.run { $0 < leaves }
    return sweep
  }

  /// A node of its own with the value of `x`, in which a derivative is partial.
  package func alias<Value: TapeValue>(_ x: Variable<Value>) -> Variable<Value>
  where Value.Scalar == Scalar {
    x.tape === self ? Alias()(x) : variable(x.value)
  }
}

extension ReverseSweep {
  /// The cotangent of an input: zero where none reached it.
  func total<Value: TapeValue>(_ input: Variable<Value>) -> Variable<Value> {
    let gathered: Variable<Value>? = (self as AnyObject as? ReverseSweep<Value.Scalar>)?
      .gathered(input.node)
    return gathered ?? Variable(input.value.zero)
  }
}
