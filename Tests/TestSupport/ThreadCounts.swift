import SparseAD
import Testing

/// Expects that `body` has the same numbers on one thread and on several, however small the problem.
///
/// Sets what belongs to the whole process: to be called in an exit test.
package func expectSameForAllThreadCounts<Scalar: SparseScalar>(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () -> [Scalar]
) {
  Threads.serialCutoff = 0
  Threads.count = 1
  let serial = body()
  for count in [2, 3, 8] {
    Threads.count = count
    #expect(body() == serial, "\(count) threads", sourceLocation: sourceLocation)
  }
}
