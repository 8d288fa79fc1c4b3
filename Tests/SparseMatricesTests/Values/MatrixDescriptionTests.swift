import SparseAD
import TestSupport
import Testing

@Suite struct MatrixDescriptionTests {
  @Test func smallMatricesAreGrids() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 3, entries: [(0, 0, 1), (0, 2, -12.5), (1, 1, 0), (1, 2, 1 / 3)])
    #expect(
      a.description == """
        2×3 CSRMatrix<Double>, 4 entries (67 %)
        1.0    ·     -12.5
          ·  0.0  0.333333
        """)
    #expect(
      a.pattern.description == """
        2×3 SparsityPattern, 4 entries (67 %)
        ×  ·  ×
        ·  ×  ×
        """)
    #expect(
      a.toCOO().description == """
        2×3 COOMatrix<Double>, 4 triplets
        (0, 0)  1.0
        (0, 2)  -12.5
        (1, 1)  0.0
        (1, 2)  0.333333
        """)
    #expect(
      DenseMatrix<Float>([[1, 0.1], [.nan, -1e30]]).description == """
        2×2 DenseMatrix<Float>
        1.0     0.1
        nan  -1e+30
        """)
  }

  @Test func largeMatricesAreCut() throws {
    let a = CSRMatrix(diagonal: (0..<1000).map { Float($0) })
    #expect(
      a.description == """
        1000×1000 CSRMatrix<Float>, 1000 entries (0.1 %)
        (0, 0)  0.0
        (1, 1)  1.0
        (2, 2)  2.0
        (3, 3)  3.0
        (4, 4)  4.0
        (5, 5)  5.0
        …
        """)
    #expect(a.pattern.description == "1000×1000 SparsityPattern, 1000 entries (0.1 %)")
    #expect(
      dense(13, 2) { Double($0 * 2 + $1) }.description == """
        13×2 DenseMatrix<Double>
         0.0   1.0
         2.0   3.0
         4.0   5.0
         6.0   7.0
         8.0   9.0
        10.0  11.0
           …     …
        """)
  }

  @Test func emptyMatrices() throws {
    #expect(CSRMatrix<Double>(diagonal: []).description == "0×0 CSRMatrix<Double>, 0 entries")
    #expect(
      CSRMatrix<Double>(pattern: try .full(rows: 3, columns: 0)).description
        == "3×0 CSRMatrix<Double>, 0 entries")
    #expect(DenseMatrix<Float>(rows: 3, columns: 0).description == "3×0 DenseMatrix<Float>")
    #expect(
      CSRMatrix(diagonal: [5.0]).description == "1×1 CSRMatrix<Double>, 1 entry (100 %)\n5.0")
  }

  @Test func numbersAreShort() {
    let values = [0.1 + 0.2, 123456.789, 1234567.89, .leastNonzeroMagnitude, -2.5e-7, .infinity]
    let shown = DenseMatrix(values.map { [$0] }).description.split(separator: "\n").dropFirst()
    #expect(
      shown.map { $0.drop { $0 == " " } }
        == ["0.3", "123457.0", "1234570.0", "5e-324", "-2.5e-07", "inf"])
  }
}
