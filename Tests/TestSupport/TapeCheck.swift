import SparseAD
import Testing

/// Checks a function written in variables in all the ways in which the tape can meet it.
///
/// First derivatives: reverse against forward, and against central differences. Second derivatives, of
/// `L(x) = ½⟨w, f(x)⟩²`, which are not zero for a linear `f` either: the gradient of `G(x) = ⟨v, ∇L(x)⟩` against the
/// differences of G and against its forward derivative. The gradient of a sparse argument is on its pattern object.
package func checkTape<each Argument: TapeValue, Result: TapeValue>(
  at point: repeat each Argument, names: [String] = [], seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation,
  of f: @escaping (repeat Variable<each Argument>) -> Variable<Result>
) where Result.Scalar: DifferentiableScalar {
  typealias S = Result.Scalar
  checkDerivatives(
    at: repeat each point, names: names, seed: seed, sourceLocation: sourceLocation,
    of: { (x: repeat each Argument) in f(repeat Variable(each x)).value },
    jvp: { (tangents: repeat each Argument) in
      jvp(at: repeat each point, along: (repeat each tangents), of: f).tangent
    },
    vjp: { w in
      // The result may be on a new pattern object each time; the cotangent belongs on this one.
      let (y, pullback) = valueWithPullback(at: repeat each point, of: f)
      return pullback(y.with(coordinates: w.coordinates))
    })

  let loss = { (x: repeat Variable<each Argument>) -> Variable<S> in
    let y = f(repeat each x)
    return HalfSquare()(InnerProduct(w: randomCoordinates(like: y.value, seed: seed &+ 2))(y))
  }
  let v = (repeat randomCoordinates(like: each point, seed: seed &+ 3))
  let slope = { (x: repeat Variable<each Argument>) -> Variable<S> in
    let bars = gradient(at: repeat each x, of: loss)
    var terms: [Variable<S>] = []
    for (v, bar) in repeat (each v, each bars) { terms.append(product(v, bar)) }
    return Total()(terms)
  }
  let second = gradient(at: repeat each point, of: slope)
  let tolerance = DerivativeTolerance(for: S.self)
  let differences = gradientCheck(
    at: repeat each point, gradient: repeat each second, names: names,
    probes: .entries(12, seed: seed)
  ) { (x: repeat each Argument) in
    // Not recorded: the gradient that was checked above.
    let bars = gradient(at: repeat each x, of: loss)
    var sum = 0.0
    for (v, bar) in repeat (each v, each bars) { sum += inner(v, bar) }
    return sum
  }
  let holds = differences.holds(tolerance.secondDifferences, at: repeat each point)
  #expect(
    holds,
    "second derivatives: \(differences)",
    sourceLocation: sourceLocation)

  let u = (repeat randomCoordinates(like: each point, seed: seed &+ 4))
  let forward = jvp(at: repeat each point, along: (repeat each u), of: slope).tangent
  var (reverse, size) = (0.0, 1.0)
  for (u, bar) in repeat (each u, each second) {
    reverse += inner(u, bar)
    size += zip(u.coordinates, bar.coordinates).reduce(0) { $0 + abs(Double($1.0 * $1.1)) }
  }
  #expect(
    abs(Double(forward) - reverse) <= tolerance.dotTest * size,
    "second derivatives: \(forward) forward, \(reverse) in reverse",
    sourceLocation: sourceLocation)
}

/// A result that throws only where it does not fit, which one as small as a test's does.
package func always<Value>(_ body: () throws -> Value) -> Value {
  do {
    return try body()
  } catch {
    preconditionFailure("\(error)")
  }
}

/// `⟨v, x⟩` for a value of whichever kind. Swift cannot yet say of a parameter pack that all have one scalar type.
private func product<Value: TapeValue, S: DifferentiableScalar>(
  _ v: Value, _ x: Variable<Value>
) -> Variable<S> {
  func cast<Kind: TapeValue>(_: Kind.Type) -> Variable<S>? where Kind.Scalar == S {
    guard let v = v as? Kind, let x = x as? Variable<Kind> else { return nil }
    return InnerProduct(w: v)(x)
  }
  guard
    let product = cast(S.self) ?? cast([S].self) ?? cast(DenseMatrix<S>.self)
      ?? cast(CSRMatrix<S>.self)
  else { preconditionFailure("\(Value.self) and \(S.self) in one derivative") }
  return product
}

/// `⟨w, x⟩`, `w` constant.
private struct InnerProduct<Value: TapeValue>: UnaryOperation
where Value.Scalar: DifferentiableScalar {
  typealias S = Value.Scalar
  let w: Value
  var name: String { "⟨w,x⟩" }
  func forward(_ x: Value) -> S { S(inner(w, x)) }
  func vjp(
    _ x: Variable<Value>, _ y: Variable<S>, cotangent: Variable<S>
  ) -> Variable<Value> { Multiple(w: w)(cotangent) }
  func jvp(
    _ x: Variable<Value>, _ y: Variable<S>, tangent: Variable<Value>
  ) -> Variable<S> { self(tangent) }
}

/// `s w`, `w` constant.
private struct Multiple<Value: TapeValue>: UnaryOperation
where Value.Scalar: DifferentiableScalar {
  typealias S = Value.Scalar
  let w: Value
  var name: String { "sw" }
  func forward(_ s: S) -> Value { w.with(coordinates: w.coordinates.map { s * $0 }) }
  func vjp(
    _ s: Variable<S>, _ y: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<S> { InnerProduct(w: w)(cotangent) }
  func jvp(
    _ s: Variable<S>, _ y: Variable<Value>, tangent: Variable<S>
  ) -> Variable<Value> { self(tangent) }
}

/// `½ s²`.
private struct HalfSquare<S: DifferentiableScalar>: UnaryOperation {
  package var name: String { "½s²" }
  package func forward(_ s: S) -> S { s * s / 2 }
  package func vjp(_ s: Variable<S>, _ y: Variable<S>, cotangent: Variable<S>) -> Variable<S> {
    ScalarProduct()(cotangent, s)
  }
  package func jvp(_ s: Variable<S>, _ y: Variable<S>, tangent: Variable<S>) -> Variable<S> {
    ScalarProduct()(tangent, s)
  }
}

/// `s t`.
private struct ScalarProduct<S: DifferentiableScalar>: BinaryOperation {
  package var name: String { "st" }
  package func forward(_ s: S, _ t: S) -> S { s * t }
  package func vjp(
    _ s: Variable<S>, _ t: Variable<S>, _ y: Variable<S>, cotangent: Variable<S>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<S>?, b: Variable<S>?) { (self(cotangent, t), self(cotangent, s)) }
  package func jvp(
    _ s: Variable<S>, _ t: Variable<S>, _ y: Variable<S>, aDot: Variable<S>?, bDot: Variable<S>?
  ) -> Variable<S> {
    Total()([aDot.map { self($0, t) }, bDot.map { self(s, $0) }].compactMap { $0 })
  }
}

/// The sum of scalars.
private struct Total<S: DifferentiableScalar>: NaryOperation {
  package var name: String { "total" }
  package func forward(_ x: [S]) -> S { x.reduce(0, +) }
  package func vjp(
    _ x: [Variable<S>], _ y: Variable<S>, cotangent: Variable<S>
  ) -> [Variable<S>] { x.map { _ in cotangent } }
  package func jvp(
    _ x: [Variable<S>], _ y: Variable<S>, tangents: [Variable<S>?]
  ) -> Variable<S> { self(tangents.compactMap { $0 }) }
}
