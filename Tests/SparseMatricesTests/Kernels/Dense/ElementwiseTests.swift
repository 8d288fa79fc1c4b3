import SparseAD
import TestSupport
import Testing

@Suite struct ElementwiseTests {
  /// Large results go past the caches; their bits must not tell.
  @Test(arguments: [0, 0.7])
  func sameBits(_ beta: Double) {
    check(beta)
    check(Float(beta))
  }

  private func check<S: SparseScalar>(_ beta: S) {
    var random = RandomValues<S>(seed: 5)
    for count in [1, 7, 16, 33, 1000] {
      let (a, b) = (random.vector(count), random.vector(count))
      // Wherever the result begins within a cache line.
      for offset in 0..<min(17, count) {
        var (plain, streamed) = (a, a)
        func sum(
          _ kernel:
            @Sendable (
              Int64, S, UnsafePointer<S>, S, UnsafePointer<S>, UnsafeMutablePointer<S>
            ) -> Void, _ out: inout [S]
        ) {
          Kernels.update(&out) { out in
            a.withUnsafeBufferPointer { a in
              b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                kernel(Int64(count - offset), 1.3, a + offset, beta, b + offset, out + offset)
              }
            }
          }
        }
        sum(S._kernels.table.axpby, &plain)
        sum(S._kernels.table.axpbyStream, &streamed)
        #expect(plain == streamed)
      }
    }
  }
}
