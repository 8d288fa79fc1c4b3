import SparseAD
import TestSupport
import Testing

@Suite struct CSRMatrixTransposeTests {
  @Test(arguments: MatrixCase.all) func agreesWithTheDenseTranspose(_ test: MatrixCase) throws {
    let a = test.matrix
    #expect(try a.transposed().toDense() == a.toDense().transposed())
    #expect(a.transposed().count == a.count)
    #expect(a.transposed().transposed() == a)
  }

  @Test(arguments: MatrixCase.all) func twiceIsTheSamePatternObject(_ test: MatrixCase) {
    let a = test.matrix
    let t = a.transposed()
    #expect(t.pattern === a.transposed().pattern)
    #expect(t.transposed().pattern === a.pattern)
    #expect(t.transposed().transposed().pattern === t.pattern)
    // The two permutations undo each other.
    let (there, back) = (a.pattern.transpose.permutation, t.pattern.transpose.permutation)
    #expect(there.map { back[Int($0)] } == Array(0..<Int32(a.count)))
  }

  @Test func followsTheValues() throws {
    var a = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(0, 0, 1), (0, 1, 2), (1, 0, 3)])
    #expect(a.transposed().values == [1, 3, 2])
    let copy = a
    a.values[1] = 9
    #expect(a.transposed().values == [1, 3, 9])
    #expect(copy.transposed().values == [1, 3, 2])
  }

  @Test func patternAndTransposeDoNotKeepEachOtherAlive() throws {
    weak var pattern: SparsityPattern?
    weak var transpose: SparsityPattern?
    do {
      let a = try CSRMatrix<Double>.random(rows: 5, columns: 4, density: 0.5, seed: 1)
      pattern = a.pattern
      transpose = a.transposed().transposed().transposed().pattern
      #expect(pattern === a.pattern && transpose === a.pattern.transpose.pattern)
    }
    #expect(pattern == nil && transpose == nil)
  }

  @Test func aTransposeOutlivesItsOriginal() throws {
    func transposeOfATemporary() throws -> CSRMatrix<Double> {
      try CSRMatrix<Double>.random(rows: 5, columns: 4, density: 0.5, seed: 1).transposed()
    }
    let t = try transposeOfATemporary()
    let back = t.transposed()
    #expect(back == (try .random(rows: 5, columns: 4, density: 0.5, seed: 1)))
    #expect(back.pattern === t.transposed().pattern && back.transposed().pattern === t.pattern)
  }

  @Test func manyThreadsGetOneTranspose() async throws {
    let pattern = try CSRMatrix<Double>.random(rows: 40, columns: 30, density: 0.2, seed: 1).pattern
    let found = await withTaskGroup(of: SparsityPattern.self) { group in
      for _ in 0..<16 {
        group.addTask { pattern.transpose.pattern.transpose.pattern.transpose.pattern }
      }
      return await group.reduce(into: [SparsityPattern]()) { $0.append($1) }
    }
    #expect(found.allSatisfy { $0 === pattern.transpose.pattern })
  }
}
