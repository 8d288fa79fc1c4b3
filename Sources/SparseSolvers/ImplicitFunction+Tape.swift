#if SuiteSparse
import SparseAutodiff
import SparseMatrices

extension ImplicitFunction {
  /// `u(p)` as a variable.
  ///
  /// - Throws: ``ImplicitFunctionError``.
  public func callAsFunction(
    _ p: Variable<Parameter>, from guess: [Scalar]
  ) throws(ImplicitFunctionError) -> Variable<[Scalar]> {
    let solution = try solve(p.value, from: guess)
    return ImplicitOperation(equations: equations, solution: solution)(p)
  }
}

/// `u(p)`, solved before it is recorded: solving can fail and an operation cannot.
private struct ImplicitOperation<Parameter: TapeValue>: UnaryOperation
where Parameter.Scalar: DifferentiableScalar {
  typealias Scalar = Parameter.Scalar
  let equations: ImplicitFunction<Parameter>.Equations
  let solution: ImplicitSolution<Parameter>
  var name: String { "implicit" }

  func forward(_ p: Parameter) -> [Scalar] { solution.u }

  func vjp(
    _ p: Variable<Parameter>, _ u: Variable<[Scalar]>, cotangent: Variable<[Scalar]>
  ) -> Variable<Parameter> {
    let adjoint = solve(transpose: true)(cotangent, u, p)
    return gradient(at: p) { p in -dot(adjoint, equations(u, p)) }
  }

  func jvp(
    _ p: Variable<Parameter>, _ u: Variable<[Scalar]>, tangent: Variable<Parameter>
  ) -> Variable<[Scalar]> {
    solve(transpose: false)(
      -SparseAutodiff.jvp(at: p, along: tangent) { p in equations(u, p) }.tangent, u, p)
  }

  private func solve(transpose: Bool) -> JacobianSolve<Parameter> {
    JacobianSolve(equations: equations, jacobian: solution.jacobian, transpose: transpose)
  }
}

/// The solution of a linear system with the Jacobian of the equations, as a function of the right-hand side and of where
/// the Jacobian is taken.
///
///     op(J) x = b,      J = ∂f/∂u (u, p),      op(J) is J or, with `transpose`, Jᵀ
///
///     tangent     op(J) ẋ = ḃ − op(J̇) x
///     cotangent   op(J)ᵀ w = x̄,      b̄ = w,      (ū, p̄) = −∂/∂(u, p) ⟨w, op(J) x⟩
///
/// Both are linear solves of the same kind, so there are derivatives of any order, and J̇ is never formed.
private struct JacobianSolve<Parameter: TapeValue>: Sendable
where Parameter.Scalar: DifferentiableScalar {
  typealias Scalar = Parameter.Scalar
  typealias Vector = Variable<[Scalar]>
  let equations: ImplicitFunction<Parameter>.Equations
  let jacobian: LUFactor
  let transpose: Bool

  func callAsFunction(_ b: Vector, _ u: Vector, _ p: Variable<Parameter>) -> Vector {
    let x = jacobian.solve(b.value, transpose: transpose)
    guard let tape = b.tape ?? u.tape ?? p.tape, !isRecordingPaused else { return Variable(x) }
    let operands = [tape.node(of: b), tape.node(of: u), tape.node(of: p)]
    return Variable(x, tape, tape.record(rule, .vector(x), operands))
  }

  private var transposed: JacobianSolve {
    JacobianSolve(equations: equations, jacobian: jacobian, transpose: !transpose)
  }

  private var rule: Rule<Scalar> {
    Rule(
      name: transpose ? "J⁻ᵀb" : "J⁻¹b",
      pullback: { node, sweep in
        let inputs = Array(sweep.tape.inputs(of: node))
        let (u, p): (Vector, Variable<Parameter>) = (
          sweep.variable(inputs[1]), sweep.variable(inputs[2])
        )
        let x: Vector = sweep.variable(node)
        let w = transposed(sweep.cotangent(node), u, p)
        sweep.add(w, to: inputs[0])
        guard sweep.needs(inputs[1]) || sweep.needs(inputs[2]) else { return }
        let (uBar, pBar) = gradient(at: u, p) { (u: Vector, p) -> Variable<Scalar> in
          -dot(w, times(x, u, p))
        }
        sweep.add(uBar, to: inputs[1])
        sweep.add(pBar, to: inputs[2])
      },
      pushforward: { node, sweep in
        let inputs = Array(sweep.tape.inputs(of: node))
        let (u, p): (Vector, Variable<Parameter>) = (
          sweep.variable(inputs[1]), sweep.variable(inputs[2])
        )
        let x: Vector = sweep.variable(node)
        let bDot: Vector? = sweep.tangent(inputs[0])
        let uDot: Vector? = sweep.tangent(inputs[1])
        let pDot: Variable<Parameter>? = sweep.tangent(inputs[2])
        let alongU = uDot.map { jvp(at: u, along: $0) { u in -times(x, u, p) }.tangent }
        let alongP = pDot.map { jvp(at: p, along: $0) { p in -times(x, u, p) }.tangent }
        guard let right = sum(sum(bDot, alongU), alongP) else { return }
        sweep.set(self(right, u, p), of: node)
      })
  }

  /// `op(J(u, p)) x`, without J.
  private func times(_ x: Vector, _ u: Vector, _ p: Variable<Parameter>) -> Vector {
    // Partial in u, so u has to be where p is.
    let u = p.tape.map { $0.alias(u) } ?? u
    return transpose
      ? gradient(at: u) { u in dot(x, equations(u, p)) }
      : jvp(at: u, along: x) { u in equations(u, p) }.tangent
  }
}
#endif
