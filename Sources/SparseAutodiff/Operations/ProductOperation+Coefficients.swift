import SparseMatrices

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
    // Nothing yet: not read while its weight is 0.
    var (dot, weight) = (makeResult(a, b), Scalar(0))
    func add(_ alpha: Scalar, _ a: A, _ b: B) {
      forward(alpha: alpha, a, b, beta: weight, into: &dot)
      weight = 1
    }
    if alphaDot != 0 { add(alphaDot, a, b) }
    if let aDot {
      requireTangent(aDot, of: a)
      add(alpha, aDot, b)
    }
    if let bDot {
      requireTangent(bDot, of: b)
      add(alpha, a, bDot)
    }
    dot.scale(by: weight)
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
    let alphaBar = bBar.product(with: b)
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
    return (alphaBar, aBar, bBar, cotangent.product(with: c), cBar)
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

  /// `⟨self, other⟩`, summed in double precision.
  func product(with other: Self) -> Scalar {
    switch (_slot, other._slot) {
    case (.vector(let x), .vector(let y)): Kernels.dot(x, y)
    case (.dense(let x), .dense(let y)): Kernels.dot(x.values, y.values)
    case (.sparse(let x), .sparse(let y)): Kernels.dot(x.values, y.values)
    default: Scalar(inner(other))
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
