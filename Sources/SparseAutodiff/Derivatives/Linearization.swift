import SparseMatrices

/// A function evaluated once on a tape, and the products of its Jacobian there: one sweep each.
struct Linearization<Argument: TapeValue, Result: TapeValue>
where Argument.Scalar == Result.Scalar {
  typealias Scalar = Argument.Scalar

  private let tape: Tape<Scalar>
  private let closer: TapeCloser<Scalar>
  private let input: Variable<Argument>
  private let result: Variable<Result>
  /// The coordinates of the result: the rows of the Jacobian.
  let rows: Int
  /// The coordinates of the argument: the columns of the Jacobian.
  let columns: Int

  init<E: Error>(
    at x: Argument, of f: (Variable<Argument>) throws(E) -> Variable<Result>
  ) throws(E) {
    tape = Tape()
    closer = TapeCloser(tape)
    let wasPaused = resumeRecording()
    defer { restoreRecording(wasPaused) }
    input = tape.variable(x)
    result = try f(input)
    rows = result.value.coordinates.count
    columns = x.coordinates.count
  }

  /// `J ẋ`, or nil where nothing of the argument reaches the result.
  func jvp(_ tangent: [Scalar]) -> [Scalar]? {
    guard result.tape === tape else { return nil }
    let sweep = ForwardSweep(tape, first: 0, last: result.node, isRecorded: false)
    sweep.set(Variable(input.value.with(coordinates: tangent)), of: input.node)
    sweep.run()
    let found: Variable<Result>? = sweep.tangent(result.node)
    return found?.value.coordinates
  }

  /// `Jᵀ ȳ`, or nil where nothing of the result reaches the argument.
  func vjp(_ cotangent: [Scalar]) -> [Scalar]? {
    let seed = Variable(result.value.with(coordinates: cotangent))
    let found: Variable<Argument>? = tape.reverse(from: result, cotangent: seed, keeping: 1)?
      .gathered(input.node)
    return found?.value.coordinates
  }
}
