import SparseAD
import TestSupport
import Testing

@Suite struct DenseSparseTests {
  @Test func countedByHand() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 3, rowStarts: [0, 2, 3], columnIndices: [0, 2, 1], values: [1, 2, 3])
    let d = DenseMatrix<Double>(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    #expect(try ToDense.forward(a).values == [1, 0, 2, 0, 3, 0])
    #expect(ToDense.vjp(a, cotangent: d).values == [1, 3, 5])
    #expect(Sampled.forward(d, on: a.pattern).values == [1, 3, 5])
    #expect(Sampled.vjp(cotangent: a).values == [1, 0, 2, 0, 3, 0])
  }

  @Test(arguments: PatternCase.all)
  func agreesWithEachPlace(_ test: PatternCase) throws {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let d = random.dense(a.rows, a.columns)
    #expect(try ToDense.forward(a) == DenseReference.dense(a))
    let sampled = Sampled.forward(d, on: a.pattern)
    #expect(sampled.pattern === a.pattern)
    #expect(sampled.values == DenseReference.entries(of: d, on: a.pattern))
    #expect(Sampled.forward(try ToDense.forward(a), on: a.pattern) == a)

    var dense = DenseMatrix<Double>(rows: a.rows, columns: a.columns, repeating: .nan)
    ToDense.forward(a, into: &dense)
    #expect(dense == DenseReference.dense(a))
    var sparse = CSRMatrix<Double>(pattern: a.pattern, repeating: .nan)
    Sampled.forward(d, into: &sparse)
    #expect(sparse == sampled)
    sparse.values = sparse.values.map { _ in .nan }
    ToDense.vjp(cotangent: d, into: &sparse)
    #expect(sparse == sampled)
    dense.values = dense.values.map { _ in .nan }
    Sampled.vjp(cotangent: a, into: &dense)
    #expect(dense == DenseReference.dense(a))
  }

  @Test(arguments: PatternCase.all)
  func derivatives(_ test: PatternCase) throws {
    try check(test, Double.self)
    try check(test, Float.self)
  }

  private func check<S: SparseScalar & Coordinates>(_ test: PatternCase, _: S.Type) throws {
    var random = RandomValues<S>(seed: 2)
    let a = random.sparse(test.pattern)
    func toDense(_ a: CSRMatrix<S>) -> DenseMatrix<S> {
      var dense = DenseMatrix<S>(rows: a.rows, columns: a.columns)
      ToDense.forward(a, into: &dense)
      return dense
    }
    #expect(try ToDense.jvp(aDot: a) == toDense(a))
    checkDerivatives(
      at: a, names: ["A"], of: toDense, jvp: toDense, vjp: { ToDense.vjp(a, cotangent: $0) })
    let d = random.dense(a.rows, a.columns)
    checkDerivatives(
      at: d, names: ["D"], of: { Sampled.forward($0, on: a.pattern) },
      jvp: { Sampled.jvp(dDot: $0, on: a.pattern) }, vjp: { Sampled.vjp(cotangent: $0) })
  }

  @Test func tooLargeADenseMatrixIsRefused() throws {
    let side = 1 << 20
    let a = try CSRMatrix<Double>(
      rows: side, columns: side, rowStarts: [Int](repeating: 0, count: side + 1),
      columnIndices: [], values: [])
    // By memory, not by what an Int32 counts: a dense matrix has no index.
    let error = #expect(throws: SizeError.self) { try ToDense.forward(a) }
    #expect(error?.entries == side * side && error?.available != nil)
  }

  @Test func sameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      var random = RandomValues<Double>(seed: 3)
      let a = random.sparse(210, 190, density: 0.5)
      let d = random.dense(210, 190)
      expectSameForAllThreadCounts {
        Sampled.vjp(cotangent: a).values + Sampled.forward(d, on: a.pattern).values
      }
    }
  }
}
