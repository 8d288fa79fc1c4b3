import SparseAD
import TestSupport
import Testing

/// What is the caller's mistake stops the program, before anything is read or written out of bounds.
@Suite struct PreconditionTests {
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
}
