import SparseMatrices

/// Computes `body(x)` now, keeps its result only, and computes it again when a derivative passes.
///
/// The intermediate values of `body` are held during the sweep over it alone; the price is one more evaluation. Other
/// variables that `body` uses are found by themselves and get their derivatives too. `body` must compute the same each
/// time, so random numbers in it need a seed of their own.
public func checkpoint<Argument: TapeValue, Value: TapeValue>(
  _ x: Variable<Argument>, _ body: @escaping (Variable<Argument>) -> Variable<Value>
) -> Variable<Value> where Argument.Scalar == Value.Scalar {
  // A variable that has outlived its derivative records plainly: its tape would not be closed again.
  guard let tape = x.tape, !tape.isClosed, !isRecordingPaused else { return body(x) }
  let begin = Int32(tape.count)
  let y = body(x)
  guard y.tape === tape, y.node >= begin else { return y }
  let operands = tape.operands(ofNodesFrom: begin)
  tape.truncate(to: begin)
  let rule = checkpointRule { body(x) }
  return Variable(y.value, tape, tape.record(replaying: rule, y.value._slot, operands))
}

private func checkpointRule<Value: TapeValue>(
  _ body: @escaping () -> Variable<Value>
) -> Rule<Value.Scalar> {
  Rule(
    name: "checkpoint",
    pullback: { node, sweep in
      replay(body, on: sweep.tape, keeping: sweep.isRecorded) { begin, y in
        let inner = ReverseSweep(
          sweep.tape, first: begin, last: y.node, isRecorded: sweep.isRecorded, outer: sweep)
        inner.add(sweep.cotangent(node) as Variable<Value>, to: y.node)
        inner.run { _ in false }
      }
    },
    pushforward: { node, sweep in
      replay(body, on: sweep.tape, keeping: sweep.isRecorded) { begin, y in
        let inner = ForwardSweep(
          sweep.tape, first: begin, last: y.node, isRecorded: sweep.isRecorded, outer: sweep)
        inner.run()
        if let tangent: Variable<Value> = inner.tangent(y.node) { sweep.set(tangent, of: node) }
      }
    })
}

/// Records the body again at the end of the tape, and removes it after use unless what was made of it is recorded too.
private func replay<Value: TapeValue>(
  _ body: () -> Variable<Value>, on tape: Tape<Value.Scalar>, keeping isKept: Bool,
  _ use: (Int32, Variable<Value>) -> Void
) {
  let begin = Int32(tape.count)
  let y = withRecording(body)
  use(begin, y)
  if !isKept { tape.truncate(to: begin) }
}
