import SparseAD
import TestSupport
import Testing

@Suite struct SparseSolveTests {
  /// Square, non-symmetric, with an entry for every row beside the diagonal.
  private static func general(_ n: Int) -> CSRMatrix<Double> {
    let pattern = SparsityPattern(rows: n, columns: n) { i, j in i == j || (2 * i + 3 * j) % 4 == 0
    }
    var random = RandomValues<Double>(seed: 21)
    var a = CSRMatrix(pattern: pattern, values: random.vector(pattern.count))
    for i in 0..<n { pattern.entry(i, i).map { a.values[$0] += 5 } }
    return a
  }

  private static func rightHandSides(_ n: Int, _ k: Int) -> DenseMatrix<Double> {
    var random = RandomValues<Double>(seed: 22)
    return random.dense(n, k)
  }

  @Test(arguments: [false, true])
  func general(transpose: Bool) throws {
    let (a, b) = (Self.general(7), Self.rightHandSides(7, 2))
    let x = try solve(Variable(a), Variable(b), transpose: transpose).value
    expectClose(Spmm.forward(a, x, transpose: transpose).values, b.values, relative: 1e-13)
    checkTape(at: a, b) { a, b in always { try solve(a, b, transpose: transpose) } }
    checkTape(at: a, b.values.prefix(7).map { $0 }) { a, b in
      always { try solve(a, b, transpose: transpose) }
    }
  }

  @Test(
    arguments: [Triangle.lower, .upper, Triangle(.lower, unitDiagonal: true)], [false, true])
  func triangular(_ triangle: Triangle, transpose: Bool) throws {
    // The other triangle is stored too, and ignored.
    let (a, b) = (Self.general(7), Self.rightHandSides(7, 2))
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
    let b = Self.rightHandSides(25, 2)
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

  @Test(arguments: ["T1", "T3", "T5"])
  func goldenTriangular(_ id: String) throws {
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
    let a = CSRMatrix<Float>(Self.general(7))
    let b = DenseMatrix<Float>(Self.rightHandSides(7, 1)).values
    checkTape(at: a, b) { a, b in always { try solve(a, b) } }
    checkTape(at: a, b) { a, b in always { try solve(.upper, of: a, b) } }
  }

  @Test func failures() throws {
    let singular = try CSRMatrix<Double>(
      rows: 2, columns: 2, entries: [(0, 0, 1), (1, 0, 1), (1, 1, 0)])
    #expect(throws: LUError.singular) { try solve(Variable(singular), Variable([1.0, 1])) }
    #expect(throws: TriangularError.singular(row: 1)) {
      try solve(.lower, of: Variable(singular), Variable([1.0, 1]))
    }
    #expect(try singular.solve(Triangle(.lower, unitDiagonal: true), [1.0, 3]) == [1, 2])
    let unstored = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(1, 0, 1), (1, 1, 1)])
    #expect(throws: TriangularError.singular(row: 0)) { try unstored.solve(.lower, [1.0, 1]) }
  }
}
