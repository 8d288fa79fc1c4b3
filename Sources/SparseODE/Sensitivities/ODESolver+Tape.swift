import SparseAutodiff
import SparseMatrices

// Solutions as operations on the tape: what stands between an encoder and a decoder.
//
//     let h1 = try solver.solve(field, from: x * encoder, weights, over: (0, 1))
//
// They are asked for as plain ones are: at times, or over an interval.
extension ODESolver {
  /// The solution at given times, each of its states a variable.
  ///
  /// Derivatives in the state and in the parameters pass by the reverse of the steps, ``Sensitivity/discrete``, or with
  /// `slots` by ``Sensitivity/checkpointed(slots:)``; forward mode by the tangents of the steps.
  ///
  /// - Precondition: no derivative of a derivative passes here; differentiate the steps themselves for that.
  /// - Throws: ``ODEError``; `cancelled` where the task is.
  /// - Complexity: a time between others costs its state, and the gradient in `θ` is added up once for each time.
  public func solve<Field: DifferentiableField>(
    _ field: Field, from y0: Variable<Field.State>, _ theta: Field.Theta.Trace, at times: [Double],
    slots: Int? = nil
  ) throws(ODEError) -> TapedSolution<Field.State>
  where Field.State: TapeValue, Field.Theta: Traceable {
    try record(field, y0, theta, TapeTimes(constant: times), slots)
  }

  /// The solution at times that are variables too: the steps move with the times around them, in proportion.
  ///
  /// - Precondition: as for constant times.
  /// - Throws: ``ODEError``; `cancelled` where the task is.
  public func solve<Field: DifferentiableField>(
    _ field: Field, from y0: Variable<Field.State>, _ theta: Field.Theta.Trace,
    at times: Variable<[Field.Scalar]>, slots: Int? = nil
  ) throws(ODEError) -> TapedSolution<Field.State>
  where Field.State: TapeValue, Field.Theta: Traceable {
    try record(field, y0, theta, TapeTimes(times), slots)
  }

  /// The solution at the end of an interval.
  ///
  /// - Throws: ``ODEError``; `cancelled` where the task is.
  public func solve<Field: DifferentiableField>(
    _ field: Field, from y0: Variable<Field.State>, _ theta: Field.Theta.Trace,
    over interval: (Double, Double), slots: Int? = nil
  ) throws(ODEError) -> Variable<Field.State>
  where Field.State: TapeValue, Field.Theta: Traceable {
    try solve(field, from: y0, theta, at: [interval.0, interval.1], slots: slots).final
  }

  /// The solution at the end of an interval between variables.
  ///
  /// - Throws: ``ODEError``; `cancelled` where the task is.
  public func solve<Field: DifferentiableField>(
    _ field: Field, from y0: Variable<Field.State>, _ theta: Field.Theta.Trace,
    over interval: (Variable<Field.Scalar>, Variable<Field.Scalar>), slots: Int? = nil
  ) throws(ODEError) -> Variable<Field.State>
  where Field.State: TapeValue, Field.Theta: Traceable, Field.Scalar: DifferentiableScalar {
    try record(field, y0, theta, TapeTimes(interval.0, interval.1), slots).final
  }

  private func record<Field: DifferentiableField>(
    _ field: Field, _ y0: Variable<Field.State>, _ theta: Field.Theta.Trace,
    _ times: TapeTimes<Field.Scalar>, _ slots: Int?
  ) throws(ODEError) -> TapedSolution<Field.State>
  where Field.State: TapeValue, Field.Theta: Traceable {
    require(slots ?? 0 >= 0, "\(slots ?? 0) slots")
    let parameters = Field.Theta._value(of: theta)
    guard !isRecordingPaused, let tape = y0.tape ?? Field.Theta._tape(of: theta) ?? times.tape
    else {
      let solution = try run(field, from: y0.value, parameters, at: times.values).whole()
      return TapedSolution(
        times: solution.times, states: solution.states.map { Variable($0) },
        statistics: solution.statistics)
    }
    var adjoint = DiscreteAdjoint(
      self, field, from: y0.value, parameters, at: times.values, slots: slots)
    let solution = try adjoint.solve()
    let operation = SolveOperation(
      adjoint: adjoint, states: solution.states, times: times,
      thetaNodes: Field.Theta._nodes(of: theta, on: tape))
    var states = [y0]
    for k in 1..<solution.states.count {
      let inputs =
        [tape.node(of: states[k - 1])] + operation.thetaNodes.compactMap { $0 }
        + times.inputs(ofPieceTo: k)
      states.append(
        Variable(
          solution.states[k], tape,
          tape.record(operation.rule(ofPieceTo: k), solution.states[k]._slot, inputs)))
    }
    return TapedSolution(
      times: solution.times, states: states, statistics: solution.statistics)
  }
}

/// The pieces of a solution as the tape knows them: each state is computed from the one before.
private struct SolveOperation<Field: DifferentiableField>
where Field.State: TapeValue, Field.Theta: Traceable {
  typealias Scalar = Field.Scalar

  let adjoint: DiscreteAdjoint<Field>
  let states: [Field.State]
  let times: TapeTimes<Scalar>
  /// The nodes of the parameters; nil for constants.
  let thetaNodes: [Int32?]

  func rule(ofPieceTo k: Int) -> Rule<Scalar> {
    Rule(
      name: "solve",
      pullback: { node, sweep in
        require(
          !sweep.isRecorded, "a derivative of a derivative through the solution of an equation")
        let cotangent: Variable<Field.State> = sweep.cotangent(node)
        let bars = adjoint.pullback(ofPieceTo: k, cotangent.value)
        sweep.add(Variable(bars.initial), to: sweep.tape.input(0, of: node))
        for (input, bar) in zip(thetaNodes, bars.theta._slots) {
          if let input { sweep.add(slot: bar, to: input) }
        }
        times.add(bars.from, bars.to, ofPieceTo: k, sweep)
      },
      pushforward: { node, sweep in
        require(
          !sweep.isRecorded, "a derivative of a derivative through the solution of an equation")
        let yDot: Variable<Field.State>? = sweep.tangent(sweep.tape.input(0, of: node))
        let zeros = adjoint.theta.zero._slots
        let dots = zip(thetaNodes, zeros).map { input, zero in
          input.flatMap { sweep.slot($0) } ?? zero
        }
        let (a, b) = times.tangents(ofPieceTo: k, sweep)
        let tangent = adjoint.pushforward(
          ofPieceTo: k, states[k - 1], yDot?.value ?? states[k - 1].zero,
          adjoint.theta._with(slots: dots), from: a, to: b)
        sweep.set(Variable(tangent), of: node)
      })
  }
}
