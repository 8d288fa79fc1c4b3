import SparseAD
import TestSupport
import Testing

@Suite struct DiagonalTests {
  @Test func countedByHand() throws {
    let a = try CSRMatrix<Double>(
      rows: 3, columns: 4, rowStarts: [0, 2, 4, 6], columnIndices: [0, 1, 0, 2, 2, 3],
      values: [1, 2, 3, 4, 5, 6])
    #expect(Diagonal.forward(a) == [1, 0, 5])
    #expect(Diagonal.vjp(a, cotangent: [10, 20, 30]).values == [10, 0, 0, 0, 30, 0])
    let d = DiagonalMatrix.forward([7.0, 0, 9])
    #expect(d.pattern.rowStarts == [0, 1, 2, 3])
    #expect(d.pattern.columnIndices == [0, 1, 2])
    #expect(d.values == [7, 0, 9])
    #expect(DiagonalMatrix.vjp(cotangent: d) == [7, 0, 9])
  }

  @Test(arguments: PatternCase.all)
  func isTheDiagonal(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let d = Diagonal.forward(a)
    #expect(d == (0..<min(a.rows, a.columns)).map { a[$0, $0] })
    var reused = d.map { _ in Double.nan }
    Diagonal.forward(a, into: &reused)
    #expect(reused == d)
    var aBar = CSRMatrix<Double>(pattern: a.pattern, repeating: .nan)
    Diagonal.vjp(cotangent: d, into: &aBar)
    #expect(aBar == Diagonal.vjp(a, cotangent: d))
    #expect(
      DenseReference.dense(aBar).values.indices.allSatisfy { k in
        let (i, j) = (k / a.columns, k % a.columns)
        return aBar[i, j] == (i == j ? a[i, j] : 0)
      })

    let matrix = DiagonalMatrix.forward(d)
    #expect(Diagonal.forward(matrix) == d)
    #expect(matrix.count == d.count)
    var other = CSRMatrix<Double>(pattern: matrix.pattern, repeating: .nan)
    DiagonalMatrix.forward(d, into: &other)
    #expect(other == matrix)
  }

  @Test(arguments: PatternCase.all)
  func derivatives(_ test: PatternCase) {
    check(test, Double.self)
    check(test, Float.self)
  }

  private func check<S: SparseScalar & Coordinates>(_ test: PatternCase, _: S.Type) {
    var random = RandomValues<S>(seed: 2)
    let a = random.sparse(test.pattern)
    checkDerivatives(
      at: a, names: ["A"], of: { Diagonal.forward($0) }, jvp: { Diagonal.jvp(aDot: $0) },
      vjp: { Diagonal.vjp(a, cotangent: $0) })
    let d = random.vector(a.rows)
    let pattern = DiagonalMatrix.forward(d).pattern
    checkDerivatives(
      at: d, names: ["d"], of: { DiagonalMatrix.forward($0, pattern: pattern) },
      jvp: { DiagonalMatrix.jvp(dDot: $0, pattern: pattern) },
      vjp: { DiagonalMatrix.vjp(cotangent: $0) })
  }

  /// A permutation has as many entries in as many rows, but they are not the diagonal.
  @Test func aPermutationIsNoDiagonalMatrix() async {
    await #expect(processExitsWith: .failure) {
      let swap = SparsityPattern(rows: 2, columns: 2) { i, j in i != j }
      _ = DiagonalMatrix.vjp(cotangent: CSRMatrix<Double>(pattern: swap, repeating: 1))
    }
  }

  @Test func sameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      var random = RandomValues<Double>(seed: 3)
      let a = random.sparse(
        PatternCase("band", rows: 70_000, columns: 2) { i, j in i % 2 == j }.pattern)
      let b = Transpose.forward(a)
      expectSameForAllThreadCounts {
        Diagonal.forward(a) + Diagonal.vjp(b, cotangent: Diagonal.forward(b)).values
      }
    }
  }
}
