import SparseAD
import Testing

/// Checks all that must hold of an operation of one operand: the adjoint test, central differences and the gradient's
/// pattern, without a tape; first and second derivatives on the tape; and that both give the same bits.
package func checkOperation<Operation: UnaryOperation>(
  _ operation: Operation, at x: Operation.Input, seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation,
  reference: ((Operation.Input) -> [Operation.Input.Scalar])? = nil
) where Operation.Input.Scalar: DifferentiableScalar {
  let y = operation.forward(x)
  if let reference {
    expectClose(y.coordinates, reference(x), "value", sourceLocation: sourceLocation)
  }
  checkDerivatives(
    at: x, names: ["x"], seed: seed, sourceLocation: sourceLocation, of: operation.forward,
    jvp: { operation.jvp(x, tangent: $0) }, vjp: { operation.vjp(x, cotangent: $0) })
  checkTape(at: x, seed: seed, sourceLocation: sourceLocation) { operation($0) }

  let w = randomCoordinates(like: y, seed: seed &+ 7)
  let (taped, pullback) = valueWithPullback(at: x) { operation($0) }
  #expect(taped.coordinates == y.coordinates, sourceLocation: sourceLocation)
  #expect(
    pullback(w).coordinates == operation.vjp(x, y, cotangent: w).coordinates,
    "tape and eager differ", sourceLocation: sourceLocation)
}

/// The same of an operation of two operands; and that the cotangents not asked for are not given.
package func checkOperation<Operation: BinaryOperation>(
  _ operation: Operation, at a: Operation.A, _ b: Operation.B, seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation,
  reference: ((Operation.A, Operation.B) -> [Operation.A.Scalar])? = nil
) where Operation.A.Scalar: DifferentiableScalar {
  let y = operation.forward(a, b)
  if let reference {
    expectClose(y.coordinates, reference(a, b), "value", sourceLocation: sourceLocation)
  }
  checkDerivatives(
    at: a, b, names: ["a", "b"], seed: seed, sourceLocation: sourceLocation,
    of: { (a: Operation.A, b: Operation.B) in operation.forward(a, b) },
    jvp: { operation.jvp(a, b, y, aDot: $0, bDot: $1) },
    vjp: { operation.vjp(a, b, y, cotangent: $0) })
  checkTape(at: a, b, names: ["a", "b"], seed: seed, sourceLocation: sourceLocation) {
    operation($0, $1)
  }

  let w = randomCoordinates(like: y, seed: seed &+ 7)
  let (taped, pullback) = valueWithPullback(at: a, b) { operation($0, $1) }
  #expect(taped.coordinates == y.coordinates, sourceLocation: sourceLocation)
  let (aBar, bBar) = pullback(w)
  let bars = operation.vjp(a, b, cotangent: w)
  #expect(
    aBar.coordinates == bars.a.coordinates && bBar.coordinates == bars.b.coordinates,
    "tape and eager differ", sourceLocation: sourceLocation)
  let (onlyA, notB) = operation.vjp(a, b, cotangent: w, needs: (a: true, b: false))
  let (notA, onlyB) = operation.vjp(a, b, cotangent: w, needs: (a: false, b: true))
  #expect(notA == nil && notB == nil, sourceLocation: sourceLocation)
  expectClose(
    onlyA?.coordinates ?? [], bars.a.coordinates, "a's", sourceLocation: sourceLocation)
  expectClose(
    onlyB?.coordinates ?? [], bars.b.coordinates, "b's", sourceLocation: sourceLocation)
}

