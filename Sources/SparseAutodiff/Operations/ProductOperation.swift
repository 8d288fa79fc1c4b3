import SparseMatrices

/// A product as the BLAS has them, `w = α f(a, b) + β c` with a bilinear `f`.
///
///     tangent     ẇ = α̇ f(a, b) + α f(ȧ, b) + α f(a, ḃ) + β̇ c + β ċ
///     cotangent   ā = α ā₁     b̄ = α b̄₁     ᾱ = ⟨w̄, f(a, b)⟩ = ⟨b̄₁, b⟩     c̄ = β w̄     β̄ = ⟨w̄, c⟩
///
/// with `ā₁` and `b̄₁` the cotangents of `f(a, b)`. These are products in turn, so each is made in new memory, in memory
/// at hand or on a tape, from the one line that names its factors.
///
/// What a coefficient of 0 is multiplied with is not read, so it may hold NaN: neither the product where α = 0 nor `c`
/// where β = 0.
///
/// To add a product: say how it is computed, ``accumulate(_:_:_:_:into:)``, and which products its cotangents are.
public protocol ProductOperation: BilinearOperation {
  /// The product that `ā` is.
  associatedtype CotangentA: ProductOperation where CotangentA.Output == A
  /// The product that `b̄` is.
  associatedtype CotangentB: ProductOperation where CotangentB.Output == B

  /// Stops, with both numbers, where operands do not meet or a result `w` is not of their product's space.
  func requireShapes(_ a: A, _ b: B, _ w: Output?)

  /// A result to write to, whose values are anything.
  func makeResult(_ a: A, _ b: B) -> Output

  /// `w ← α f(a, b) + β w`, of shapes that meet; α is not 0, and `w` is not read where β is.
  func accumulate(_ alpha: A.Scalar, _ a: A, _ b: B, _ beta: A.Scalar, into w: inout Output)

  /// `ā` of `f(a, b)` for the cotangent `w̄`; the values of `a` do not matter.
  func cotangentA(
    _ a: Variable<A>, _ b: Variable<B>, _ w: Variable<Output>
  ) -> DeferredProduct<CotangentA>

  /// `b̄` of `f(a, b)` for the cotangent `w̄`; the values of `b` do not matter.
  func cotangentB(
    _ a: Variable<A>, _ b: Variable<B>, _ w: Variable<Output>
  ) -> DeferredProduct<CotangentB>

  /// `ā ← α ā₁` and `b̄ ← b̄₁`: to be given by a product whose kernel makes both in one pass.
  func backward(
    alpha: A.Scalar, _ a: A, _ b: B, cotangent: Output, into aBar: inout A,
    unscaled bBar: inout B)
}

/// A product and its factors, to be computed where the result is wanted.
public struct DeferredProduct<Operation: ProductOperation> {
  let operation: Operation
  let a: Variable<Operation.A>
  let b: Variable<Operation.B>

  /// The product, recorded where a factor is on a tape.
  public var variable: Variable<Operation.Output> { operation(a, b) }

  /// `α` times the product, from the factors' values.
  public func value(alpha: Operation.Scalar = 1) -> Operation.Output {
    operation.forward(alpha: alpha, a.value, b.value)
  }

  /// Writes `α` times the product, from the factors' values, to `w`.
  public func write(alpha: Operation.Scalar = 1, into w: inout Operation.Output) {
    operation.forward(alpha: alpha, a.value, b.value, into: &w)
  }

  var result: Operation.Output { operation.makeResult(a.value, b.value) }
}

extension ProductOperation {
  /// `Float` or `Double`, of all operands.
  public typealias Scalar = A.Scalar

  /// The product of `a` and `b`, not computed yet.
  public func of(_ a: Variable<A>, _ b: Variable<B>) -> DeferredProduct<Self> {
    DeferredProduct(operation: self, a: a, b: b)
  }

  public func forward(_ a: A, _ b: B) -> Output { forward(alpha: 1, a, b) }

  public func vjpA(
    _ a: Variable<A>, _ b: Variable<B>, cotangent: Variable<Output>
  ) -> Variable<A> { cotangentA(a, b, cotangent).variable }

  public func vjpB(
    _ a: Variable<A>, _ b: Variable<B>, cotangent: Variable<Output>
  ) -> Variable<B> { cotangentB(a, b, cotangent).variable }

  public func backward(
    alpha: Scalar, _ a: A, _ b: B, cotangent: Output, into aBar: inout A, unscaled bBar: inout B
  ) { backwardApart(alpha: alpha, a, b, cotangent: cotangent, into: &aBar, unscaled: &bBar) }

  /// One cotangent after the other.
  func backwardApart(
    alpha: Scalar, _ a: A, _ b: B, cotangent: Output, into aBar: inout A, unscaled bBar: inout B
  ) {
    let (a, b, w) = (Variable(a), Variable(b), Variable(cotangent))
    cotangentA(a, b, w).write(alpha: alpha, into: &aBar)
    cotangentB(a, b, w).write(into: &bBar)
  }

  public func fusedVjp(_ a: A, _ b: B, cotangent: Output) -> (a: A, b: B)? {
    requireShapes(a, b, cotangent)
    var bars = cotangentBuffers(a, b, cotangent)
    backward(alpha: 1, a, b, cotangent: cotangent, into: &bars.a, unscaled: &bars.b)
    return bars
  }

  func cotangentBuffers(_ a: A, _ b: B, _ w: Output) -> (a: A, b: B) {
    let (a, b, w) = (Variable(a), Variable(b), Variable(w))
    return (cotangentA(a, b, w).result, cotangentB(a, b, w).result)
  }
}
