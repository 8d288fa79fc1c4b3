import SparseAD
import TestSupport
import Testing

/// A wrong shape or a foreign pattern is a mistake of the caller and stops the program with both numbers.
@Suite struct ShapeTests {
  @Test func vectorOfAnotherLength() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = CSRMatrix<Double>(
        pattern: SparsityPattern(rows: 2, columns: 3) { _, _ in true }, repeating: 1)
      _ = Gemv.forward(a, [1, 2])
    }
    expectMessage("x has 2 elements, op(A) has 3 columns", of: result)
  }

  @Test func productOfMatricesThatDoNotMeet() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = CSRMatrix<Double>(
        pattern: SparsityPattern(rows: 2, columns: 3) { _, _ in true }, repeating: 1)
      _ = try a * a
    }
    expectMessage("A has 3 columns, B has 2 rows", of: result)
  }

  /// Even one of the same shape: what lies outside the product's pattern has no derivative.
  @Test func cotangentOutsideTheProductsPattern() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = CSRMatrix<Double>(
        pattern: SparsityPattern(rows: 3, columns: 3) { i, j in i == j }, repeating: 1)
      let full = SparsityPattern(rows: 3, columns: 3) { _, _ in true }
      _ = try Spgemm.vjp(a, a, cotangent: CSRMatrix(pattern: full, repeating: 1))
    }
    expectMessage("the cotangent is not on the pattern of A B", of: result)
  }

  @Test func tangentOnAnotherPattern() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let pattern = SparsityPattern(rows: 2, columns: 2) { _, _ in true }
      let equal = SparsityPattern(rows: 2, columns: 2) { _, _ in true }
      let a = CSRMatrix<Double>(pattern: pattern, repeating: 1)
      let b = DenseMatrix<Double>(rows: 2, columns: 2)
      _ = Spmm.jvp(a, b, aDot: CSRMatrix(pattern: equal, repeating: 1))
    }
    expectMessage("a tangent lives on its matrix's pattern", of: result)
  }

  /// The tangents that are only added to the result, so that no product looks at their shape.
  @Test func tangentOfAnotherLength() async {
    let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Gemv.jvp(CSRMatrix<Double>.identity(2), [1, 2], beta: 1, cDot: [1, 2, 3])
    }
    expectMessage("the result has 3 elements, op(A) has 2 rows", of: vector)
    let matrix = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let b = DenseMatrix<Double>(rows: 2, columns: 1)
      _ = Spmm.jvp(
        CSRMatrix<Double>.identity(2), b, beta: 1, cDot: DenseMatrix(rows: 3, columns: 1))
    }
    expectMessage("the result is 3×1, op(A) B is 2×1", of: matrix)
  }

  @Test func tangentsForFewerMatrices() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = CSRMatrix<Double>.identity(2)
      _ = try LinearCombination.jvp(coefficients: [1, 2], matrices: [a, a], matricesDot: [a])
    }
    expectMessage("1 tangents for 2 matrices", of: result)
  }

  /// Optimised builds stop as well, but without a word.
  private func expectMessage(
    _ message: String, of result: ExitTest.Result?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #if DEBUG
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains(message), sourceLocation: sourceLocation)
    #endif
  }
}
