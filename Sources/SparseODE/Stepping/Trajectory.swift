import SparseAutodiff
import SparseMatrices

/// The steps of a solution, and as many of its states as are kept.
struct Trajectory<State: Coordinates> {
  /// A step of size `h` at `t`, in the piece between times `piece` and `piece + 1`.
  struct Step {
    let piece: Int
    let t: Double
    let h: Double
  }

  private(set) var steps: [Step] = []
  /// The slopes of the first steps, where all states are kept, as far as a bound on their memory goes.
  private(set) var slopes: [[State]] = []
  /// Bytes of these slopes.
  private(set) var slopeBytes = 0
  /// States at the beginnings of some steps, in order; the first is that of step 0.
  private(set) var kept: [(step: Int, state: State)]
  /// How many states may be kept besides the first.
  let slots: Int
  /// The steps whose states are to be kept on the way forward, latest first.
  private var planned: [Int] = []

  /// - Parameters:
  ///   - slots: nil: as many as there are steps.
  ///   - count: the number of steps, where it is known before.
  init(from y0: State, slots: Int?, stepCount count: Int?) {
    kept = [(0, y0)]
    self.slots = slots ?? Int.max
    guard let slots, let count else { return }
    var first = 0
    for free in stride(from: slots, to: 0, by: -1) where count - first > 1 {
      first += Checkpoints.split(count - first, slots: free)
      planned.append(first)
    }
    planned.reverse()
  }

  /// Appends a step, and returns whether the state at its end is kept.
  mutating func append(_ step: Step, end: State) -> Bool {
    steps.append(step)
    if slots < Int.max {
      guard planned.last == steps.count else { return false }
      planned.removeLast()
    }
    kept.append((steps.count, end))
    return true
  }

  /// Keeps the slopes of the next step, where all states are kept and the limit allows it.
  mutating func keepSlopes(bytes: Int, atMost limit: Int, _ take: () -> [State]) {
    guard slots == Int.max, slopes.count == steps.count, slopeBytes + bytes <= limit else { return }
    slopeBytes += bytes
    slopes.append(take())
  }

  /// The state at the beginning of step `n`, the last that is still to be reversed. `advance` computes a step.
  mutating func state(at n: Int, _ advance: (Step, inout State) -> Void) -> State {
    while kept.count > 1, kept[kept.count - 1].step > n { kept.removeLast() }
    while true {
      let (first, state) = kept[kept.count - 1]
      if first == n { return state }
      let free = slots - (kept.count - 1)
      let target = free > 0 ? first + Checkpoints.split(n + 1 - first, slots: free) : n
      var y = state
      for k in first..<target { advance(steps[k], &y) }
      if free == 0 { return y }
      kept.append((target, y))
    }
  }
}

/// Where to keep states so that a chain of steps is reversed with the fewest steps computed again (Griewank and Walther,
/// Algorithm 799: Revolve, 2000).
package enum Checkpoints {
  /// After how many of `count` steps, whose first state is kept, to keep the next, where `slots` more can be.
  ///
  /// - Precondition: `count` is at least 2, `slots` at least 1.
  package static func split(_ count: Int, slots: Int) -> Int {
    // With c states, the first included, and each step computed at most t times again, β(c, t) = (c + t)! / (c! t!) steps
    // can be reversed.
    let c = min(slots, count) + 1
    var t = 1
    while steps(c, t) < count { t += 1 }
    let most = min(steps(c, t - 1), count - steps(c - 1, t - 1))
    return min(max(most, 1), count - 1)
  }

  /// `β(c, t)`; saturates.
  private static func steps(_ c: Int, _ t: Int) -> Int {
    var product = 1
    for k in 0..<min(c, t) {
      let (next, overflow) = product.multipliedReportingOverflow(by: c + t - k)
      if overflow { return Int.max }
      product = next / (k + 1)
    }
    return product
  }
}
