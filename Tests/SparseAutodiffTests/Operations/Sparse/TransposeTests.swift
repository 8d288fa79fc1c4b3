import SparseAD
import TestSupport
import Testing

@Suite struct TransposeTests {
  @Test func countedByHand() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 3, rowStarts: [0, 2, 4], columnIndices: [0, 2, 0, 1], values: [1, 2, 3, 4])
    let b = Transpose.forward(a)
    #expect(b.pattern.rowStarts == [0, 2, 3, 4])
    #expect(b.pattern.columnIndices == [0, 1, 1, 0])
    #expect(b.values == [1, 3, 4, 2])
    let w = CSRMatrix(pattern: b.pattern, values: [10, 20, 30, 40])
    #expect(Transpose.vjp(a, cotangent: w).values == [10, 40, 20, 30])
  }

  @Test(arguments: PatternCase.all)
  func mirrorsEveryPlace(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let b = Transpose.forward(a)
    #expect(b.pattern === a.pattern.transpose.pattern)
    #expect(DenseReference.dense(b) == DenseReference.transpose(DenseReference.dense(a)))
    #expect(b.count == a.count)
    #expect(Transpose.vjp(a, cotangent: b) == a)

    var reused = CSRMatrix<Double>(pattern: b.pattern, repeating: .nan)
    Transpose.forward(a, into: &reused)
    #expect(reused == b)
    var aBar = CSRMatrix<Double>(pattern: a.pattern, repeating: .nan)
    Transpose.vjp(cotangent: b, into: &aBar)
    #expect(aBar == a)
  }

  @Test func followsChangedValues() {
    var random = RandomValues<Double>(seed: 2)
    var a = random.sparse(5, 8)
    _ = Transpose.forward(a)
    a.values[2] += 1
    #expect(
      DenseReference.dense(Transpose.forward(a))
        == DenseReference.transpose(DenseReference.dense(a)))
  }

  @Test(arguments: PatternCase.all)
  func derivatives(_ test: PatternCase) {
    check(test, Double.self)
    check(test, Float.self)
  }

  private func check<S: SparseScalar & Coordinates>(_ test: PatternCase, _: S.Type) {
    var random = RandomValues<S>(seed: 3)
    let a = random.sparse(test.pattern)
    checkDerivatives(
      at: a, names: ["A"], of: { Transpose.forward($0) }, jvp: { Transpose.jvp(aDot: $0) },
      vjp: { Transpose.vjp(a, cotangent: $0) })
  }

  @Test func sameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      var random = RandomValues<Double>(seed: 4)
      let a = random.sparse(210, 190, density: 0.9)
      var b = Transpose.forward(a)
      expectSameForAllThreadCounts {
        Transpose.forward(a, into: &b)
        return b.values + Transpose.vjp(a, cotangent: b).values
      }
    }
  }
}
