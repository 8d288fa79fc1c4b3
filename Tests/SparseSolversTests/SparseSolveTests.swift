#if SuiteSparse
import SparseAD
import TestSupport
import Testing

@Suite struct SparseSolveTests {
  @Test(arguments: [false, true])
  func general(transpose: Bool) throws {
    let (a, b) = (GeneralSystem.matrix(7), GeneralSystem.rightHandSides(7, 2))
    let x = try solve(Variable(a), Variable(b), transpose: transpose).value
    expectClose(Spmm.forward(a, x, transpose: transpose).values, b.values, relative: 1e-13)
    checkTape(at: a, b) { a, b in always { try solve(a, b, transpose: transpose) } }
    checkTape(at: a, b.values.prefix(7).map { $0 }) { a, b in
      always { try solve(a, b, transpose: transpose) }
    }
  }

  /// One factor for many systems: the gradient in A is the sum over its uses.
  @Test func factorOnTheTape() throws {
    let (a, b) = (GeneralSystem.matrix(7), GeneralSystem.rightHandSides(7, 2))
    let symbolic = try SymbolicLU(a.pattern)
    checkTape(at: a, b) { a, b in
      always {
        let factor = try LUFactor(symbolic, a.value.values)
        return factor.solve(a, factor.solve(a, b), transpose: true)
      }
    }
    checkTape(at: a, b) { a, b in always { try solve(a, b, symbolic: symbolic) } }
  }

  /// A triangle's entries stand for two places in every use.
  @Test func choleskyFactorOnTheTape() throws {
    let a = try GoldenCase.load("P1").input("A").sparse
    let symbolic = try SymbolicCholesky(a.pattern, storage: .lower)
    checkTape(at: a, GeneralSystem.rightHandSides(25, 2)) { a, b in
      always {
        let factor = try CholeskyFactor(symbolic, a.value.values)
        return factor.solve(a, factor.solve(a, b))
      }
    }
  }

  @Test func factorOfOtherValues() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (a, b) = (GeneralSystem.matrix(7), GeneralSystem.rightHandSides(7, 2))
      _ = try LUFactor(a).solve(Variable(2 * a), Variable(b))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("other values than the one that was factored"))
  }

  /// One triangle of a 5×5 grid's operator: an entry beside the diagonal stands for two places.
  @Test(arguments: [SymmetricStorage.lower, .upper])
  func positiveDefiniteFromATriangle(_ storage: SymmetricStorage) throws {
    let whole = try GoldenCase.load("P1").input("A").sparse
    // Everything is stored, but the other triangle is not looked at.
    var a = whole
    for k in 0..<a.count {
      let (i, j) = a.pattern.place(ofEntry: k)
      if storage == .lower ? j > i : j < i { a.values[k] = 1000 }
    }
    let b = GeneralSystem.rightHandSides(25, 2)
    let symbolic = try SymbolicCholesky(a.pattern, storage: storage)
    let x = try solvePositiveDefinite(
      Variable(a), Variable(b), storage: storage, symbolic: symbolic
    ).value
    expectClose((whole * x).values, b.values, relative: 1e-13)
    checkTape(at: a, b) { a, b in
      always { try solvePositiveDefinite(a, b, storage: storage, symbolic: symbolic) }
    }
  }

  @Test(arguments: ["P1", "P3", "P5"])
  func goldenPositiveDefinite(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let storage: SymmetricStorage =
      try golden.input("storage").text == "lower" ? .lower : .full
    let (x, pullback) = try valueWithPullback(
      at: golden.input("A").sparse, golden.input("B").dense
    ) { a, b throws(CholmodError) in try solvePositiveDefinite(a, b, storage: storage) }
    let (aBar, bBar) = pullback(try golden.input("cotangent").dense)
    try golden.check("X", x.values)
    try golden.check("grad_A_values", aBar.values)
    try golden.check("grad_B", bBar.values)
  }

  /// The same systems by LU factors.
  @Test(arguments: ["P1", "P3"])
  func goldenGeneral(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let (x, pullback) = try valueWithPullback(
      at: golden.input("A").sparse, golden.input("B").dense
    ) { a, b throws(LUError) in try solve(a, b) }
    let (aBar, bBar) = pullback(try golden.input("cotangent").dense)
    try golden.check("X", x.values)
    try golden.check("grad_A_values", aBar.values)
    try golden.check("grad_B", bBar.values)
  }

  @Test func goldenIndefinite() throws {
    let golden = try GoldenCase.load("P7")
    #expect(try golden.expected("error").text == "notPositiveDefinite")
    let (a, b) = (try golden.input("A").sparse, try golden.input("B").dense)
    #expect {
      try solvePositiveDefinite(Variable(a), Variable(b))
    } throws: {
      guard case .notPositiveDefinite = $0 as? CholmodError else { return false }
      return true
    }
  }

  @Test func inFloat() throws {
    let a = CSRMatrix<Float>(GeneralSystem.matrix(7))
    let b = DenseMatrix<Float>(GeneralSystem.rightHandSides(7, 1)).values
    checkTape(at: a, b) { a, b in always { try solve(a, b) } }
  }

  @Test func failures() throws {
    let singular = try CSRMatrix<Double>(
      rows: 2, columns: 2, entries: [(0, 0, 1), (1, 0, 1), (1, 1, 0)])
    #expect(throws: LUError.singular(row: 1)) { try solve(Variable(singular), Variable([1.0, 1])) }
  }
}
#endif
