import SparseAD
import TestSupport
import Testing

@Suite struct DenseMatrixTests {
  let a = DenseMatrix<Double>([[1, 2, 3], [4, 5, 6]])

  @Test func isRowMajor() {
    #expect(a.values == [1, 2, 3, 4, 5, 6] && a[1, 0] == 4)
    #expect(Array(a.row(1)) == [4, 5, 6] && a.column(2) == [3, 6])
    var b = a
    b[0, 2] = 9
    #expect(b.values == [1, 2, 9, 4, 5, 6] && a[0, 2] == 3)
  }

  @Test func partsAndWholes() {
    #expect(a[0..<1, 1...] == DenseMatrix([[2, 3]]))
    #expect(a[rows: [1, 1, 0]] == DenseMatrix([[4, 5, 6], [4, 5, 6], [1, 2, 3]]))
    #expect(a.transposed() == DenseMatrix([[1, 4], [2, 5], [3, 6]]))
    #expect(DenseMatrix.horizontal([a[0..., ..<1], a[0..., 1...]]) == a)
    #expect(DenseMatrix.vertical([a[..<1, 0...], a[1..., 0...]]) == a)
    #expect(a.map { -$0 }[1, 2] == -6)
    #expect(DenseMatrix<Double>(DenseMatrix<Float>(a)) == a)
  }

  @Test func emptyShapes() {
    let tall = DenseMatrix<Double>(rows: 3, columns: 0)
    #expect(tall.transposed() == DenseMatrix(rows: 0, columns: 3))
    #expect(tall.row(2).isEmpty && tall[1..., 0...].rows == 2)
    #expect(DenseMatrix<Double>([]).rows == 0 && DenseMatrix<Double>.horizontal([]).rows == 0)
    #expect(DenseMatrix<Double>.identity(0).values.isEmpty)
  }

  @Test func randomDependsOnTheSeed() throws {
    let r = try DenseMatrix<Double>.random(rows: 3, columns: 4, seed: 1)
    #expect(r == (try .random(rows: 3, columns: 4, seed: 1)))
    #expect(r != (try .random(rows: 3, columns: 4, seed: 2)))
    #expect(throws: SizeError.self) {
      try DenseMatrix<Double>.random(rows: .max, columns: 2, seed: 1)
    }
  }
}
