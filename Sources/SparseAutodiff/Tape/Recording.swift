import CSparseKernels
import SparseMatrices

/// Runs `body` with nothing recorded: operations in it only compute, and what they return is constant.
public func withoutRecording<Result, E: Error>(_ body: () throws(E) -> Result) throws(E) -> Result {
  let before = sad_set_recording_paused(true)
  defer { _ = sad_set_recording_paused(before) }
  return try body()
}

/// Runs `body` with everything recorded, whatever it is inside of.
package func withRecording<Result, E: Error>(_ body: () throws(E) -> Result) throws(E) -> Result {
  let before = sad_set_recording_paused(false)
  defer { _ = sad_set_recording_paused(before) }
  return try body()
}

/// Whether this thread is inside ``withoutRecording(_:)``.
package var isRecordingPaused: Bool { sad_recording_paused() }

/// Runs `body` with a tape to record on: the outer one, where a derivative becomes part of another; or else one of its own,
/// which is closed after.
package func withTape<Scalar: SparseScalar, Result, E: Error>(
  _ outer: Tape<Scalar>? = nil, _ body: (Tape<Scalar>) throws(E) -> Result
) throws(E) -> Result {
  let before = sad_set_recording_paused(false)
  defer { _ = sad_set_recording_paused(before) }
  if let outer { return try body(outer) }
  let tape = Tape<Scalar>()
  defer { tape.close() }
  return try body(tape)
}

/// Closes a tape when the last that needs it lets go.
private final class TapeCloser<Scalar: SparseScalar> {
  let tape: Tape<Scalar>
  init(_ tape: Tape<Scalar>) { self.tape = tape }
  deinit { tape.close() }
}

/// A function over the tape, recorded once, and its derivatives there: one sweep each.
///
/// It holds the tape: use it as often as needed, and let it go.
package struct Recording<Scalar: SparseScalar> {
  private let closer: TapeCloser<Scalar>
  /// How many inputs there are: the first nodes.
  private let inputCount: Int
  /// The nodes of the results; nil for constants.
  private let results: [Int32?]

  package init(_ tape: Tape<Scalar>, inputCount: Int, results: [Int32?]) {
    closer = TapeCloser(tape)
    self.inputCount = inputCount
    self.results = results
  }

  /// Records `body` on a new tape: it makes the inputs, says how many they are and computes a value of them.
  static func record<Value: TapeValue, E: Error>(
    _ body: (Tape<Scalar>) throws(E) -> (inputCount: Int, result: Variable<Value>)
  ) throws(E) -> (value: Value, recording: Recording) where Value.Scalar == Scalar {
    let tape = Tape<Scalar>()
    // Before `body`, which may throw.
    let closer = TapeCloser(tape)
    let (inputCount, y) = try withRecording { () throws(E) in try body(tape) }
    let results = Value._nodes(of: y, on: tape)
    return (y.value, Recording(closer: closer, inputCount: inputCount, results: results))
  }

  private init(closer: TapeCloser<Scalar>, inputCount: Int, results: [Int32?]) {
    self.closer = closer
    self.inputCount = inputCount
    self.results = results
  }

  /// `Jᵀ` times cotangents of the results: the cotangents of the inputs; `.empty` is zero.
  func vjp(_ cotangents: [_Slot<Scalar>]) -> [_Slot<Scalar>] {
    vjp(cotangents, counts: [inputCount])[0]
  }

  /// `Jᵀ` times cotangents of the results: the cotangents of the inputs; `.empty` is zero.
  ///
  /// - Parameter counts: how many of the inputs, in their order, make an argument; their cotangents are returned apart.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func vjp(_ cotangents: [_Slot<Scalar>], counts: [Int]) -> [[_Slot<Scalar>]] {
    var bars = counts.map { [_Slot<Scalar>](repeating: .empty, count: $0) }
    guard let last = lastResult else { return bars }
    let sweep = ReverseSweep(closer.tape, first: 0, last: last, isRecorded: false)
    for (k, node) in results.enumerated() {
      if let node { sweep.add(slot: cotangents[k], to: node) }
    }
    sweep.run { $0 < inputCount }
    var node: Int32 = 0
    for argument in counts.indices {
      for k in 0..<counts[argument] where node <= last {
        bars[argument][k] = sweep.slot(node)
        node += 1
      }
    }
    return bars
  }

  /// `J` times tangents of the inputs: the tangents of the results; `.empty` is zero.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func jvp(_ tangents: [_Slot<Scalar>]) -> [_Slot<Scalar>] {
    var dots = [_Slot<Scalar>](repeating: .empty, count: results.count)
    guard let last = lastResult else { return dots }
    let sweep = ForwardSweep(closer.tape, first: 0, last: last, isRecorded: false)
    for k in 0..<min(tangents.count, Int(last) + 1) { sweep.set(slot: tangents[k], of: Int32(k)) }
    sweep.run()
    for (k, node) in results.enumerated() {
      if let node { dots[k] = sweep.slot(node) ?? .empty }
    }
    return dots
  }

  private var lastResult: Int32? {
    var last: Int32?
    for node in results { if let node { last = max(node, last ?? node) } }
    return last
  }
}
