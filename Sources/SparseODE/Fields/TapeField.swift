import SparseAutodiff
import SparseMatrices

/// A field that is any function over the tape, differentiated by it.
///
///     let decay = TapeField { t, y, rate in -rate * y }
///     let orbit = TapeField { t, body, g in              // a state of two parts, a struct of Parameters
///       var rate = body
///       rate.position = body.velocity
///       rate.velocity = -g * body.position / body.position.norm().power(3)
///       return rate
///     }
///
/// What the function uses besides its arguments is constant: a derivative is wanted of what is in `θ` alone.
///
/// An evaluation records nothing; a vjp or jvp records the function once more and sweeps over it.
public struct TapeField<State: Traceable, Theta: Traceable>: DifferentiableField
where Theta.Scalar == State.Scalar, State.Scalar: TapeValue, State.Scalar.Scalar == State.Scalar {
  /// Time as the function sees it.
  public typealias Time = Variable<State.Scalar>

  private let f: @Sendable (Time, State.Trace, Theta.Trace) -> State.Trace

  /// A field `f(t, y, θ)`.
  public init(_ f: @escaping @Sendable (Time, State.Trace, Theta.Trace) -> State.Trace) {
    self.f = f
  }

  public func evaluate(_ t: Double, _ y: State, _ theta: Theta, into rate: inout State) {
    rate = withoutRecording {
      State._value(of: f(Time(State.Scalar(t)), y.untraced, theta.untraced))
    }
  }

  public func vjp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, cotangent: inout State,
    into yBar: inout State, adding thetaBar: inout Theta
  ) -> Double {
    let bars = recording(t, y, theta).vjp(cotangent._slots)
    let stateCount = y._slots.count
    func values(_ bars: ArraySlice<_Slot<Scalar>?>, _ zero: [_Slot<Scalar>]) -> [_Slot<Scalar>] {
      Swift.zip(bars, zero).map { $0 ?? $1 }
    }
    yBar = y._with(slots: values(bars[1..<1 + stateCount], y.zero._slots))
    if bars[(1 + stateCount)...].contains(where: { $0 != nil }) {
      let sum = theta._with(slots: values(bars[(1 + stateCount)...], theta.zero._slots))
      thetaBar.combine(1, [(1, sum)])
    }
    guard case .scalar(let tBar) = bars[0] else { return 0 }
    return Double(tBar)
  }

  public func jvp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDot: Double, yDot: State,
    thetaDot: Theta, into rateDot: inout State
  ) {
    let tangents = [.scalar(Scalar(tDot))] + yDot._slots + thetaDot._slots
    let dots = recording(t, y, theta).jvp(tangents)
    rateDot = y._with(slots: Swift.zip(dots, y.zero._slots).map { $0 ?? $1 })
  }

  private func recording(_ t: Double, _ y: State, _ theta: Theta) -> Recording<Scalar> {
    let tape = Tape<Scalar>()
    let wasPaused = resumeRecording()
    defer { restoreRecording(wasPaused) }
    let time = tape.variable(Scalar(t))
    let (state, parameters) = (y.traced(on: tape), theta.traced(on: tape))
    let inputCount = tape.count
    let rate = f(time, state, parameters)
    return Recording(tape, inputCount: inputCount, results: State._nodes(of: rate, on: tape))
  }
}

extension TapeField where Theta == NoParameters<State.Scalar> {
  /// A field `f(t, y)`.
  public init(_ f: @escaping @Sendable (Time, State.Trace) -> State.Trace) {
    self.init { t, y, _ in f(t, y) }
  }
}

extension NoParameters: Traceable {
  public var _slots: [_Slot<Scalar>] { [] }
  public func _with(slots: [_Slot<Scalar>]) -> NoParameters { self }
  public func _trace(on tape: Tape<Scalar>?, from node: Int32) -> NoParameters { self }
  public static func _value(of trace: NoParameters) -> NoParameters { trace }
  public static func _nodes(of trace: NoParameters, on tape: Tape<Scalar>) -> [Int32?] { [] }
  public static func _tape(of trace: NoParameters) -> Tape<Scalar>? { nil }
}
