import SparseAD
import Testing

/// Checks everything that must hold of a function written in variables, for each of its arguments: the gradient against
/// central differences, forward mode against reverse mode, and patterns (``checkDerivatives``).
func checkTapeFirst<each Argument: TapeValue, Result: TapeValue>(
  at point: repeat each Argument, seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation,
  of f: (repeat Variable<each Argument>) -> Variable<Result>
) {
  let (_, pullback) = valueWithPullback(at: repeat each point, of: f)
  checkDerivatives(
    at: repeat each point, names: [], seed: seed, sourceLocation: sourceLocation,
    of: { (x: repeat each Argument) in f(repeat Variable(each x)).value },
    jvp: { (tangent: repeat each Argument) in
      jvp(at: repeat each point, along: (repeat each tangent), of: f).tangent
    },
    vjp: { pullback($0) })
}

/// ``checkTapeFirst`` and, in double precision, the second derivatives: the gradient of `⟨v, ∇L⟩` with the loss
/// `L = ⟨w, f⟩` against central differences of it, and against the Hessian product of forward over reverse mode, which
/// must be the same.
func checkTape<A: TapeValue, Result: TapeValue, S: DenseValue>(
  at a: A, seed: UInt64 = 1, sourceLocation: SourceLocation = #_sourceLocation,
  of f: (Variable<A>) -> Variable<Result>
) where A.Scalar == S, Result.Scalar == S, S.Scalar == S {
  checkTapeFirst(at: a, seed: seed, sourceLocation: sourceLocation, of: f)
  guard S.ulpOfOne < 1e-10 else { return }
  let w = randomCoordinates(like: f(Variable(a)).value, seed: seed &+ 7)
  let v = randomCoordinates(like: a, seed: seed &+ 8)
  func loss(_ a: Variable<A>) -> Variable<S> { Pairing(w)(f(a)) }

  func slope(_ a: Variable<A>) -> Variable<S> {
    let bar: Variable<A> = gradient(at: a, of: loss)
    return Pairing(v)(bar)
  }

  let bar: A = valueWithPullback(at: a, of: slope).pullback(1)
  let report = gradientCheck(at: a, gradient: bar, probes: .entries(20, seed: seed)) { (a: A) in
    let bar: A = valueWithPullback(at: a, of: loss).pullback(1)
    return inner(v, bar)
  }
  #expect(
    report.passed(tolerance: 1e-7), "second derivatives: \(report)",
    sourceLocation: sourceLocation)
  let product: A = hessianVectorProduct(at: a, along: v, of: loss)
  expectClose(
    product.coordinates, bar.coordinates,
    relative: 1e-12, absolute: 1e-13, "forward over reverse", sourceLocation: sourceLocation)
}

/// The same for two arguments.
func checkTape<A: TapeValue, B: TapeValue, Result: TapeValue, S: DenseValue>(
  at a: A, _ b: B, seed: UInt64 = 1, sourceLocation: SourceLocation = #_sourceLocation,
  of f: (Variable<A>, Variable<B>) -> Variable<Result>
) where A.Scalar == S, B.Scalar == S, Result.Scalar == S, S.Scalar == S {
  checkTapeFirst(at: a, b, seed: seed, sourceLocation: sourceLocation, of: f)
  guard S.ulpOfOne < 1e-10 else { return }
  let w = randomCoordinates(like: f(Variable(a), Variable(b)).value, seed: seed &+ 7)
  let (u, v) = (
    randomCoordinates(like: a, seed: seed &+ 8), randomCoordinates(like: b, seed: seed &+ 9)
  )
  func loss(_ a: Variable<A>, _ b: Variable<B>) -> Variable<S> { Pairing(w)(f(a, b)) }

  func slope(_ a: Variable<A>, _ b: Variable<B>) -> Variable<S> {
    let (aBar, bBar): (Variable<A>, Variable<B>) = gradient(at: a, b, of: loss)
    let (alongU, alongV): (Variable<S>, Variable<S>) = (Pairing(u)(aBar), Pairing(v)(bBar))
    return alongU + alongV
  }

  let (aBar, bBar): (A, B) = gradient(at: a, b, of: slope)
  let report = gradientCheck(
    at: a, b, gradient: aBar, bBar, probes: .entries(20, seed: seed)
  ) { (a: A, b: B) in
    let (aBar, bBar): (A, B) = gradient(at: a, b, of: loss)
    return inner(u, aBar) + inner(v, bBar)
  }
  #expect(
    report.passed(tolerance: 1e-7), "second derivatives: \(report)",
    sourceLocation: sourceLocation)
}

/// `⟨w, x⟩` on the tape, for values of any kind.
struct Pairing<Value: TapeValue, S: TapeValue>: UnaryOperation
where Value.Scalar == S, S.Scalar == S {
  let w: Value
  var name: String { "pairing" }

  init(_ w: Value) { self.w = w }

  func forward(_ x: Value) -> S { S(inner(w, x)) }

  func vjp(
    _ x: Variable<Value>, _ y: Variable<S>, cotangent: Variable<S>
  ) -> Variable<Value> { Multiple(w)(cotangent) }

  func jvp(
    _ x: Variable<Value>, _ y: Variable<S>, tangent: Variable<Value>
  ) -> Variable<S> { self(tangent) }
}

/// `s w`: the transpose of ``Pairing``.
private struct Multiple<Value: TapeValue, S: TapeValue>: UnaryOperation
where Value.Scalar == S, S.Scalar == S {
  let w: Value
  var name: String { "multiple" }

  init(_ w: Value) { self.w = w }

  func forward(_ s: S) -> Value { w.with(coordinates: w.coordinates.map { $0 * s }) }

  func vjp(
    _ s: Variable<S>, _ y: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<S> { Pairing(w)(cotangent) }

  func jvp(
    _ s: Variable<S>, _ y: Variable<Value>, tangent: Variable<S>
  ) -> Variable<Value> { self(tangent) }
}
