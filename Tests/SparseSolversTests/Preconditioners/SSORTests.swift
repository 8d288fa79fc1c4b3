import SparseAD
import TestSupport
import Testing

@Suite struct SSORTests {
  @Test(arguments: [0.7, 1, 1.6])
  func appliesTheInverse(_ omega: Double) throws {
    let a = IterativeCases.grid(4, wind: 0.2)
    let m = try SSOR(a, omega: omega)
    let d = CSRMatrix(diagonal: a.diagonal)
    let inverse = CSRMatrix(diagonal: a.diagonal.map { 1 / $0 })
    let lower = try d + omega * a.lowerTriangle(diagonal: -1)
    let upper = try d + omega * a.upperTriangle(diagonal: 1)
    let x = IterativeCases.vector(16)
    let scale = 1 / (omega * (2 - omega))
    var y = x
    m.apply((lower * (inverse * (upper * x))).map { scale * $0 }, transpose: false, into: &y)
    expectClose(y, x, relative: 1e-13)
    let adjoint = upper.transposed() * (inverse * (lower.transposed() * x))
    m.apply(adjoint.map { scale * $0 }, transpose: true, into: &y)
    expectClose(y, x, relative: 1e-13)
  }

  @Test func pivots() {
    let a: CSRMatrix<Double> = [[1, 1], [1, 0]]
    #expect(throws: PreconditionerError.zeroPivot(row: 1)) { try SSOR(a) }
    #expect(throws: PreconditionerError.zeroPivot(row: 1)) { try Jacobi(a) }
  }
}
