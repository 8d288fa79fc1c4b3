import SparseMatrices

// The tangent of an operation that only says how cotangents pass. The map `L: ȳ ↦ x̄ = J(x)ᵀ ȳ` is linear, so its own
// cotangent map is `Lᵀ: ẋ ↦ J(x) ẋ`, which is the tangent: transposed twice. L is recorded at ȳ = 0, as the place of a
// linear map's derivative does not matter, and swept back from x̄ with ẋ.
//
// So `vjp` has to be written in the variable `cotangent`, not in its value.

extension UnaryOperation {
  /// `ẏ = J(x) ẋ`, from ``vjp(_:_:cotangent:)``.
  ///
  /// - Complexity: one `vjp` and one sweep back over it, each time.
  public func jvp(
    _ x: Variable<Input>, _ y: Variable<Output>, tangent: Variable<Input>
  ) -> Variable<Output> {
    transpose(of: y, on: x.tape ?? y.tape ?? tangent.tape) { cotangent in
      [TransposeSeed(vjp(x, y, cotangent: cotangent), tangent)]
    }
  }
}

extension BinaryOperation {
  /// `ẏ = J_a ȧ + J_b ḃ`, from ``vjp(_:_:_:cotangent:needs:)``.
  ///
  /// - Complexity: one `vjp` and one sweep back over it, each time.
  public func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    let tape = a.tape ?? b.tape ?? y.tape ?? aDot?.tape ?? bDot?.tape
    return transpose(of: y, on: tape) { cotangent in
      let (aBar, bBar) = vjp(a, b, y, cotangent: cotangent, needs: (aDot != nil, bDot != nil))
      return [TransposeSeed(aBar, aDot), TransposeSeed(bBar, bDot)]
    }
  }
}

extension NaryOperation {
  /// `ẏ = Σ J_k ẋ_k`, from ``vjp(_:_:cotangent:)``.
  ///
  /// - Complexity: one `vjp` and one sweep back over it, each time.
  public func jvp(
    _ x: [Variable<Input>], _ y: Variable<Output>, tangents: [Variable<Input>?]
  ) -> Variable<Output> {
    let tapes = (x + tangents.compactMap(\.self)).lazy.compactMap(\.tape)
    return transpose(of: y, on: tapes.first ?? y.tape) { cotangent in
      zip(vjp(x, y, cotangent: cotangent), tangents).map { TransposeSeed($0, $1) }
    }
  }
}

/// Where a sweep over a recorded `vjp` starts, and with what; nil where the place does not depend on the cotangent.
private struct TransposeSeed<Scalar: SparseScalar> {
  let node: Int32
  let add: (ReverseSweep<Scalar>) -> Void

  init?<Value: TapeValue>(_ bar: Variable<Value>?, _ tangent: Variable<Value>?)
  where Value.Scalar == Scalar {
    guard let bar, let tangent, bar.tape != nil else { return nil }
    node = bar.node
    add = { $0.add(tangent, to: bar.node) }
  }
}

/// Records `pull` from a cotangent of `y` on and sweeps back to it: on the operation's tape, where the sweep becomes part
/// of it, or on a tape of its own where all that the operation sees is constant.
private func transpose<Output: TapeValue>(
  of y: Variable<Output>, on outer: Tape<Output.Scalar>?,
  _ pull: (Variable<Output>) -> [TransposeSeed<Output.Scalar>?]
) -> Variable<Output> {
  withTape(outer) { tape in
    let cotangent = tape.variable(y.value.zero)
    let seeds = pull(cotangent).compactMap(\.self).filter { $0.node >= cotangent.node }
    guard let last = seeds.map(\.node).max() else { return Variable(y.value.zero) }
    let sweep = ReverseSweep(
      tape, first: cotangent.node, last: last, isRecorded: outer != nil)
    for seed in seeds { seed.add(sweep) }
    sweep.run { $0 == cotangent.node }
    return sweep.gathered(cotangent.node) ?? Variable(y.value.zero)
  }
}
