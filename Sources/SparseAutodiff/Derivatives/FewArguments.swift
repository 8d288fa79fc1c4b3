import SparseMatrices

// `gradient(at:of:)` and `valueWithGradient(at:of:)` once more for two to five arguments. They do nothing of their own: with a
// parameter pack the compiler (6.3) does not know the types of a closure's parameters while it chooses operators in a
// single-expression closure, and gives up on `alpha * (a * x) + beta * y`. Of a fixed number of arguments it knows them.

/// The gradient of a function of two arguments.
public func gradient<A: TapeValue, B: TapeValue, S: DifferentiableScalar, Failure: Error>(
  at a: A, _ b: B,
  of f: (Variable<A>, Variable<B>) throws(Failure) -> Variable<S>
) throws(Failure) -> (A, B) {
  try gradientOfAny(at: a, b, of: f)
}

/// The value and the gradient of a function of two arguments.
public func valueWithGradient<A: TapeValue, B: TapeValue, S: DifferentiableScalar, Failure: Error>(
  at a: A, _ b: B,
  of f: (Variable<A>, Variable<B>) throws(Failure) -> Variable<S>
) throws(Failure) -> (value: S, gradient: (A, B)) {
  try valueWithGradientOfAny(at: a, b, of: f)
}

/// The gradient of a function of three arguments.
public func gradient<
  A: TapeValue, B: TapeValue, C: TapeValue, S: DifferentiableScalar, Failure: Error
>(
  at a: A, _ b: B, _ c: C,
  of f: (Variable<A>, Variable<B>, Variable<C>) throws(Failure) -> Variable<S>
) throws(Failure) -> (A, B, C) {
  try gradientOfAny(at: a, b, c, of: f)
}

/// The value and the gradient of a function of three arguments.
public func valueWithGradient<
  A: TapeValue, B: TapeValue, C: TapeValue, S: DifferentiableScalar, Failure: Error
>(
  at a: A, _ b: B, _ c: C,
  of f: (Variable<A>, Variable<B>, Variable<C>) throws(Failure) -> Variable<S>
) throws(Failure) -> (value: S, gradient: (A, B, C)) {
  try valueWithGradientOfAny(at: a, b, c, of: f)
}

/// The gradient of a function of four arguments.
public func gradient<
  A: TapeValue, B: TapeValue, C: TapeValue, D: TapeValue, S: DifferentiableScalar, Failure: Error
>(
  at a: A, _ b: B, _ c: C, _ d: D,
  of f: (Variable<A>, Variable<B>, Variable<C>, Variable<D>) throws(Failure) -> Variable<S>
) throws(Failure) -> (A, B, C, D) {
  try gradientOfAny(at: a, b, c, d, of: f)
}

/// The value and the gradient of a function of four arguments.
public func valueWithGradient<
  A: TapeValue, B: TapeValue, C: TapeValue, D: TapeValue, S: DifferentiableScalar, Failure: Error
>(
  at a: A, _ b: B, _ c: C, _ d: D,
  of f: (Variable<A>, Variable<B>, Variable<C>, Variable<D>) throws(Failure) -> Variable<S>
) throws(Failure) -> (value: S, gradient: (A, B, C, D)) {
  try valueWithGradientOfAny(at: a, b, c, d, of: f)
}

/// The gradient of a function of five arguments.
public func gradient<
  A: TapeValue, B: TapeValue, C: TapeValue, D: TapeValue, E: TapeValue, S: DifferentiableScalar,
  Failure: Error
>(
  at a: A, _ b: B, _ c: C, _ d: D, _ e: E,
  of f: (Variable<A>, Variable<B>, Variable<C>, Variable<D>, Variable<E>) throws(Failure) ->
    Variable<S>
) throws(Failure) -> (A, B, C, D, E) {
  try gradientOfAny(at: a, b, c, d, e, of: f)
}

/// The value and the gradient of a function of five arguments.
public func valueWithGradient<
  A: TapeValue, B: TapeValue, C: TapeValue, D: TapeValue, E: TapeValue, S: DifferentiableScalar,
  Failure: Error
>(
  at a: A, _ b: B, _ c: C, _ d: D, _ e: E,
  of f: (Variable<A>, Variable<B>, Variable<C>, Variable<D>, Variable<E>) throws(Failure) ->
    Variable<S>
) throws(Failure) -> (value: S, gradient: (A, B, C, D, E)) {
  try valueWithGradientOfAny(at: a, b, c, d, e, of: f)
}

/// Names the forms of any number of arguments, which a call by their own name would not reach.
private func gradientOfAny<each Argument: TapeValue, S: DifferentiableScalar, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<S>
) throws(E) -> (repeat each Argument) {
  try gradient(at: repeat each arguments, of: f)
}

private func valueWithGradientOfAny<each Argument: TapeValue, S: DifferentiableScalar, E: Error>(
  at arguments: repeat each Argument,
  of f: (repeat Variable<each Argument>) throws(E) -> Variable<S>
) throws(E) -> (value: S, gradient: (repeat each Argument)) {
  try valueWithGradient(at: repeat each arguments, of: f)
}
