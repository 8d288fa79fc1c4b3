import Foundation
import SparseAD
import TestSupport
import Testing

/// That a gradient takes the memory of what is stored, never of the dense form.
///
/// The peak is that of the whole process, so each test runs in a process of its own. Needs a system that lets the peak
/// be reset: Linux, where /proc/self/clear_refs may be written. A sanitizer's own memory, several bytes for each of
/// ours, would be counted too.
@Suite(
  .enabled(if: Memory.resetPeak(), "the peak of the resident memory cannot be reset here"),
  .disabled(if: isSanitized, "a sanitizer multiplies the memory in use"))
struct MemoryTests {
  /// The dense `W̄ Bᵀ` would be 7 GB.
  @Test func spmmBackwardStaysOnThePattern() async {
    await #expect(processExitsWith: .success) {
      let (n, entries, columns) = (30_000, 100_000, 16)
      let starts = (0...n).map { Int32($0 * entries / n) }
      let indices = (0..<n).flatMap { i in
        (starts[i]..<starts[i + 1]).map { Int32(i * 7919 % (n - 8)) + $0 - starts[i] }
      }
      let a = CSRMatrix<Double>(
        pattern: SparsityPattern(
          uncheckedRows: n, columns: n, rowStarts: starts, columnIndices: indices),
        values: (0..<entries).map { Double($0 % 7) - 3 })
      let b = DenseMatrix(
        rows: n, columns: columns, values: (0..<n * columns).map { Double($0 % 5) - 2 })
      let peak = peakBytes {
        let bars = Spmm.vjp(alpha: 2, a, b, cotangent: b)
        #expect(bars.a.pattern === a.pattern && bars.b.rows == n)
      }
      #expect(peak < 64 << 20, "\(peak) bytes")
      // The results alone are there: what was measured is no less.
      #expect(peak > 8 * (entries + n * columns) / 2, "\(peak) bytes")
    }
  }

  /// At a million rows: both gradients and one work row for each thread, 40 bytes an entry in all.
  @Test func spgemmBackwardTakesBytesForEachEntry() async throws {
    await #expect(processExitsWith: .success) {
      let n: Int32 = 1_000_000
      let starts = (0...n).map { max(0, min(3 * $0 - 1, 3 * n - 2)) }
      let indices: [Int32] = (0..<3 * n).compactMap { k in
        let column = k / 3 + k % 3 - 1
        return column >= 0 && column < n ? column : nil
      }
      let pattern = try SparsityPattern(
        rows: Int(n), columns: Int(n), rowStarts: starts, columnIndices: indices)
      let a = CSRMatrix<Double>(pattern: pattern, repeating: 1)
      let plan = try SpgemmPlan(pattern, pattern)
      #expect(plan.pattern.count == 5_000_000 - 6)
      let w = CSRMatrix<Double>(pattern: plan.pattern, repeating: 1)
      Threads.count = 2
      let peak = peakBytes {
        let bars = plan.vjp(a, a, cotangent: w)
        #expect(bars.a.values[3] == 3 && bars.b.values[3] == 3)
      }
      #expect(peak < 40 * pattern.count, "\(peak) bytes for \(pattern.count) entries")
      #expect(peak > 16 * pattern.count / 2, "\(peak) bytes for \(pattern.count) entries")
    }
  }
}
