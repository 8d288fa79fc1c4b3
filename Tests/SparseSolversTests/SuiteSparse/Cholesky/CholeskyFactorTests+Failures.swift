#if SuiteSparse
import SparseAD
import TestSupport
import Testing

/// What a matrix can do wrong, and that each time the place is named.
@Suite struct CholeskyFailureTests {
  typealias Cases = SymmetricCases
  static let methods = [SymbolicCholesky.Method.simplicial, .supernodal]

  private func diagonal(_ values: [Double]) throws -> CSRMatrix<Double> {
    try CSRMatrix(
      rows: values.count, columns: values.count, rowStarts: Array(0...values.count),
      columnIndices: Array(values.indices), values: values)
  }

  @Test(arguments: methods, [-1.0, 0.0])
  func namesTheColumnInTheMatrixsNumbering(
    method: SymbolicCholesky.Method, pivot: Double
  ) throws {
    // One bad pivot that no elimination touches: whatever the ordering, this is the column.
    for bad in 0..<6 {
      var values = [3.0, 1, 4, 1, 5, 9]
      values[bad] = pivot
      for ordering in [SymbolicCholesky.Ordering.natural, .amd, .metis] {
        #expect(throws: CholmodError.notPositiveDefinite(column: bad)) {
          try CholeskyFactor(diagonal(values), ordering: ordering, method: method)
        }
      }
    }
  }

  @Test func theColumnIsMappedThroughThePermutation() throws {
    // Minimum degree takes the full row 0 of an arrow late; its pivot is 1 less the number of rows before it.
    var a = try COOMatrix<Double>(rows: 6, columns: 6)
    for i in 0..<6 {
      try a.append(1, row: i, column: i)
      guard i > 0 else { continue }
      try a.append(1, row: i, column: 0)
      try a.append(1, row: 0, column: i)
    }
    let arrow = try a.compressed()
    let permutation = try SymbolicCholesky(arrow.pattern).permutation
    #expect(permutation[0] != 0)
    #expect(throws: CholmodError.notPositiveDefinite(column: 0)) { try CholeskyFactor(arrow) }
  }

  @Test(arguments: methods)
  func refusesAnIndefiniteMatrix(method: SymbolicCholesky.Method) throws {
    // The default L D Lᵀ of CHOLMOD reports success on this one.
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 2, 4], columnIndices: [0, 1, 0, 1],
      values: [0.5, -1, -1, 0.5])
    #expect(throws: CholmodError.notPositiveDefinite(column: 1)) {
      try CholeskyFactor(a, ordering: .natural, method: method)
    }
  }

  @Test(arguments: methods)
  func refusesASingularMatrix(method: SymbolicCholesky.Method) throws {
    // A path's Laplacian: exact in floating point, and its last pivot is 0.
    let a = try CSRMatrix<Double>(
      rows: 3, columns: 3, rowStarts: [0, 2, 5, 7], columnIndices: [0, 1, 0, 1, 2, 1, 2],
      values: [1, -1, -1, 2, -1, -1, 1])
    #expect(throws: CholmodError.notPositiveDefinite(column: 2)) {
      try CholeskyFactor(a, ordering: .natural, method: method)
    }
  }

  @Test(arguments: methods)
  func refusesAMatrixWithoutEntries(method: SymbolicCholesky.Method) throws {
    let a = try CSRMatrix<Double>(
      rows: 3, columns: 3, rowStarts: [0, 0, 0, 0], columnIndices: [], values: [])
    #expect(throws: CholmodError.notPositiveDefinite(column: 0)) {
      try CholeskyFactor(a, ordering: .natural, method: method)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func namesWhatIsNotFinite(value: Double) throws {
    var a = try Cases.grid(4, shift: 1)
    let entry = try #require(a.pattern.entry(5, 6))
    a.values[entry] = value
    #expect(throws: CholmodError.nonFinite(row: 5, column: 6)) { try CholeskyFactor(a) }
    #expect(throws: CholmodError.nonFinite(row: 5, column: 6)) {
      try CholeskyFactor(a, storage: .upper)
    }
  }

  @Test func namesAPivotThatOverflows() throws {
    // Row 3 of L is ∞, -∞, then ∞ - ∞: its pivot is NaN, which CHOLMOD does not call negative.
    let a = try CSRMatrix<Double>(
      rows: 4, columns: 4, rowStarts: [0, 1, 3, 6, 10],
      columnIndices: [0, 0, 1, 0, 1, 2, 0, 1, 2, 3],
      values: [1e-200, 1e-100, 2, 1e-100, 2, 3, 1e300, 0, 0, 1])
    #expect(throws: CholmodError.nonFinite(row: 3, column: 3)) {
      try CholeskyFactor(a, storage: .lower, ordering: .natural)
    }
  }

  @Test func namesEntriesThatDiffer() throws {
    var a = try Cases.grid(4, shift: 1)
    let entry = try #require(a.pattern.entry(2, 3))
    a.values[entry] = -1.000001
    #expect(throws: CholmodError.notSymmetric(row: 2, column: 3)) { try CholeskyFactor(a) }
    // Rounding is no asymmetry.
    a.values[entry] = (-1.0).nextUp
    _ = try CholeskyFactor(a)
  }

  @Test func aFailureLeavesTheOldFactor() throws {
    let a = try Cases.grid(4, shift: 1)
    let factor = try CholeskyFactor(a)
    let b = Cases.vector(16, seed: 3)
    let want = try factor.solve(b)
    #expect(throws: CholmodError.self) { try factor.refactored(a.values.map { -$0 }) }
    #expect(try factor.solve(b) == want)
  }

  @Test func anErrorSaysWhereInWords() {
    #expect(
      CholmodError.notPositiveDefinite(column: 7).description
        == "the matrix is not positive definite: the pivot of column 7 is not positive")
    #expect(CholmodError.nonFinite(row: 1, column: 2).description.contains("row 1, column 2"))
  }
}
#endif
