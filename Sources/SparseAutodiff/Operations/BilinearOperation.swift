import SparseMatrices

/// An operation on the tape that is linear in each of its two operands, `y = f(a, b)`: every product is.
///
///     tangent     ẏ = f(ȧ, b) + f(a, ḃ)
///
/// The number `⟨ȳ, f(a, b)⟩` is linear in `a`, `b` and `ȳ`; what it is multiplied with in each of them are `ā`, `b̄` and
/// `f` itself. So the cotangents are bilinear in turn, and the three operations are one another's derivatives.
package protocol BilinearOperation: BinaryOperation {
  /// `ā`; the values of `a` do not matter.
  func vjpA(
    _ a: Variable<A>, _ b: Variable<B>, cotangent: Variable<Output>
  ) -> Variable<A>

  /// `b̄`; the values of `b` do not matter.
  func vjpB(
    _ a: Variable<A>, _ b: Variable<B>, cotangent: Variable<Output>
  ) -> Variable<B>

  /// Both at once, where one pass over values makes both; nil where that is nothing better.
  func vjp(_ a: A, _ b: B, cotangent: Output) -> (a: A, b: B)?
}

extension BilinearOperation {
  package func vjp(_ a: A, _ b: B, cotangent: Output) -> (a: A, b: B)? { nil }

  package func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    // Constants all: nothing will be recorded.
    if needs.a, needs.b, a.tape == nil, b.tape == nil, cotangent.tape == nil,
      let bars = vjp(a.value, b.value, cotangent: cotangent.value)
    {
      return (Variable(bars.a), Variable(bars.b))
    }
    return (
      needs.a ? vjpA(a, b, cotangent: cotangent) : nil,
      needs.b ? vjpB(a, b, cotangent: cotangent) : nil
    )
  }

  package func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    let alongA = aDot.map { self($0, b) }
    let alongB = bDot.map { self(a, $0) }
    guard let alongA else { return alongB ?? Variable(y.value.zero) }
    guard let alongB else { return alongA }
    return Accumulation()(alongA, alongB)
  }
}
