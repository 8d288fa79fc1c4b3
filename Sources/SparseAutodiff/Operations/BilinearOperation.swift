import SparseMatrices

/// An operation that is linear in each of its two operands, `y = f(a, b)`: every product is.
///
///     tangent     ẏ = f(ȧ, b) + f(a, ḃ)
///
/// The number `⟨ȳ, f(a, b)⟩` is linear in `a`, `b` and `ȳ`; what it is multiplied with in each of them are `ā`, `b̄` and
/// `f` itself. So the cotangents are bilinear in turn, and the three operations are one another's derivatives.
public protocol BilinearOperation: BinaryOperation {
  /// `ā`; the values of `a` do not matter.
  func vjpA(
    _ a: Variable<A>, _ b: Variable<B>, cotangent: Variable<Output>
  ) -> Variable<A>

  /// `b̄`; the values of `b` do not matter.
  func vjpB(
    _ a: Variable<A>, _ b: Variable<B>, cotangent: Variable<Output>
  ) -> Variable<B>

  /// Both at once, where one pass over values makes both; nil where that is nothing better.
  func fusedVjp(_ a: A, _ b: B, cotangent: Output) -> (a: A, b: B)?
}

extension BilinearOperation {
  public func fusedVjp(_ a: A, _ b: B, cotangent: Output) -> (a: A, b: B)? { nil }

  public func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    // Constants all: nothing will be recorded.
    if needs.a, needs.b, a.tape == nil, b.tape == nil, cotangent.tape == nil,
      let bars = fusedVjp(a.value, b.value, cotangent: cotangent.value)
    {
      return (Variable(bars.a), Variable(bars.b))
    }
    return (
      needs.a ? vjpA(a, b, cotangent: cotangent) : nil,
      needs.b ? vjpB(a, b, cotangent: cotangent) : nil
    )
  }

  /// The sum of the products with each tangent in the place of its factor.
  public func jvp(
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

// Without a tape. The derivatives do not read `y`, so it is not computed: the cotangent, of the same space, stands for it.
extension BilinearOperation {
  /// The cotangents that `needs` asks for, and no others.
  public func vjp(
    _ a: A, _ b: B, cotangent: Output, needs: (a: Bool, b: Bool)
  ) -> (a: A?, b: B?) { vjp(a, b, cotangent, cotangent: cotangent, needs: needs) }

  /// The cotangents of both operands.
  public func vjp(_ a: A, _ b: B, cotangent: Output) -> (a: A, b: B) {
    vjp(a, b, cotangent, cotangent: cotangent)
  }
}
