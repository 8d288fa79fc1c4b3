import CommandSupport
import SparseAD

/// Measures the operations that the filter lets through, problem after problem.
struct Runner<S: BenchmarkScalar> {
  let limits: Limits
  let budget: Budget
  /// When to go on with fewer samples, so that the whole ends in time; nil: never.
  let haste: ContinuousClock.Instant?
  let filter: Filter
  /// Whether the peers in this process are measured too, by turns with ours.
  let takesTurns: Bool
  let progress: ProgressLine
  /// Called with each record as soon as it is there.
  let onRecord: (Record) -> Void

  func run(_ source: ProblemSource<S>) throws {
    let wanted = source.operations.filter {
      filter.matches("\(source.name)/\($0.name)")
        || filter.matches("\(source.name)/\($0.backwardName)")
    }
    guard !wanted.isEmpty else { return }
    progress.show("making \(source.name)")
    let problem = try source.make()
    for operation in wanted {
      progress.show("\(source.name)/\(operation.name)")
      // What has no room, or is no positive definite matrix, is said and passed over.
      do {
        guard let made = try operation.make(problem) else { continue }
        try run(made, operation, problem)
      } catch {
        progress.note("\(source.name)/\(operation.name) is left out: \(error)")
      }
    }
  }

  private func run(_ made: Case, _ operation: Operation<S>, _ problem: Problem<S>) throws {
    let isLate = haste.map { ContinuousClock.now >= $0 } ?? false
    let budget = isLate ? .quick : budget
    let extra = try memory(of: made.forward)
    let (ours, peer) = try measure(
      budget, made.forward.run, against: takesTurns ? made.peer?.run : nil)
    let named = peer.flatMap { timing in made.peer.map { (name: $0.name, timing: timing) } }
    onRecord(
      Record(
        problem, op: operation.name, .forward, made.forward, limits, ours, forward: nil,
        peakExtraBytes: extra, peer: named))
    guard let backward = made.backward else { return }
    progress.show("\(problem.name)/\(operation.backwardName)")
    let backwardExtra = try memory(of: backward)
    let (timing, _) = try measure(budget, backward.run)
    onRecord(
      Record(
        problem, op: operation.backwardName, .backward, backward, limits, timing, forward: ours,
        peakExtraBytes: backwardExtra, peer: nil))
  }

  /// How much the resident memory grows at most during a call; not the first, which also makes what
  /// is kept, such as transposes.
  private func memory(of work: Work) throws -> Int {
    try work.run()
    FreeMemory.giveBack()  // what earlier cases freed would otherwise be reused unseen
    Memory.resetPeak()
    let before = Memory.resident
    try work.run()
    return max(0, Memory.peak - before)
  }
}

/// Which measurements to make: those whose `matrix/operation` a regular expression finds something in.
struct Filter {
  private let expression: Regex<AnyRegexOutput>?

  /// Throws where `pattern` is no regular expression; everything matches where it is nil.
  init(_ pattern: String?) throws { expression = try pattern.map { try Regex($0) } }

  func matches(_ name: String) -> Bool {
    guard let expression else { return true }
    return name.firstMatch(of: expression) != nil
  }
}
