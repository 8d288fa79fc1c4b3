import SparseAD
import TestSupport
import Testing

/// All of an operation and its dense reference, and that the static forms are those of the operation.
func checkAction<Action: SparseAction, S: DifferentiableScalar>(
  _ action: Action, _ a: CSRMatrix<S>, _ b: Action.B, _ w: Action.B,
  sourceLocation: SourceLocation = #_sourceLocation,
  product: @escaping (DenseMatrix<S>, Action.B) -> [S]
) where Action.A == CSRMatrix<S> {
  let transpose = action.transpose
  checkOperation(action, at: a, b, sourceLocation: sourceLocation) { a, b in
    let dense = DenseReference.dense(a)
    return product(transpose ? DenseReference.transpose(dense) : dense, b)
  }
  let (alpha, beta) = (S(1.5), S(-0.75))
  func same<Point: Coordinates>(_ found: Point, _ expected: Point) where Point.Scalar == S {
    #expect(found.coordinates == expected.coordinates, sourceLocation: sourceLocation)
  }
  same(Action.forward(alpha: alpha, a, b, transpose: transpose), action.forward(alpha: alpha, a, b))
  let sum = action.forward(alpha: alpha, a, b, beta: beta, w)
  same(Action.forward(alpha: alpha, a, b, beta: beta, w, transpose: transpose), sum)
  var result = w
  Action.forward(alpha: alpha, a, b, beta: beta, into: &result, transpose: transpose)
  same(result, sum)
  same(
    Action.jvp(alpha: alpha, a, b, transpose: transpose, alphaDot: beta, aDot: a, bDot: b),
    action.jvp(alpha: alpha, a, b, alphaDot: beta, aDot: a, bDot: b))

  let bars = action.vjp(alpha: alpha, a, b, beta: beta, w, cotangent: w)
  let all = Action.vjp(alpha: alpha, a, b, beta: beta, w, transpose: transpose, cotangent: w)
  let three = Action.vjp(alpha: alpha, a, b, transpose: transpose, cotangent: w)
  var (aBar, bBar) = (a, b)
  let alphaBar = Action.vjp(
    alpha: alpha, a, b, transpose: transpose, cotangent: w, into: &aBar, &bBar)
  #expect([all.alpha, three.alpha, alphaBar].allSatisfy { $0 == bars.alpha })
  #expect(all.beta == bars.beta, sourceLocation: sourceLocation)
  same(all.c, bars.c)
  for found in [all.a, three.a, aBar] { same(found, bars.a) }
  for found in [all.b, three.b, bBar] { same(found, bars.b) }

  let onlyA = action.vjpA(alpha: alpha, a, b, cotangent: w)
  same(Action.vjpA(alpha: alpha, a, b, transpose: transpose, cotangent: w), onlyA)
  Action.vjpA(alpha: alpha, a, b, transpose: transpose, cotangent: w, into: &aBar)
  same(aBar, onlyA)
  let onlyB = action.vjpB(alpha: alpha, a, b, cotangent: w)
  same(Action.vjpB(alpha: alpha, a, transpose: transpose, cotangent: w), onlyB)
  Action.vjpB(alpha: alpha, a, transpose: transpose, cotangent: w, into: &bBar)
  same(bBar, onlyB)
}

/// That `Aᵀ b` has the same bits whether the transpose is kept, found or done without, that it is kept where it shall be
/// and only there, and that it follows the values.
func checkKeptTranspose<Action: SparseAction>(
  _ a: CSRMatrix<Double>, _ b: Action.B, _ make: (_ transpose: Bool, _ keeps: Bool) -> Action
) where Action.A == CSRMatrix<Double> {
  var a = a
  let (keeping, passing) = (make(true, true), make(true, false))
  #expect(keeping.transpose && keeping.keepsTranspose && !passing.keepsTranspose)
  func check() -> [Double] {
    #expect(a.transposedValues.current == nil)
    let without = passing.forward(alpha: 3, a, b).coordinates
    #expect(a.transposedValues.current == nil)
    let kept = keeping.forward(alpha: 3, a, b).coordinates
    #expect(a.transposedValues.current == a.transposed().values)
    #expect(kept == without && kept == passing.forward(alpha: 3, a, b).coordinates)
    return kept
  }
  let before = check()
  guard !a.values.isEmpty else { return }
  let copy = a
  for k in a.values.indices { a.values[k] += 1 }
  let after = check()
  #expect(before == keeping.forward(alpha: 3, copy, b).coordinates)
  if !before.isEmpty { #expect(before != after) }
}
