import SparseAD
import TestSupport
import Testing

@Suite struct ReductionsTests {
  @Test func countedByHand() throws {
    let a = try CSRMatrix<Double>(
      rows: 3, columns: 3, rowStarts: [0, 2, 2, 3], columnIndices: [0, 2, 2], values: [1, 2, 4])
    #expect(RowSums.forward(a) == [3, 0, 4])
    #expect(ColumnSums.forward(a) == [1, 0, 6])
    #expect(Sum.forward(a) == 7)
    #expect(RowSums.vjp(a, cotangent: [10, 20, 30]).values == [10, 10, 30])
    #expect(ColumnSums.vjp(a, cotangent: [10, 20, 30]).values == [10, 30, 30])
    #expect(Sum.vjp(a, cotangent: 5).values == [5, 5, 5])
  }

  @Test(arguments: PatternCase.all)
  func areProductsWithOnes(_ test: PatternCase) {
    var random = RandomValues<Double>(seed: 1)
    let a = random.sparse(test.pattern)
    let dense = DenseReference.dense(a)
    let rows = DenseReference.product(dense, [Double](repeating: 1, count: a.columns))
    let columns = DenseReference.product(
      DenseReference.transpose(dense), [Double](repeating: 1, count: a.rows))
    expectClose(RowSums.forward(a), rows, absolute: 1e-14)
    expectClose(ColumnSums.forward(a), columns, absolute: 1e-14)
    expectClose([Sum.forward(a)], [rows.reduce(0, +)], absolute: 1e-13)

    var sums = [Double](repeating: .nan, count: a.rows)
    RowSums.forward(a, into: &sums)
    #expect(sums == RowSums.forward(a))
    sums = [Double](repeating: .nan, count: a.columns)
    ColumnSums.forward(a, into: &sums)
    #expect(sums == ColumnSums.forward(a))

    var aBar = CSRMatrix<Double>(pattern: a.pattern, repeating: .nan)
    RowSums.vjp(cotangent: rows, into: &aBar)
    #expect(aBar == RowSums.vjp(a, cotangent: rows))
    ColumnSums.vjp(cotangent: columns, into: &aBar)
    #expect(aBar == ColumnSums.vjp(a, cotangent: columns))
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
      at: a, names: ["A, summed by rows"], of: { RowSums.forward($0) },
      jvp: { RowSums.jvp(aDot: $0) }, vjp: { RowSums.vjp(a, cotangent: $0) })
    checkDerivatives(
      at: a, names: ["A, summed by columns"], of: { ColumnSums.forward($0) },
      jvp: { ColumnSums.jvp(aDot: $0) }, vjp: { ColumnSums.vjp(a, cotangent: $0) })
    checkDerivatives(
      at: a, names: ["A, summed"], of: { Sum.forward($0) }, jvp: { Sum.jvp(aDot: $0) },
      vjp: { Sum.vjp(a, cotangent: $0) })
  }

  @Test func sameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      for withTranspose in [false, true] {
        var random = RandomValues<Float>(seed: 3)
        let a = random.sparse(210, 190, density: 0.9)
        let (rowsBar, columnsBar) = (random.vector(210), random.vector(190))
        if withTranspose { _ = a.pattern.transpose }
        expectSameForAllThreadCounts {
          RowSums.forward(a) + ColumnSums.forward(a) + [Sum.forward(a)]
            + RowSums.vjp(a, cotangent: rowsBar).values
            + ColumnSums.vjp(a, cotangent: columnsBar).values
        }
      }
    }
  }

  /// A running sum in single precision would stop growing at 2²⁴.
  @Test func sumOfManyFloatsIsAddedInDoublePrecision() {
    let count = 1 << 15
    let pattern = SparsityPattern(
      uncheckedRows: 1, columns: count, rowStarts: [0, Int32(count)],
      columnIndices: Array(0..<Int32(count)))
    var a = CSRMatrix<Float>(pattern: pattern, repeating: 0.5)
    a.values[0] = 16_777_216
    #expect(Sum.forward(a) == 16_777_216 + Float(count - 2) / 2)
  }
}
