import SparseMatrices

extension Tape {
  /// This tape, for a value whose scalar type is this tape's. Swift cannot yet say so of a parameter pack.
  func of<Value: Coordinates>(_ value: Value) -> Tape<Value.Scalar> {
    guard let tape = self as AnyObject as? Tape<Value.Scalar> else {
      value.wrongScalar(Scalar.self)
    }
    return tape
  }

  /// Sweeps back from `y` to the nodes `first ..< leaves`. Nil where `y` does not depend on anything of this tape.
  func reverse<Value: TapeValue>(
    from y: Variable<Value>, cotangent: Variable<Value>, first: Int32 = 0, keeping leaves: Int32,
    isRecorded: Bool = false
  ) -> ReverseSweep<Scalar>? where Value.Scalar == Scalar {
    guard y.tape === self, y.node >= first else { return nil }
    let sweep = ReverseSweep(self, first: first, last: y.node, isRecorded: isRecorded)
    sweep.add(cotangent, to: y.node)
    sweep.run { $0 < leaves }
    return sweep
  }

  /// The gradient of `y` in the first nodes of the tape, so many; `.empty` is zero.
  func gradient(of y: Variable<Scalar>, leaves: Int32) -> [_Slot<Scalar>]
  where Scalar: DifferentiableScalar {
    let sweep = reverse(from: y, cotangent: Variable(1 as Scalar), keeping: leaves)
    return (0..<leaves).map { sweep?.slot($0) ?? .empty }
  }

  /// A node of its own with the value of `x`, in which a derivative is partial.
  package func alias<Value: TapeValue>(_ x: Variable<Value>) -> Variable<Value>
  where Value.Scalar == Scalar {
    x.tape === self ? Alias()(x) : variable(x.value)
  }
}

extension ReverseSweep {
  /// The cotangent of an input: zero where none reached it.
  func total<Value: TapeValue>(_ input: Variable<Value>) -> Variable<Value> {
    let gathered: Variable<Value>? = (self as AnyObject as? ReverseSweep<Value.Scalar>)?
      .gathered(input.node)
    return gathered ?? Variable(input.value.zero)
  }
}

/// `y = x` as a node of its own, so that what is computed from `y` can be told from what was computed from `x`.
struct Alias<Value: TapeValue>: UnaryOperation {
  var name: String { "alias" }
  func forward(_ x: Value) -> Value { x }
  func vjp(
    _ x: Variable<Value>, _ y: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<Value> { cotangent }
  func jvp(
    _ x: Variable<Value>, _ y: Variable<Value>, tangent: Variable<Value>
  ) -> Variable<Value> { tangent }
}
