import SparseAD
import TestSupport
import Testing

/// What is the caller's mistake stops the program, before anything is read or written out of bounds.
@Suite struct RequireTests {
  @Test func valuesMustBeOneAnEntry() async {
    await #expect(processExitsWith: .failure) {
      _ = CSRMatrix(pattern: .identity(3), values: [1.0, 2])
    }
    await #expect(processExitsWith: .failure) {
      var a = CSRMatrix(diagonal: [1.0, 2])
      a.values.append(3)
    }
  }

  @Test func rowsAndColumnsMustExist() async {
    await #expect(processExitsWith: .failure) { _ = CSRMatrix(diagonal: [1.0, 2])[rows: [0, 2]] }
    await #expect(processExitsWith: .failure) { _ = CSRMatrix(diagonal: [1.0, 2])[columns: [-1]] }
    await #expect(processExitsWith: .failure) { _ = CSRMatrix(diagonal: [1.0, 2])[0..<3, 0...] }
    await #expect(processExitsWith: .failure) { _ = CSRMatrix(diagonal: [1.0, 2])[1, 2] }
  }

  @Test func permutationsMustBeSome() async {
    await #expect(processExitsWith: .failure) {
      _ = CSRMatrix(diagonal: [1.0, 2]).permuted(rows: [0, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = CSRMatrix(diagonal: [1.0, 2]).permuted(columns: [0])
    }
  }

  @Test func anotherPatternIsRefused() async {
    await #expect(processExitsWith: .failure) {
      let selection = SparsityPattern.identity(2).selectingLowerTriangle()
      _ = selection.forward(CSRMatrix(diagonal: [1.0, 2]))
    }
  }

  /// With both numbers, and not only as an overflow.
  @Test func aShapeMustBeOne() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = DenseMatrix<Double>(rows: .max, columns: 3, values: [])
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("a 9223372036854775807×3 matrix"))
    await #expect(processExitsWith: .failure) { _ = DenseMatrix<Float>(rows: .min, columns: .max) }
    await #expect(processExitsWith: .failure) { _ = DenseMatrix<Float>(rows: -1, columns: -1) }
    await #expect(processExitsWith: .failure) { _ = DenseMatrix<Float>.identity(.max) }
    await #expect(processExitsWith: .failure) { _ = SparsityPattern.identity(.max) }
    await #expect(processExitsWith: .failure) {
      _ = Diffusion<Double>(nodes: .max, edges: [(.max - 1, 0)])
    }
  }

  #if os(Linux)
  /// In an optimised program too.
  @Test(.enabled(if: MemoryLimit.isPossible)) func memoryThatAProductLacksIsSaid() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let a = CSRMatrix(diagonal: [1.0])
      let b = try CSRMatrix<Double>(
        rows: 1, columns: 2_147_483_646, rowStarts: [0, 1], columnIndices: [2_147_483_645],
        values: [2])
      _ = try MemoryLimit.with(headroom: 1 << 30) { try Spgemm.forward(a, b) }
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("bytes of work space for one row could not be allocated"), "\(text)")
  }
  #endif
}
