import SparseAD
import TestSupport
import Testing

@Suite struct CSRMatrixConstructionTests {
  // ⎡· 1 ·⎤
  // ⎣2 · 0⎦   with a stored zero
  func example() throws -> CSRMatrix<Double> {
    try CSRMatrix(
      rows: 2, columns: 3, rowStarts: [0, 1, 3] as [Int], columnIndices: [1, 0, 2],
      values: [1, 2, 0])
  }

  @Test func subscriptIsZeroWhereNothingIsStored() throws {
    let a = try example()
    #expect(a[0, 1] == 1 && a[1, 0] == 2 && a[0, 0] == 0 && a[1, 2] == 0)
    #expect(a.rows == 2 && a.columns == 3 && a.count == 3)
  }

  @Test func compressedColumnsAreTheSameMatrix() throws {
    let a = try example()
    let b = try CSRMatrix(
      rows: 2, columns: 3, columnStarts: [0, 1, 2, 3] as [Int], rowIndices: [1, 0, 1],
      values: [2.0, 1, 0])
    let unchecked = CSRMatrix(
      uncheckedRows: 2, columns: 3, columnStarts: [0, 1, 2, 3], rowIndices: [1, 0, 1],
      values: [2.0, 1, 0])
    #expect(a == b && a == unchecked)
    let csc = a.toCSC()
    #expect(csc.columnStarts == [0, 1, 2, 3] && csc.rowIndices == [1, 0, 1])
    #expect(csc.values == [2, 1, 0])
  }

  @Test func truncatedValuesAreErrors() {
    #expect(throws: PatternError.valueCount(expected: 3, found: 2)) {
      try CSRMatrix(
        rows: 2, columns: 3, rowStarts: [0, 1, 3] as [Int32], columnIndices: [1, 0, 2],
        values: [1.0, 2])
    }
    #expect(throws: PatternError.transposed(.valueCount(expected: 1, found: 2))) {
      try CSRMatrix(
        rows: 2, columns: 1, columnStarts: [0, 1] as [Int32], rowIndices: [1], values: [1.0, 2])
    }
  }

  @Test func valuesMayBeAnything() throws {
    let a = try CSRMatrix(
      rows: 1, columns: 3, rowStarts: [0, 3] as [Int], columnIndices: [0, 1, 2],
      values: [Double.nan, -.infinity, -0.0])
    #expect(a[0, 0].isNaN && a[0, 1] == -.infinity && a[0, 2].sign == .minus)
  }

  @Test(arguments: MatrixCase.all) func conversionsGoThereAndBack(_ test: MatrixCase) throws {
    let a = test.matrix
    let reference = dense(a.rows, a.columns) { a[$0, $1] }
    #expect(try a.toDense() == reference)
    #expect(CSRMatrix(reference, on: a.pattern) == a)
    #expect(try CSRMatrix(reference) == a.pruned())
    #expect(try CSRMatrix(reference, where: { _ in true }).count == a.rows * a.columns)
    #expect(try a.toCOO().compressed(duplicates: .reject) == a)
    let csc = a.toCSC()
    #expect(
      try CSRMatrix(
        rows: a.rows, columns: a.columns, columnStarts: csc.columnStarts,
        rowIndices: csc.rowIndices, values: csc.values) == a)
    #expect(
      CSRMatrix(
        uncheckedRows: a.rows, columns: a.columns, rowStarts: a.pattern.rowStarts,
        columnIndices: a.pattern.columnIndices, values: a.values) == a)
  }

  @Test func denseNaNIsStored() throws {
    let a = try CSRMatrix(DenseMatrix([[0, .nan], [-0.0, 1]]))
    #expect(a.pattern.columnIndices == [1, 1] && a[0, 1].isNaN)
  }

  @Test func denseThatDoesNotFitIsAnError() throws {
    let n = 2_000_000
    let a = CSRMatrix<Double>.identity(n)
    #expect(throws: SizeError.self) { try a.toDense() }
    #expect(throws: PatternError.self) {
      try CSRMatrix(DenseMatrix<Double>(rows: Int(Int32.max), columns: 0))
    }
  }

  @Test func identityAndDiagonal() throws {
    let i = CSRMatrix<Float>.identity(3)
    #expect(try i.toDense() == DenseMatrix.identity(3))
    let d = CSRMatrix(diagonal: [1.0, 0, 3])
    #expect(d.count == 3 && d.diagonal == [1, 0, 3] && d[0, 2] == 0)
    #expect(CSRMatrix<Double>(diagonal: []).rows == 0)
  }

  @Test func randomHasTheCountAskedForAndDependsOnTheSeed() throws {
    let a = try CSRMatrix<Double>.random(rows: 300, columns: 200, density: 0.01, seed: 7)
    #expect(a.count == 600)
    #expect(a == (try .random(rows: 300, columns: 200, density: 0.01, seed: 7)))
    #expect(a != (try .random(rows: 300, columns: 200, density: 0.01, seed: 8)))
    #expect(a.values.contains { $0 < 0 } && a.values.contains { $0 > 0 })
    // Rules and all, as an outside input.
    _ = try SparsityPattern(
      rows: 300, columns: 200, rowStarts: a.pattern.rowStarts,
      columnIndices: a.pattern.columnIndices)
    let single = try CSRMatrix<Float>.random(rows: 300, columns: 200, density: 0.01, seed: 7)
    #expect(single.pattern == a.pattern && single.values == a.values.map { Float($0) })
    // Few entries of many places: by the entries, not the places.
    #expect(
      try CSRMatrix<Double>.random(rows: 2_000, columns: 2_000_000_000, density: 1e-9, seed: 1)
        .count == 4000)
    #expect(throws: SizeError.self) {
      try CSRMatrix<Double>.random(rows: 1_000_000, columns: 1_000_000, density: 0.5, seed: 1)
    }
  }

  @Test func otherPrecisionIsOnTheSamePattern() throws {
    let a = try example()
    let single = CSRMatrix<Float>(a)
    #expect(single.pattern === a.pattern && single.values == [1, 2, 0])
    #expect(CSRMatrix<Double>(single) == a)
  }
}
