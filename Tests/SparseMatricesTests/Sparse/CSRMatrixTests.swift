import SparseAD
import TestSupport
import Testing

@Suite struct CSRMatrixTests {
  @Test(arguments: MatrixCase.all) func newValuesAreOnTheSamePatternObject(_ test: MatrixCase) {
    let a = test.matrix
    #expect(a.map { $0 + 1 }.pattern === a.pattern)
    #expect(a.map { $0 + 1 }.values == a.values.map { $0 + 1 })
    #expect((-a).pattern === a.pattern && (-a).values == a.values.map { -$0 })
    #expect((2 * a).pattern === a.pattern && (2 * a).values == a.values.map { 2 * $0 })
  }

  @Test func scalingByZeroKeepsEntriesAndNaN() {
    let a = CSRMatrix(diagonal: [1, Double.infinity])
    #expect((0 * a).count == 2 && (0 * a).values[1].isNaN)
  }

  @Test func pruningIsExplicit() {
    let a = CSRMatrix(diagonal: [0, -0.0, 1e-3, -2, Double.nan])
    #expect(a.pruned().pattern.columnIndices == [2, 3, 4])
    #expect(a.pruned(threshold: 1e-2).pattern.columnIndices == [3, 4])
    #expect(a.pruned { $0.isNaN }.count == 4)
    #expect(a.pruned { _ in true }.rows == 5)
    let moments = CSRMatrix(pattern: a.pattern, values: [1, 2, 3, 4, 5.0])
    #expect(a.pruning { $0 == 0 }.forward(moments).values == [3, 4, 5])
  }

  @Test(arguments: MatrixCase.all) func entriesComeRowByRow(_ test: MatrixCase) {
    let a = test.matrix
    let entries = Array(a.entries)
    #expect(entries.map { Int32($0.row) } == a.pattern.rowIndices)
    #expect(entries.map { Int32($0.column) } == a.pattern.columnIndices)
    #expect(entries.map(\.value) == a.values)
    #expect(a.entries.underestimatedCount == a.count)
    for i in 0..<a.rows {
      let inRow = entries.filter { $0.row == i }
      #expect(a.row(i).map(\.column) == inRow.map(\.column))
      #expect(a.row(i).map(\.value) == inRow.map(\.value))
    }
    let triplets = a.toCOO().entries
    #expect(zip(triplets, entries).allSatisfy { $0 == $1 } && triplets.count == a.count)
  }

  @Test func equalityIsOfPatternsAndValues() throws {
    let a = CSRMatrix(diagonal: [1.0, 2])
    #expect(a == CSRMatrix(diagonal: [1.0, 2]))
    #expect(a != CSRMatrix(diagonal: [1.0, 3]))
    // A stored zero makes a difference.
    #expect(try a != CSRMatrix(rows: 2, columns: 2, entries: [(0, 0, 1), (0, 1, 0), (1, 1, 2)]))
    #expect(CSRMatrix(diagonal: [Double.nan]) != CSRMatrix(diagonal: [Double.nan]))
  }
}

@Suite struct ApproximateEqualityTests {
  @Test func placesNotStoredAreZeros() throws {
    let a = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(0, 0, 1), (1, 1, 1e-12)])
    let b = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(0, 0, 1), (0, 1, 1e-12)])
    #expect(a.isApproximatelyEqual(to: b) && b.isApproximatelyEqual(to: a))
    #expect(!a.isApproximatelyEqual(to: b, relativeTolerance: 1e-13))
    let c = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(0, 0, 1), (0, 1, 0.5)])
    #expect(!a.isApproximatelyEqual(to: c) && !c.isApproximatelyEqual(to: a))
    #expect(!a.isApproximatelyEqual(to: CSRMatrix<Double>(diagonal: [1])))
  }

  @Test func tolerancesAndNorms() {
    let a = CSRMatrix(diagonal: [3.0, 4])
    let b = CSRMatrix(diagonal: [3.0, 4.5])
    // The difference is 0.5, the larger norms √29.25 and 4.5.
    #expect(a.isApproximatelyEqual(to: b, absoluteTolerance: 0.5, relativeTolerance: 0))
    #expect(!a.isApproximatelyEqual(to: b, absoluteTolerance: 0.49, relativeTolerance: 0))
    #expect(a.isApproximatelyEqual(to: b, relativeTolerance: 0.0925))
    #expect(!a.isApproximatelyEqual(to: b, relativeTolerance: 0.0924))
    #expect(a.isApproximatelyEqual(to: b, relativeTolerance: 0.112, norm: .maximum))
    #expect(!a.isApproximatelyEqual(to: b, relativeTolerance: 0.111, norm: .maximum))
  }

  @Test(arguments: [EntryNorm.euclidean, .maximum])
  func valuesOutOfTheOrdinary(_ norm: EntryNorm) {
    func equal(_ x: [Double], _ y: [Double]) -> Bool {
      CSRMatrix(diagonal: x).isApproximatelyEqual(to: CSRMatrix(diagonal: y), norm: norm)
        && DenseMatrix(rows: 1, columns: x.count, values: x).isApproximatelyEqual(
          to: DenseMatrix(rows: 1, columns: y.count, values: y), norm: norm)
    }
    #expect(
      !equal([.nan, 1], [.nan, 1]) && !equal([.nan, 1], [1, 1]) && !equal([1, .nan], [1, 1]))
    #expect(equal([.infinity, 1], [.infinity, 1]))
    #expect(!equal([.infinity, 1], [-.infinity, 1]) && !equal([.infinity, 1], [5, 1]))
    #expect(equal([1e300, 1e300], [1e300, 1e300 * (1 + 1e-10)]))
    #expect(!equal([1e300, 1e300], [1e300, 2e300]))
    #expect(equal([1e-300, 0], [1e-300 * (1 + 1e-10), 0]) && !equal([1e-300, 0], [2e-300, 0]))
    #expect(equal([], []))
  }
}
