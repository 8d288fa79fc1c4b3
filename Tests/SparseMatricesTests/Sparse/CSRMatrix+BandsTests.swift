import SparseAD
import TestSupport
import Testing

@Suite struct CSRMatrixBandsTests {
  @Test func bandsAreWhereTheyAreSaidToBe() throws {
    let a = try CSRMatrix<Double>(rows: 2, columns: 4, diagonals: [-1: [7], 1: [1, 2], 3: [5]])
    #expect(try a.toDense() == [[0, 1, 0, 5], [7, 0, 2, 0]])
    let laplacian = try CSRMatrix<Double>.banded(4, [-1: -1, 0: 2, 1: -1])
    #expect(
      try laplacian.toDense() == [[2, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]])
    #expect(try CSRMatrix<Double>.banded(0, [:]).count == 0)
  }

  @Test func literals() throws {
    let a: CSRMatrix<Double> = [[2, 0, 1], [0, 3, 0], [0, 0, 0]]
    #expect(a.pattern.rowStarts == [0, 2, 3, 3] && a.pattern.columnIndices == [0, 2, 1])
    #expect(a.values == [2, 1, 3])
    #expect(
      try CSRMatrix(
        rows: 0, columns: 0, rowStarts: [Int32(0)], columnIndices: [], values: [Double]()) == [])
    var b = a
    b.values[0] = 0
    #expect(b.count == 3 && b.nonzeros == 2)
  }
}
