import SparseMatrices

/// What the tape knows of a recorded operation: its name and how to carry derivatives across it.
///
/// Closures rather than a protocol: where the compiler knows an operation's types, it specialises them too.
package struct Rule<Scalar: SparseScalar> {
  let name: String
  /// Adds to the cotangents of the node's inputs what its own contributes.
  let pullback: (Int32, ReverseSweep<Scalar>) -> Void
  /// Sets the node's tangent from those of its inputs.
  let pushforward: (Int32, ForwardSweep<Scalar>) -> Void

  package init(
    name: String, pullback: @escaping (Int32, ReverseSweep<Scalar>) -> Void,
    pushforward: @escaping (Int32, ForwardSweep<Scalar>) -> Void
  ) {
    self.name = name
    self.pullback = pullback
    self.pushforward = pushforward
  }
}

/// An operation of one operand, `y = f(x)`, differentiable on the tape.
///
/// The derivatives are written in variables, so they can be differentiated in turn; in a plain gradient the variables
/// are constants and nothing is recorded.
///
/// To add an operation: conform to this, and call ``callAsFunction(_:)``.
public protocol UnaryOperation<Input, Output>: Sendable {
  /// The type of `x`.
  associatedtype Input: TapeValue
  /// The type of `y`.
  associatedtype Output: TapeValue where Output.Scalar == Input.Scalar

  /// For graphs and reports.
  var name: String { get }

  /// `y = f(x)`.
  func forward(_ x: Input) -> Output

  /// `x̄ = J(x)ᵀ ȳ`; `y` is `f(x)`.
  func vjp(
    _ x: Variable<Input>, _ y: Variable<Output>, cotangent: Variable<Output>
  ) -> Variable<Input>

  /// `ẏ = J(x) ẋ`. By default the transpose of ``vjp(_:_:cotangent:)``, which is linear in the cotangent.
  func jvp(
    _ x: Variable<Input>, _ y: Variable<Output>, tangent: Variable<Input>
  ) -> Variable<Output>
}

/// An operation of two operands, `y = f(a, b)`, differentiable on the tape.
public protocol BinaryOperation<A, B, Output>: Sendable {
  /// The type of `a`.
  associatedtype A: TapeValue
  /// The type of `b`.
  associatedtype B: TapeValue where B.Scalar == A.Scalar
  /// The type of `y`.
  associatedtype Output: TapeValue where Output.Scalar == A.Scalar

  /// For graphs and reports.
  var name: String { get }

  /// `y = f(a, b)`.
  func forward(_ a: A, _ b: B) -> Output

  /// The cotangents of those operands that `needs` asks for.
  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?)

  /// The tangent of `y`; a nil tangent is zero, and at least one is not nil.
  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output>
}

/// An operation of any number of like operands, `y = f(x₀, x₁, …)`, differentiable on the tape.
public protocol NaryOperation<Input, Output>: Sendable {
  /// The type of each operand.
  associatedtype Input: TapeValue
  /// The type of `y`.
  associatedtype Output: TapeValue where Output.Scalar == Input.Scalar

  /// For graphs and reports.
  var name: String { get }

  /// `y = f(x₀, x₁, …)`.
  func forward(_ x: [Input]) -> Output

  /// The cotangent of each operand.
  func vjp(
    _ x: [Variable<Input>], _ y: Variable<Output>, cotangent: Variable<Output>
  ) -> [Variable<Input>]

  /// The tangent of `y`; a nil tangent is zero, and at least one is not nil.
  func jvp(
    _ x: [Variable<Input>], _ y: Variable<Output>, tangents: [Variable<Input>?]
  ) -> Variable<Output>
}

extension UnaryOperation {
  /// The operation's result, recorded where its operand is on a tape.
  public func callAsFunction(_ x: Variable<Input>) -> Variable<Output> {
    let y = forward(x.value)
    guard let tape = x.tape, !isRecordingPaused else { return Variable(y) }
    return Variable(y, tape, tape.record(rule, y._slot, x.node))
  }
}

extension BinaryOperation {
  /// The operation's result, recorded where an operand is on a tape.
  public func callAsFunction(_ a: Variable<A>, _ b: Variable<B>) -> Variable<Output> {
    let y = forward(a.value, b.value)
    guard let tape = a.tape ?? b.tape, !isRecordingPaused else { return Variable(y) }
    let (i, j) = (tape.node(of: a), tape.node(of: b))
    return Variable(y, tape, tape.record(rule, y._slot, i, j))
  }
}

extension NaryOperation {
  /// The operation's result, recorded where an operand is on a tape.
  public func callAsFunction(_ x: [Variable<Input>]) -> Variable<Output> {
    let y = forward(x.map(\.value))
    guard let tape = x.lazy.compactMap(\.tape).first, !isRecordingPaused else { return Variable(y) }
    let nodes = x.map { tape.node(of: $0) }
    return Variable(y, tape, tape.record(rule, y._slot, nodes))
  }
}

extension UnaryOperation {
  var rule: Rule<Input.Scalar> {
    Rule(
      name: name,
      pullback: { node, sweep in
        let x = sweep.tape.input(0, of: node)
        sweep.add(
          vjp(sweep.variable(x), sweep.variable(node), cotangent: sweep.cotangent(node)), to: x)
      },
      pushforward: { node, sweep in
        let x = sweep.tape.input(0, of: node)
        guard let tangent: Variable<Input> = sweep.tangent(x) else { return }
        sweep.set(jvp(sweep.variable(x), sweep.variable(node), tangent: tangent), of: node)
      })
  }
}

extension BinaryOperation {
  var rule: Rule<A.Scalar> {
    Rule(
      name: name,
      pullback: { node, sweep in
        let (a, b) = (sweep.tape.input(0, of: node), sweep.tape.input(1, of: node))
        let (aBar, bBar) = vjp(
          sweep.variable(a), sweep.variable(b), sweep.variable(node),
          cotangent: sweep.cotangent(node), needs: (sweep.needs(a), sweep.needs(b)))
        if let aBar { sweep.add(aBar, to: a) }
        if let bBar { sweep.add(bBar, to: b) }
      },
      pushforward: { node, sweep in
        let (a, b) = (sweep.tape.input(0, of: node), sweep.tape.input(1, of: node))
        let aDot: Variable<A>? = sweep.tangent(a)
        let bDot: Variable<B>? = sweep.tangent(b)
        if aDot == nil && bDot == nil { return }
        sweep.set(
          jvp(sweep.variable(a), sweep.variable(b), sweep.variable(node), aDot: aDot, bDot: bDot),
          of: node)
      })
  }
}

extension NaryOperation {
  var rule: Rule<Input.Scalar> {
    Rule(
      name: name,
      pullback: { node, sweep in
        let x = sweep.tape.inputs(of: node)
        let bars = vjp(
          x.map { sweep.variable($0) }, sweep.variable(node), cotangent: sweep.cotangent(node))
        for (input, bar) in zip(x, bars) where sweep.needs(input) { sweep.add(bar, to: input) }
      },
      pushforward: { node, sweep in
        let x = sweep.tape.inputs(of: node)
        let tangents: [Variable<Input>?] = x.map { sweep.tangent($0) }
        if tangents.allSatisfy({ $0 == nil }) { return }
        sweep.set(
          jvp(x.map { sweep.variable($0) }, sweep.variable(node), tangents: tangents), of: node)
      })
  }
}
