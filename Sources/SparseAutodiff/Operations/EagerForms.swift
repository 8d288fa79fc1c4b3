import SparseMatrices

// Values, tangents and cotangents without a tape, of any operation: its rule, given constants. Nothing is recorded.

extension UnaryOperation {
  /// `x̄ = J(x)ᵀ ȳ`. `y` is `f(x)`, computed again where it is not given.
  public func vjp(_ x: Input, _ y: Output? = nil, cotangent: Output) -> Input {
    vjp(Variable(x), Variable(y ?? forward(x)), cotangent: Variable(cotangent)).value
  }

  /// `ẏ = J(x) ẋ`. `y` is `f(x)`, computed again where it is not given.
  public func jvp(_ x: Input, _ y: Output? = nil, tangent: Input) -> Output {
    jvp(Variable(x), Variable(y ?? forward(x)), tangent: Variable(tangent)).value
  }
}

extension BinaryOperation {
  /// The cotangents that `needs` asks for, and no others. `y` is `f(a, b)`, computed again where it is not given.
  public func vjp(
    _ a: A, _ b: B, _ y: Output? = nil, cotangent: Output, needs: (a: Bool, b: Bool)
  ) -> (a: A?, b: B?) {
    let (aBar, bBar) = vjp(
      Variable(a), Variable(b), Variable(y ?? forward(a, b)), cotangent: Variable(cotangent),
      needs: needs)
    return (needs.a ? aBar?.value ?? a.zero : nil, needs.b ? bBar?.value ?? b.zero : nil)
  }

  /// The cotangents of both operands. `y` is `f(a, b)`, computed again where it is not given.
  public func vjp(_ a: A, _ b: B, _ y: Output? = nil, cotangent: Output) -> (a: A, b: B) {
    let bars = vjp(a, b, y, cotangent: cotangent, needs: (a: true, b: true))
    return (bars.a ?? a.zero, bars.b ?? b.zero)
  }

  /// `ẏ = J_a ȧ + J_b ḃ`; a tangent left out is zero. `y` is `f(a, b)`, computed again where it is not given.
  public func jvp(
    _ a: A, _ b: B, _ y: Output? = nil, aDot: A? = nil, bDot: B? = nil
  ) -> Output {
    let y = y ?? forward(a, b)
    if aDot == nil, bDot == nil { return y.zero }
    return jvp(
      Variable(a), Variable(b), Variable(y), aDot: aDot.map { Variable($0) },
      bDot: bDot.map { Variable($0) }
    ).value
  }
}

extension NaryOperation {
  /// The cotangent of each operand. `y` is `f(x₀, x₁, …)`, computed again where it is not given.
  public func vjp(_ x: [Input], _ y: Output? = nil, cotangent: Output) -> [Input] {
    vjp(x.map { Variable($0) }, Variable(y ?? forward(x)), cotangent: Variable(cotangent))
      .map(\.value)
  }

  /// `ẏ = Σ J_k ẋ_k`; a nil tangent is zero. `y` is `f(x₀, x₁, …)`, computed again where it is not given.
  public func jvp(_ x: [Input], _ y: Output? = nil, tangents: [Input?]) -> Output {
    require(tangents.count == x.count, "\(tangents.count) tangents for \(x.count) operands")
    let y = y ?? forward(x)
    if tangents.allSatisfy({ $0 == nil }) { return y.zero }
    return jvp(
      x.map { Variable($0) }, Variable(y), tangents: tangents.map { $0.map { Variable($0) } }
    ).value
  }
}