/// The same of a product, with its coefficients: all five arguments, in place, on the tape, and where one is 0 that what it
/// is multiplied with is not read.
package func checkOperation<Operation: ProductOperation>(
  _ product: Operation, at a: Operation.A, _ b: Operation.B, seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation,
  reference: ((Operation.A, Operation.B) -> [Operation.A.Scalar])? = nil
) where Operation.A.Scalar: DifferentiableScalar {
  typealias S = Operation.A.Scalar
  checkBinary(
    product, at: a, b, seed: seed, sourceLocation: sourceLocation, reference: reference)
  let y = product.forward(a, b)
  let (alpha, beta) = (S(1.5), S(-0.75))
  let (c, w) = (
    randomCoordinates(like: y, seed: seed &+ 8), randomCoordinates(like: y, seed: seed &+ 9)
  )
  let combined = zip(y.coordinates, c.coordinates).map { alpha * $0 + beta * $1 }
  var inPlace = c
  product.forward(alpha: alpha, a, b, beta: beta, into: &inPlace)
  for found in [inPlace, product.forward(alpha: alpha, a, b, beta: beta, c)] {
    expectClose(
      found.coordinates, combined, "with coefficients", sourceLocation: sourceLocation)
  }
  checkDerivatives(
    at: alpha, a, b, beta, c, names: ["alpha", "a", "b", "beta", "c"], seed: seed,
    sourceLocation: sourceLocation,
    of: { product.forward(alpha: $0, $1, $2, beta: $3, $4) },
    jvp: {
      product.jvp(
        alpha: alpha, a, b, beta: beta, c, alphaDot: $0, aDot: $1, bDot: $2, betaDot: $3, cDot: $4)
    },
    vjp: { product.vjp(alpha: alpha, a, b, beta: beta, c, cotangent: $0) })
  checkTape(at: alpha, a, b, beta, c, seed: seed, sourceLocation: sourceLocation) {
    product(alpha: $0, $1, $2, beta: $3, $4)
  }
  let bars = product.vjp(alpha: alpha, a, b, cotangent: w)
  expectClose(
    product.vjpA(alpha: alpha, a, b, cotangent: w).coordinates, bars.a.coordinates, "ā alone",
    sourceLocation: sourceLocation)
  expectClose(
    product.vjpB(alpha: alpha, a, b, cotangent: w).coordinates, bars.b.coordinates, "b̄ alone",
    sourceLocation: sourceLocation)
  var (aBar, bBar) = (nan(like: a), nan(like: b))
  let alphaBar = product.vjp(alpha: alpha, a, b, cotangent: w, into: &aBar, &bBar)
  #expect(
    alphaBar == bars.alpha && aBar.coordinates == bars.a.coordinates
      && bBar.coordinates == bars.b.coordinates, "in place", sourceLocation: sourceLocation)

  let expected = c.coordinates.map { beta * $0 }
  let unread = product.forward(alpha: 0, nan(like: a), nan(like: b), beta: beta, c)
  #expect(unread.coordinates == expected, "where α = 0", sourceLocation: sourceLocation)
  let taped = product(
    alpha: Variable(0), Variable(nan(like: a)), Variable(nan(like: b)), beta: Variable(beta),
    Variable(c))
  #expect(taped.value.coordinates == expected, "where α = 0", sourceLocation: sourceLocation)
  let onlyProduct = product.forward(alpha: alpha, a, b)
  for found in [
    product.forward(alpha: alpha, a, b, beta: 0, nan(like: y)),
    product(
      alpha: Variable(alpha), Variable(a), Variable(b), beta: Variable(0), Variable(nan(like: y))
    ).value,
  ] {
    expectClose(
      found.coordinates, onlyProduct.coordinates, "where β = 0", sourceLocation: sourceLocation)
  }
}

/// Not the overload for products.
private func checkBinary<Operation: BinaryOperation>(
  _ operation: Operation, at a: Operation.A, _ b: Operation.B, seed: UInt64,
  sourceLocation: SourceLocation,
  reference: ((Operation.A, Operation.B) -> [Operation.A.Scalar])?
) where Operation.A.Scalar: DifferentiableScalar {
  checkOperation(
    operation, at: a, b, seed: seed, sourceLocation: sourceLocation, reference: reference)
}

private func nan<Point: Coordinates>(like point: Point) -> Point {
  point.with(coordinates: point.coordinates.map { _ in .nan })
}
