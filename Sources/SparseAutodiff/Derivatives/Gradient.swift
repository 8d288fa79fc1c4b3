import SparseMatrices

/// Reverse mode: the derivatives of one result in all arguments for a small multiple of the cost of the result.
///
/// Arguments are scalars, vectors, dense matrices, sparse matrices and structs of ``Parameters``; a sparse argument's
/// gradient lives on the argument's pattern object. What the function does not use has a zero gradient; members of a struct
/// that are no parameters are copied.
///
///     let (aBar, xBar) = gradient(at: a, x) { a, x in (a * x).squared().sum() }
///     let (slope, xBar) = gradient(at: model, x) { m, x in (m.a * x).squared().sum() }
///
/// - Complexity: one evaluation and one backward sweep; memory for every intermediate value (see ``checkpoint(_:_:)``).
public func gradient<each Argument: Traceable, S: DifferentiableScalar, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat (each Argument).Trace) throws(E) -> Variable<S>
) throws(E) -> (repeat each Argument) {
  try valueWithGradient(at: repeat each arguments, of: f).gradient
}

/// The value and the gradient: see `gradient(at:of:)`.
public func valueWithGradient<each Argument: Traceable, S: DifferentiableScalar, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat (each Argument).Trace) throws(E) -> Variable<S>
) throws(E) -> (value: S, gradient: (repeat each Argument)) {
  try withTape { (tape: Tape<S>) throws(E) in
    let inputs = (repeat (each arguments).traced(on: tape.of(each arguments)))
    let leaves = Int32(tape.count)
    let y = try f(repeat each inputs)
    var bars = tape.gradient(of: y, leaves: leaves)[...]
    return (y.value, (repeat (each arguments).taken(from: &bars)))
  }
}

/// The gradient in one argument: see `gradient(at:of:)`.
///
/// Swift 6.3 does not convert a pack of one to its element where a type is written out, `let g: [Double] = gradient(…)`;
/// this form needs no conversion.
public func gradient<Argument: TapeValue, S: DifferentiableScalar, E: Error>(
  at argument: Argument, of f: (Variable<Argument>) throws(E) -> Variable<S>
) throws(E) -> Argument where Argument.Scalar == S {
  try valueWithGradient(at: argument, of: f).gradient
}

/// The value and the gradient in one argument.
public func valueWithGradient<Argument: TapeValue, S: DifferentiableScalar, E: Error>(
  at argument: Argument, of f: (Variable<Argument>) throws(E) -> Variable<S>
) throws(E) -> (value: S, gradient: Argument) where Argument.Scalar == S {
  try withTape { (tape: Tape<S>) throws(E) in
    let x = tape.variable(argument)
    let y = try f(x)
    let sweep = tape.reverse(from: y, cotangent: Variable(1 as S), keeping: 1)
    return (y.value, sweep?.total(x).value ?? argument.zero)
  }
}

/// The gradient of a function of a struct of parameters, as such a struct; other members are copied.
public func gradient<Root: Parameters, S: DifferentiableScalar, E: Error>(
  at parameters: Root, of f: (Traced<Root>) throws(E) -> Variable<S>
) throws(E) -> Root where Root.Scalar == S {
  try valueWithGradient(at: parameters, of: f).gradient
}

/// The value and the gradient of a function of a struct of parameters.
public func valueWithGradient<Root: Parameters, S: DifferentiableScalar, E: Error>(
  at parameters: Root, of f: (Traced<Root>) throws(E) -> Variable<S>
) throws(E) -> (value: S, gradient: Root) where Root.Scalar == S {
  try withTape { (tape: Tape<S>) throws(E) in
    let traced = parameters.traced(on: tape)
    let leaves = Int32(tape.count)
    let y = try f(traced)
    return (y.value, parameters._with(slots: tape.gradient(of: y, leaves: leaves)))
  }
}
