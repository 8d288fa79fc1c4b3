#if os(Linux) && SuiteSparse
import SparseAD
import TestSupport
import Testing

/// What is said where C has no memory, whichever of its allocations it is that fails. Each in a process of its own.
@Suite(.enabled(if: MemoryLimit.isPossible)) struct MemoryFailureTests {
  @Test func luTellsItFromASingularMatrix() async {
    await #expect(processExitsWith: .success) {
      let a = try SymmetricCases.grid(120, shift: 1)
      let b = SymmetricCases.vector(a.rows, seed: 1)
      let want = try LUFactor(a).solve(b)
      var refused = 0
      for headroom in stride(from: 512 << 10, to: 12 << 20, by: 512 << 10) {
        do {
          let factor = try MemoryLimit.with(headroom: headroom) { try LUFactor(a) }
          #expect(factor.solve(b) == want)
        } catch {
          #expect(error as? LUError == .outOfMemory, "with \(headroom) bytes")
          refused += 1
        }
      }
      #expect(refused > 0)
    }
  }

  /// Of CHOLMOD itself one would get another order, without a word, and of METIS on this thread a crash.
  @Test func nestedDissectionIsThatOrNothing() async {
    await #expect(processExitsWith: .success) {
      let pattern = try SymmetricCases.grid(100, shift: 1).pattern
      let want = try SymbolicCholesky(pattern, ordering: .metis).permutation
      var refused = 0
      for headroom in stride(from: 64 << 10, to: 2 << 20, by: 64 << 10) {
        do {
          let symbolic = try MemoryLimit.with(headroom: headroom) {
            try SymbolicCholesky(pattern, ordering: .metis)
          }
          #expect(symbolic.permutation == want)
        } catch {
          #expect(error as? CholmodError == .outOfMemory, "with \(headroom) bytes")
          refused += 1
        }
      }
      #expect(refused > 0)
    }
  }
}
#endif
