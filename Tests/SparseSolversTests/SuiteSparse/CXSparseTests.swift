#if SuiteSparse
import SparseAD
import SparseOracles
import TestSupport
import Testing

@Suite struct CXSparseTests {
  typealias Cases = SymmetricCases

  /// A rectangular matrix with an empty row, an empty column and an explicit zero.
  private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) throws -> CSRMatrix<Double> {
    let values = Cases.vector(rows * columns, seed: seed)
    var a = try COOMatrix<Double>(rows: rows, columns: columns)
    for i in 0..<rows where i != 1 {
      for j in 0..<columns where j != 2 && values[i * columns + j] > 0.1 {
        try a.append(values[i * columns + j], row: i, column: j)
      }
    }
    try a.append(0, row: rows - 1, column: columns - 1)
    return try a.compressed()
  }

  private func expectEqual(
    _ a: CSRMatrix<Double>, rows: Int, columns: Int, _ entry: (Int, Int) -> Double
  ) throws {
    // Checked as from outside: shape, starts, sorted columns.
    let pattern = try SparsityPattern(
      rows: rows, columns: columns, rowStarts: a.pattern.rowStarts,
      columnIndices: a.pattern.columnIndices)
    #expect(pattern == a.pattern)
    for i in 0..<rows {
      for j in 0..<columns { #expect((a[i, j] - entry(i, j)).magnitude < 1e-14) }
    }
  }

  @Test func multiplies() throws {
    let a = try matrix(5, 7, seed: 1)
    let b = try matrix(7, 4, seed: 2)
    let c = try #require(CXSparse.multiply(a, b))
    try expectEqual(c, rows: 5, columns: 4) { i, j in
      (0..<7).reduce(0) { $0 + a[i, $1] * b[$1, j] }
    }
    #expect(CXSparse.multiplyOnly(a, b) == c.count)
  }

  @Test func adds() throws {
    let a = try matrix(5, 7, seed: 3)
    let b = try matrix(5, 7, seed: 4)
    let c = try #require(CXSparse.add(2, a, -0.5, b))
    try expectEqual(c, rows: 5, columns: 7) { 2 * a[$0, $1] - 0.5 * b[$0, $1] }
    #expect(CXSparse.addOnly(2, a, -0.5, b) == c.count)
  }

  @Test func transposes() throws {
    let a = try matrix(5, 7, seed: 5)
    let c = try #require(CXSparse.transpose(a))
    try expectEqual(c, rows: 7, columns: 5) { a[$1, $0] }
    #expect(CXSparse.transposeOnly(a) == a.count)
    #expect(c.pattern == a.pattern.transpose.pattern)
  }

  @Test func gaxpyAddsTheTransposedProduct() throws {
    let a = try matrix(5, 7, seed: 6)
    let x = Cases.vector(5, seed: 7)
    let y = Cases.vector(7, seed: 8)
    var got = y
    CXSparse.gaxpy(a, x, into: &got)
    let want = (0..<7).map { j in (0..<5).reduce(y[j]) { $0 + a[$1, j] * x[$1] } }
    #expect(Cases.error(got, want) < 1e-15)
  }

  @Test func emptyMatricesHaveEmptyResults() throws {
    let none = try CSRMatrix<Double>(
      rows: 0, columns: 3, rowStarts: [0], columnIndices: [], values: [])
    let zero = try CSRMatrix<Double>(
      rows: 3, columns: 2, rowStarts: [0, 0, 0, 0], columnIndices: [], values: [])
    let product = try #require(CXSparse.multiply(none, zero))
    #expect(product.rows == 0 && product.columns == 2 && product.count == 0)
    let transpose = try #require(CXSparse.transpose(zero))
    #expect(transpose.rows == 2 && transpose.columns == 3 && transpose.count == 0)
    #expect(try #require(CXSparse.add(1, zero, 1, zero)).count == 0)
  }
}
#endif
