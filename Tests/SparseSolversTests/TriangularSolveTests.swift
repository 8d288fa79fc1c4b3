import SparseAD
import TestSupport
import Testing

@Suite struct TriangularSolveTests {
  @Test(
    arguments: [Triangle.lower, .upper, Triangle(.lower, unitDiagonal: true)], [false, true])
  func derivatives(_ triangle: Triangle, transpose: Bool) throws {
    // The other triangle is stored too, and ignored.
    let (a, b) = (GeneralSystem.matrix(7), GeneralSystem.rightHandSides(7, 2))
    let dense = DenseMatrix(
      (0..<7).map { i in
        (0..<7).map { j -> Double in
          if i == j { return triangle.hasUnitDiagonal ? 1 : a[i, j] }
          return (triangle.side == .lower) == (j < i) ? a[i, j] : 0
        }
      })
    let x = try a.solve(triangle, b, transpose: transpose)
    expectClose(
      Gemm.forward(dense, x, transposeA: transpose).values, b.values, relative: 1e-12)
    checkTape(at: a, b) { a, b in always { try solve(triangle, of: a, b, transpose: transpose) } }
    let gradient = gradient(at: a) { a in
      always { try solve(triangle, of: a, Variable(b), transpose: transpose) }.squared().sum()
    }
    for k in 0..<a.count {
      let (i, j) = a.pattern.place(ofEntry: k)
      let isRead =
        i == j ? !triangle.hasUnitDiagonal : (triangle.side == .lower) == (j < i)
      #expect((gradient.values[k] != 0) == isRead)
    }
  }

  @Test(arguments: ["T1", "T3", "T5"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let triangle = Triangle(
      try golden.input("upper").flag ? .upper : .lower,
      unitDiagonal: try golden.input("unitDiagonal").flag)
    let transpose = try golden.input("transpose").flag
    let (x, pullback) = try valueWithPullback(
      at: golden.input("L").sparse, golden.input("B").dense
    ) { l, b throws(TriangularError) in try solve(triangle, of: l, b, transpose: transpose) }
    let (lBar, bBar) = pullback(try golden.input("cotangent").dense)
    try golden.check("X", x.values)
    try golden.check("grad_L_values", lBar.values)
    try golden.check("grad_B", bBar.values)
  }

  @Test func inFloat() throws {
    let a = CSRMatrix<Float>(GeneralSystem.matrix(7))
    let b = DenseMatrix<Float>(GeneralSystem.rightHandSides(7, 1)).values
    checkTape(at: a, b) { a, b in always { try solve(.upper, of: a, b) } }
  }

  @Test func failures() throws {
    let singular = try CSRMatrix<Double>(
      rows: 2, columns: 2, entries: [(0, 0, 1), (1, 0, 1), (1, 1, 0)])
    #expect(throws: TriangularError.singular(row: 1)) {
      try solve(.lower, of: Variable(singular), Variable([1.0, 1]))
    }
    #expect(try singular.solve(Triangle(.lower, unitDiagonal: true), [1.0, 3]) == [1, 2])
    let unstored = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(1, 0, 1), (1, 1, 1)])
    #expect(throws: TriangularError.singular(row: 0)) { try unstored.solve(.lower, [1.0, 1]) }
  }
}
