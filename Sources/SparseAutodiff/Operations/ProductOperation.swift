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

  private func cotangentBuffers(_ a: A, _ b: B, _ w: Output) -> (a: A, b: B) {
    let (a, b, w) = (Variable(a), Variable(b), Variable(w))
    return (cotangentA(a, b, w).result, cotangentB(a, b, w).result)
  }
}

// With coefficients, without a tape.
extension ProductOperation {
  /// `α f(a, b)`.
  public func forward(alpha: Scalar, _ a: A, _ b: B) -> Output {
    requireShapes(a, b, nil)
    var w = makeResult(a, b)
    write(alpha, a, b, 0, &w)
    return w
  }

  /// `α f(a, b) + β c`.
  public func forward(alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar, _ c: Output) -> Output {
    var w = c
    forward(alpha: alpha, a, b, beta: beta, into: &w)
    return w
  }

  /// `w ← α f(a, b) + β w`, in place.
  public func forward(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar = 0, into w: inout Output
  ) {
    requireShapes(a, b, w)
    write(alpha, a, b, beta, &w)
  }

  private func write(_ alpha: Scalar, _ a: A, _ b: B, _ beta: Scalar, _ w: inout Output) {
    if alpha == 0 {
      w.scale(by: beta)
    } else {
      accumulate(alpha, a, b, beta, into: &w)
    }
  }

  /// `ẇ`, for the tangents given; those left out are zero.
  public func jvp(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar = 0, _ c: Output? = nil,
    alphaDot: Scalar = 0, aDot: A? = nil, bDot: B? = nil, betaDot: Scalar = 0,
    cDot: Output? = nil
  ) -> Output {
    requireShapes(a, b, c)
    if let cDot { requireShapes(a, b, cDot) }
    var dot = makeResult(a, b)
    dot.scale(by: 0)
    if alphaDot != 0 { forward(alpha: alphaDot, a, b, beta: 1, into: &dot) }
    if let aDot {
      requireTangent(aDot, of: a)
      forward(alpha: alpha, aDot, b, beta: 1, into: &dot)
    }
    if let bDot {
      requireTangent(bDot, of: b)
      forward(alpha: alpha, a, bDot, beta: 1, into: &dot)
    }
    if let c, betaDot != 0 { dot.combine(1, [(betaDot, c)]) }
    if let cDot, beta != 0 { dot.combine(1, [(beta, cDot)]) }
    return dot
  }

  /// The cotangents of `α`, `a` and `b`.
  public func vjp(
    alpha: Scalar, _ a: A, _ b: B, cotangent: Output
  ) -> (alpha: Scalar, a: A, b: B) {
    requireShapes(a, b, cotangent)
    var bars = cotangentBuffers(a, b, cotangent)
    let alphaBar = vjp(alpha: alpha, a, b, cotangent: cotangent, into: &bars.a, &bars.b)
    return (alphaBar, bars.a, bars.b)
  }

  /// The cotangents of `a` and `b`, in place; returns that of `α`.
  @discardableResult
  public func vjp(
    alpha: Scalar = 1, _ a: A, _ b: B, cotangent: Output, into aBar: inout A,
    _ bBar: inout B
  ) -> Scalar {
    requireShapes(a, b, cotangent)
    requireTangent(aBar, of: a)
    requireTangent(bBar, of: b)
    backward(alpha: alpha, a, b, cotangent: cotangent, into: &aBar, unscaled: &bBar)
    let alphaBar = Scalar(bBar.inner(b))
    bBar.scale(by: alpha)
    return alphaBar
  }

  /// The cotangents of all five arguments.
  public func vjp(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar, _ c: Output, cotangent: Output
  ) -> (alpha: Scalar, a: A, b: B, beta: Scalar, c: Output) {
    requireShapes(a, b, c)
    let (alphaBar, aBar, bBar) = vjp(alpha: alpha, a, b, cotangent: cotangent)
    var cBar = cotangent
    cBar.scale(by: beta)
    return (alphaBar, aBar, bBar, Scalar(cotangent.inner(c)), cBar)
  }

  /// The cotangent of `a` alone. The values of `a` are not read.
  public func vjpA(alpha: Scalar = 1, _ a: A, _ b: B, cotangent: Output) -> A {
    requireShapes(a, b, cotangent)
    return cotangentA(Variable(a), Variable(b), Variable(cotangent)).value(alpha: alpha)
  }

  /// The cotangent of `b` alone. The values of `b` are not read.
  public func vjpB(alpha: Scalar = 1, _ a: A, _ b: B, cotangent: Output) -> B {
    requireShapes(a, b, cotangent)
    return cotangentB(Variable(a), Variable(b), Variable(cotangent)).value(alpha: alpha)
  }
}

extension TapeValue {
  /// `self ← factor self`; not read where the factor is 0.
  mutating func scale(by factor: Scalar) {
    if factor == 1 { return }
    updateCoordinateBlocks { _, block in
      if factor == 0 {
        Kernels.update(&block) { [count = block.count] in Kernels.fill($0, 0, count) }
      } else {
        Kernels.scale(factor, &block)
      }
    }
  }

  /// `self ← f + β self` for a kernel that only writes `f`; `self` is not read where β is 0.
  mutating func add(_ beta: Scalar, writing f: (inout Self) -> Void) {
    if beta == 0 { return f(&self) }
    var old = self
    old.scale(by: beta)
    f(&self)
    add(old)
  }
}

/// Stops where a tangent or a gradient is not a point of its value's space: a sparse one, on its pattern object.
func requireTangent<Value: TapeValue>(_ tangent: Value, of value: Value) {
  if case .sparse(let tangent) = tangent._slot, case .sparse(let value) = value._slot {
    return require(
      tangent.pattern === value.pattern, "a tangent lives on its matrix's pattern")
  }
  let mismatch = tangent.mismatch(with: value)
  require(mismatch == nil, "a tangent is not of its value's shape: \(mismatch ?? "")")
}
