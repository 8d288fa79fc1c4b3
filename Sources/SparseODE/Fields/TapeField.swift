import SparseAutodiff
import SparseMatrices

/// A field that is any function over the tape, differentiated by it.
///
///     let decay = TapeField<[Double], Double> { t, y, rate in -rate * y }
///     let orbit = TapeField<Body, Double> { t, body, g in      // a state of two parts, a struct of Parameters
///       var rate = body
///       rate.position = body.velocity
///       rate.velocity = -g * body.position / pow(body.position.norm(), 3)
///       return rate
///     }
///
/// A closure alone does not say of what type state and parameters are; a call that takes both does:
/// `solver.solve(TapeField { t, y, k in -k * y }, from: [1.0], 2.0, over: (0, 1))`.
///
/// What the function uses besides its arguments is constant: a derivative is wanted of what is in `θ` alone.
///
/// An evaluation records nothing; a vjp or jvp records the function once more and sweeps over it.
public struct TapeField<State: Traceable, Theta: Traceable>: DifferentiableField
where Theta.Scalar == State.Scalar, State.Scalar: DifferentiableScalar {
  /// Time as the function sees it.
  public typealias Time = Variable<State.Scalar>

  private let f: @Sendable (Time, State.Trace, Theta.Trace) -> State.Trace

  /// A field `f(t, y, θ)`.
  public init(_ f: @escaping @Sendable (Time, State.Trace, Theta.Trace) -> State.Trace) {
    self.f = f
  }

  @specialized(where State == [Double], Theta == [Double])
  public func evaluate(_ t: Double, _ y: State, _ theta: Theta, into rate: inout State) {
    rate = withoutRecording {
      State._value(of: f(Time(State.Scalar(t)), y.untraced, theta.untraced))
    }
  }

  @specialized(where State == [Double], Theta == [Double])
  public func vjp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, cotangent: inout State,
    into yBar: inout State, adding thetaBar: inout Theta
  ) -> Double {
    let (recording, counts) = recording(t, y, theta)
    let bars = recording.vjp(cotangent._slots, counts: counts)
    yBar = y._with(slots: bars[1])
    thetaBar._add(slots: bars[2])
    guard case .scalar(let tBar) = bars[0][0] else { return 0 }
    return Double(tBar)
  }

  public func jvp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDot: Double, yDot: State,
    thetaDot: Theta, into rateDot: inout State
  ) {
    set(&rateDot, recording(t, y, theta).0, tDot, yDot, thetaDot)
  }

  /// The function is recorded once for all tangents.
  @specialized(where State == [Double], Theta == [Double])
  public func jvps(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDots: [Double], yDots: [State],
    thetaDots: [Theta], into rateDots: inout [State]
  ) {
    let recording = recording(t, y, theta).0
    for k in tDots.indices { set(&rateDots[k], recording, tDots[k], yDots[k], thetaDots[k]) }
  }

  private func set(
    _ rateDot: inout State, _ recording: Recording<Scalar>, _ tDot: Double, _ yDot: State,
    _ thetaDot: Theta
  ) {
    let dots = recording.jvp([.scalar(Scalar(tDot))] + yDot._slots + thetaDot._slots)
    rateDot = yDot._with(slots: dots)
  }

  /// The function recorded at a point, and how many inputs of the tape time, state and parameters are.
  @specialized(where State == [Double], Theta == [Double])
  private func recording(
    _ t: Double, _ y: State, _ theta: Theta
  ) -> (Recording<Scalar>, counts: [Int]) {
    let tape = Tape<Scalar>()
    let (state, parameters) = (y._slots, theta._slots)
    let counts = [1, state.count, parameters.count]
    tape.appendInputs([.scalar(Scalar(t))])
    tape.appendInputs(state)
    tape.appendInputs(parameters)
    let rate = withRecording {
      f(
        Time(Scalar(t), tape, 0), y._trace(on: tape, from: 1),
        theta._trace(on: tape, from: Int32(1 + state.count)))
    }
    let results = State._nodes(of: rate, on: tape)
    return (Recording(tape, inputCount: counts.reduce(0, +), results: results), counts)
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
  public func _trace(
    on tape: Tape<Scalar>?, nodes: inout ArraySlice<Int32>
  ) -> NoParameters { self }
  public static func _value(of trace: NoParameters) -> NoParameters { trace }
  public static func _nodes(of trace: NoParameters, on tape: Tape<Scalar>) -> [Int32?] { [] }
  public static func _tape(of trace: NoParameters) -> Tape<Scalar>? { nil }
}
