import SparseAD
import TestSupport
import Testing

@Suite struct IncompleteLUTests {
  /// `L U` is A where A has entries.
  @Test func agreesOnThePattern() throws {
    let a = IterativeCases.grid(6, wind: 0.3)
    let factors = try IncompleteLU(a).factors
    let lower = try factors.lowerTriangle(diagonal: -1) + .identity(36)
    let product = MaskedProduct.forward(lower, factors.upperTriangle(), on: a.pattern)
    expectClose(product.values, a.values)
    #expect(factors.pattern === a.pattern)
  }

  @Test func appliesTheInverse() throws {
    let a = IterativeCases.grid(5, wind: 0.3)
    let m = try IncompleteLU(a)
    let l = try m.factors.lowerTriangle(diagonal: -1) + .identity(25)
    let u = m.factors.upperTriangle()
    let x = IterativeCases.vector(25)
    var y = x
    m.apply(l * (u * x), transpose: false, into: &y)
    expectClose(y, x, relative: 1e-13)
    m.apply(u.transposed() * (l.transposed() * x), transpose: true, into: &y)
    expectClose(y, x, relative: 1e-13)
  }

  @Test func pivots() throws {
    #expect(throws: PreconditionerError.zeroPivot(row: 1)) {
      try IncompleteLU([[1, 1], [1, 1]] as CSRMatrix<Double>)
    }
    #expect(throws: PreconditionerError.zeroPivot(row: 0)) {
      try IncompleteLU([[0, 1], [1, 1]] as CSRMatrix<Double>)
    }
  }
}
