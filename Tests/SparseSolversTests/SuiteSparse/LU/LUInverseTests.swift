#if SuiteSparse
import RealModule
import SparseAD
import TestSupport
import Testing

@Suite struct LUInverseTests {
  @Test(arguments: [SymbolicLU.Ordering.natural, .amd, .colamd])
  func agreesWithElimination(_ ordering: SymbolicLU.Ordering) throws {
    let chain = try CSRMatrix<Double>(
      rows: 3, columns: 3, entries: [(0, 0, 2), (0, 1, 5), (1, 1, 1e-3), (1, 2, 7), (2, 2, -4)])
    let matrices =
      [1, 2, 7, 40].map { GeneralSystem.matrix($0) } + [
        try SymmetricCases.grid(8, shift: -1.3),
        // Three blocks, and no block.
        chain, CSRMatrix(diagonal: []),
      ]
    for a in matrices {
      let factor = try LUFactor(a, ordering: ordering)
      let (found, inverse) = (factor.inverseEntries(), SelectedInverseTests.inverse(a))
      #expect(found.pattern === a.pattern)
      let expected = (0..<a.count).map { k in
        let (i, j) = a.pattern.place(ofEntry: k)
        return inverse[j, i]
      }
      #expect(SymmetricCases.error(found.values, expected) < 1e-12)
      // tr(A⁻¹ A)
      #expect((Dot().forward(found, a) - Double(a.rows)).magnitude <= 1e-11 * Double(a.rows))
    }
  }

  @Test func logAbsoluteDeterminant() throws {
    // Rows that are scaled apart, and a negative determinant: -6e9.
    let a: CSRMatrix<Double> = [[0, 3e6], [2e3, 0]]
    #expect((try LUFactor(a).logAbsoluteDeterminant - Double.log(6e9)).magnitude < 1e-14)
    let b = try SymmetricCases.random(30, seed: 2)
    let expected = try CholeskyFactor(b).logDeterminant
    #expect((try LUFactor(b).logAbsoluteDeterminant - expected).magnitude < 1e-12 * expected)
    #expect(try LUFactor(CSRMatrix<Double>(diagonal: [])).logAbsoluteDeterminant == 0)
  }

  @Test func onTheTape() throws {
    let a = GeneralSystem.matrix(7)
    let symbolic = try SymbolicLU(a.pattern)
    checkTape(at: a) { a in
      always { try LUFactor(symbolic, a.value.values).logAbsoluteDeterminant(a) }
    }
    checkTape(at: a) { a in always { try LUFactor(symbolic, a.value.values).inverseEntries(a) } }
  }
}
#endif
