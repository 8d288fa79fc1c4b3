import SparseAD
import TestSupport
import Testing

@Suite struct IncompleteCholeskyTests {
  /// `L Lᵀ` is A where A has entries.
  @Test func agreesOnThePattern() throws {
    let a = IterativeCases.grid(6, shift: 0.2)
    let l = try IncompleteCholesky(a).lower
    expectClose(MaskedProduct.forward(l, l, on: a.pattern, transposeB: true).values, a.values)
    #expect(l.pattern == a.lowerTriangle().pattern)
  }

  @Test func appliesTheInverse() throws {
    let a = IterativeCases.grid(5)
    let m = try IncompleteCholesky(a)
    let x = IterativeCases.vector(25)
    var y = x
    for transpose in [false, true] {
      m.apply(m.lower * (m.lower.transposed() * x), transpose: transpose, into: &y)
      expectClose(y, x, relative: 1e-13)
    }
  }

  @Test func pivots() throws {
    #expect(throws: PreconditionerError.notPositive(row: 1)) {
      try IncompleteCholesky([[1, 2], [2, 1]] as CSRMatrix<Double>)
    }
    // A diagonal that is not stored.
    #expect(throws: PreconditionerError.notPositive(row: 1)) {
      try IncompleteCholesky([[1, 2], [2, 0]] as CSRMatrix<Double>)
    }
    #expect(throws: PreconditionerError.notPositive(row: 0)) {
      try IncompleteCholesky(CSRMatrix<Double>(diagonal: [.nan, 1]))
    }
    _ = try IncompleteCholesky([[1, 2], [2, 1]] as CSRMatrix<Double>, shift: 2)
  }
}
