import SparseMatrices
import SparseSolvers

/// Something that happens on the way of a solution: a function of time and state passes through zero.
///
///     let landing = Event<[Double]>("landing", .falling, isTerminal: true) { t, y in y[0] }
///     let solution = try solver.solve(field, from: y0, at: [0, 10], events: [landing])
///     solution.events                      // when, and the state there
///
/// The function is evaluated at the ends of the accepted steps. Where its sign differs, the time is found on the
/// interpolant of the step, to a few units in the last place. An even number of passages within one step is not seen:
/// bound the steps by ``Adaptivity/largestStep`` where that matters. A function that begins at exactly 0 has to leave it
/// before anything happens, and a value of NaN is no passage.
public struct Event<State>: Sendable {
  /// Which passages count, in the direction in which the solution runs.
  public enum Direction: Sendable {
    /// Which changes of sign count: both, those to plus, those to minus.
    case rising, falling, any
  }

  /// The name in occurrences.
  public let name: String
  /// Which changes of sign count.
  public let direction: Direction
  /// Whether the solution ends there.
  public let isTerminal: Bool
  let function: @Sendable (Double, State) -> Double

  /// The event that `function(t, y)` passes through zero. It must be continuous along the solution.
  public init(
    _ name: String = "", _ direction: Direction = .any, isTerminal: Bool = false,
    _ function: @escaping @Sendable (Double, State) -> Double
  ) {
    self.name = name
    self.direction = direction
    self.isTerminal = isTerminal
    self.function = function
  }
}

/// One time that an event happened.
public struct EventOccurrence<State: Sendable>: Sendable {
  /// The event's number among those that were asked for, and its name.
  public let event: Int
  /// The name of the event.
  public let name: String
  /// When it happened.
  public let t: Double
  /// The state there, as exact as the dense output of the method. The event's function has reached or just passed zero.
  public let state: State
}

/// The events of a solution on its way.
struct EventWatch<State: Coordinates> {
  let events: [Event<State>]
  private(set) var occurrences: [EventOccurrence<State>] = []
  /// The occurrence that ends the solution.
  private(set) var last: EventOccurrence<State>?
  /// The functions' values at the state reached.
  private var values: [Double]

  init(_ events: [Event<State>], from t: Double, _ y: State) {
    self.events = events
    values = events.map { $0.function(t, y) }
  }

  /// Goes on to the end of a step, and returns the events in it, with the values at its beginning and end.
  mutating func passages(_ step: AcceptedStep<State>) -> [(event: Int, from: Double, to: Double)] {
    if events.isEmpty { return [] }
    let before = values
    values = events.map { $0.function(step.tEnd, step.end) }
    return events.indices.filter { k in
      switch events[k].direction {
      case .rising: before[k] < 0 && values[k] >= 0
      case .falling: before[k] > 0 && values[k] <= 0
      case .any: before[k] < 0 && values[k] >= 0 || before[k] > 0 && values[k] <= 0
      }
    }.map { ($0, before[$0], values[$0]) }
  }

  /// Finds when the events of a step happen, and lists them in the order of time, up to the first that is terminal.
  mutating func locate(
    _ passages: [(event: Int, from: Double, to: Double)], _ step: AcceptedStep<State>,
    _ within: StepInterpolant<State>
  ) {
    let found = passages.map { passage in
      let event = events[passage.event]
      let t = Roots.passage((step.t, passage.from), (step.tEnd, passage.to)) {
        event.function($0, within.state(at: $0))
      }
      return EventOccurrence(
        event: passage.event, name: event.name, t: t,
        state: t == step.tEnd ? step.end : within.state(at: t))
    }.sorted { (abs($0.t - step.t), $0.event) < (abs($1.t - step.t), $1.event) }
    last = found.first { events[$0.event].isTerminal }
    let end = last?.t ?? step.tEnd
    occurrences += found.prefix { abs($0.t - step.t) <= abs(end - step.t) }
  }
}

package enum Roots {
  /// Where `f` passes through zero between two points at which its signs differ.
  ///
  /// The bracket is narrowed by interpolation, truncated and projected to the middle (ITP: Oliveira and Takahashi 2020): at
  /// most one evaluation more than bisection takes, far fewer for smooth functions.
  ///
  /// - Returns: the end of the last bracket on the side of `b`, so that `f` has the sign that it has there, or is 0.
  package static func passage(
    _ a: (x: Double, f: Double), _ b: (x: Double, f: Double), _ f: (Double) -> Double
  ) -> Double {
    if b.f == 0 { return b.x }
    var (a, b) = (a, b)
    let tolerance = 2 * max(a.x.magnitude, b.x.magnitude).ulp
    let k = 0.2 / abs(b.x - a.x)
    var radius = abs(b.x - a.x)
    while abs(b.x - a.x) > 2 * tolerance {
      let width = abs(b.x - a.x)
      let middle = a.x + (b.x - a.x) / 2
      let secant = (b.f * a.x - a.f * b.x) / (b.f - a.f)
      let truncation = k * width * width
      let toMiddle = middle - secant
      // Where the secant is NaN, the comparison fails and the middle remains.
      var x =
        truncation <= abs(toMiddle) ? secant + (toMiddle < 0 ? -truncation : truncation) : middle
      let reach = max(radius - width / 2, 0)
      if abs(x - middle) > reach { x = toMiddle < 0 ? middle + reach : middle - reach }
      radius /= 2
      let value = f(x)
      if value == 0 { return x }
      if (value < 0) == (b.f < 0) { b = (x, value) } else { a = (x, value) }
    }
    return b.x
  }
}
