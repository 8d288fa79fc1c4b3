import SparseAD
import Synchronization
import Testing

/// The number of threads is a setting of the process: one test at a time changes it. Other tests may run meanwhile, since
/// no result depends on it.
private let settings = Mutex(())

/// Expects that `body` has the same numbers, to the bit, on one thread and on several, however small the problem.
func expectSameForAllThreadCounts<Scalar: SparseScalar>(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () -> [Scalar]
) {
  settings.withLock { _ in
    let (count, cutoff) = (Threads.count, Threads.serialCutoff)
    defer { (Threads.count, Threads.serialCutoff) = (count, cutoff) }
    Threads.serialCutoff = 0
    Threads.count = 1
    let serial = body()
    for count in [2, 3, 8] {
      Threads.count = count
      #expect(body() == serial, "\(count) threads", sourceLocation: sourceLocation)
    }
  }
}
