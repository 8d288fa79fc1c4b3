import SparseAutodiff
import SparseMatrices
import SparseSolvers

extension ODESolver {
  /// The solution at the end of an interval, as an operation on the tape: what stands between an encoder and a decoder.
  ///
  ///     let h1 = try solver.solve(field, from: x * encoder, weights, over: (0, 1))
  ///
  /// Derivatives in the state and in the parameters pass by the reverse of the steps, ``Sensitivity/discrete``, or with
  /// `slots` by ``Sensitivity/checkpointed(slots:)``; forward mode by the tangents of the steps. To save states in
  /// between, solve over one interval after the other.
  ///
  /// - Precondition: no derivative of a derivative passes here; differentiate the steps themselves for that.
  /// - Throws: ``ODEError``
  public func solve<Field: DifferentiableField>(
    _ field: Field, from y0: Variable<Field.State>, _ theta: Field.Theta.Trace,
    over interval: (Double, Double), slots: Int? = nil
  ) throws(ODEError) -> Variable<Field.State>
  where Field.State: TapeValue, Field.Theta: Traceable {
    let (times, parameters) = ([interval.0, interval.1], Field.Theta._value(of: theta))
    guard !isRecordingPaused,
      let tape = y0.tape ?? Field.Theta._tape(of: theta)
    else {
      return Variable(try solve(field, from: y0.value, parameters, at: times).final)
    }
    let (solution, pullback) = try solveWithPullback(
      field, from: y0.value, parameters, at: times,
      sensitivity: slots.map { .checkpointed(slots: $0) } ?? .discrete)
    let nodes = Field.Theta._nodes(of: theta, on: tape)
    let inputs = [tape.node(of: y0)] + nodes.compactMap { $0 }
    let operation = SolveOperation(
      solver: self, field: field, pullback: pullback, initial: y0.value, theta: parameters,
      times: times, thetaNodes: nodes)
    return Variable(
      solution.final, tape, tape.record(operation.rule, solution.final._slot, inputs))
  }
}

/// The solution over an interval as the tape knows it.
private struct SolveOperation<Field: DifferentiableField>
where Field.State: TapeValue, Field.Theta: Traceable {
  typealias Scalar = Field.Scalar

  let solver: ODESolver
  let field: Field
  let pullback: SolutionPullback<Field.State, Field.Theta>
  let initial: Field.State
  let theta: Field.Theta
  let times: [Double]
  /// The nodes of the parameters; nil for constants.
  let thetaNodes: [Int32?]

  var rule: Rule<Scalar> {
    Rule(
      name: "solve",
      pullback: { node, sweep in
        require(
          !sweep.isRecorded, "a derivative of a derivative through the solution of an equation")
        let cotangent: Variable<Field.State> = sweep.cotangent(node)
        // The reverse of steps that were taken solves nothing, so it has nothing to throw.
        guard let bars = try? pullback(final: cotangent.value) else {
          stop("the steps of a solution could not be reversed")
        }
        sweep.add(Variable(bars.initial), to: sweep.tape.input(0, of: node))
        for (input, bar) in zip(thetaNodes, bars.theta._slots) {
          if let input { sweep.add(slot: bar, to: input) }
        }
      },
      pushforward: { node, sweep in
        require(
          !sweep.isRecorded, "a derivative of a derivative through the solution of an equation")
        let yDot: Variable<Field.State>? = sweep.tangent(sweep.tape.input(0, of: node))
        let zeros = theta.zero._slots
        let dots = zip(thetaNodes, zeros).map { input, zero in
          input.flatMap { sweep.slot($0) } ?? zero
        }
        let tangent = SolutionGradient(
          initial: yDot?.value ?? initial.zero, theta: theta._with(slots: dots), times: [0, 0])
        // The same steps once more: they did not fail the first time.
        guard
          let tangents = try? solver.solveWithTangent(
            field, from: initial, theta, at: times, along: tangent
          ).tangents
        else { stop("a solution could not be repeated") }
        sweep.set(Variable(tangents[1]), of: node)
      })
  }
}
