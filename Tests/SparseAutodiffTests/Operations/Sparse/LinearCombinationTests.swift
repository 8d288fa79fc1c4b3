import SparseAD
import TestSupport
import Testing

@Suite struct LinearCombinationTests {
  @Test func countedByHand() throws {
    let a = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 2) { i, j in i <= j }, values: [1, 2, 4])
    let b = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 2, columns: 2) { i, j in i >= j }, values: [10, 20, 40])
    let c = try LinearCombination.forward(2, a, -0.5, b)
    #expect(c.values == [-3, 4, -10, -12])
    #expect((try a + b).values == [11, 2, 20, 44])
    #expect((try a - b).values == [-9, 2, -20, -36])
    let w = CSRMatrix(pattern: c.pattern, values: [1, -1, 2, 0.5])
    let bars = LinearCombination.vjp(2, a, -0.5, b, cotangent: w)
    #expect(bars.alpha == 1)
    #expect(bars.a.values == [2, -2, 1])
    #expect(bars.beta == 70)
    #expect(bars.b.values == [-0.5, -1, -0.25])
  }

  @Test(arguments: PatternCase.all)
  func agreesWithDenseAndDifferences(_ problem: PatternCase) throws {
    let pattern = problem.pattern
    let other = SparsityPattern(rows: pattern.rows, columns: pattern.columns) { i, j in
      (3 * i + j) % 4 == 0
    }
    let none = SparsityPattern(rows: pattern.rows, columns: pattern.columns) { _, _ in false }
    for second in [other, pattern, none] {
      try check(pattern, second, as: Double.self)
      try check(second, pattern, as: Float.self)
    }
  }

  private func check<S: SparseScalar & Coordinates>(
    _ first: SparsityPattern, _ second: SparsityPattern, as: S.Type
  ) throws {
    var random = RandomValues<S>(seed: 51)
    let (a, b) = (random.sparse(first), random.sparse(second))
    let (alpha, beta) = (random.scalar(), random.scalar())
    let c = try LinearCombination.forward(alpha, a, beta, b)
    let union = SparsityPattern(rows: a.rows, columns: a.columns) {
      first.entry($0, $1) != nil || second.entry($0, $1) != nil
    }
    #expect(c.pattern == union)
    let expected = DenseReference.combine(
      alpha, DenseReference.dense(a).values, beta, DenseReference.dense(b).values)
    expectClose(DenseReference.dense(c).values, expected)
    if first === second { #expect(c.pattern === first) }

    var inPlace = CSRMatrix<S>(pattern: union, repeating: .nan)
    LinearCombination.forward(alpha, a, beta, b, into: &inPlace)
    expectClose(inPlace.values, c.values)
    inPlace = CSRMatrix(pattern: c.pattern, repeating: .nan)
    LinearCombination.forward(alpha, a, beta, b, into: &inPlace)
    expectClose(inPlace.values, c.values)

    // Each call makes a new object of an equal pattern, where it is not one of the operands'.
    func onUnion(_ matrix: CSRMatrix<S>) -> CSRMatrix<S> {
      CSRMatrix(pattern: c.pattern, values: matrix.values)
    }
    checkDerivatives(at: alpha, a, beta, b, names: ["alpha", "A", "beta", "B"]) {
      var result = CSRMatrix<S>(pattern: c.pattern)
      LinearCombination.forward($0, $1, $2, $3, into: &result)
      return result
    } jvp: {
      (try? LinearCombination.jvp(
        alpha, a, beta, b, alphaDot: $0, aDot: $1, betaDot: $2, bDot: $3)).map(onUnion)
        ?? CSRMatrix(pattern: c.pattern, repeating: .nan)
    } vjp: {
      LinearCombination.vjp(alpha, a, beta, b, cotangent: $0)
    }
  }

  @Test func manyMatrices() throws {
    var random = RandomValues<Double>(seed: 52)
    let matrices = (0..<4).map { _ in random.sparse(7, 6) } + [random.sparse(7, 6, density: 0)]
    let coefficients = random.vector(5)
    let c = try LinearCombination.forward(coefficients: coefficients, matrices: matrices)
    var expected = [Double](repeating: 0, count: 42)
    for (coefficient, matrix) in zip(coefficients, matrices) {
      expected = DenseReference.combine(
        coefficient, DenseReference.dense(matrix).values, 1, expected)
    }
    expectClose(DenseReference.dense(c).values, expected)
    let (a, b) = (matrices[0], matrices[1])
    checkDerivatives(at: coefficients, a, b, names: ["coefficients", "A", "B"]) {
      var result = CSRMatrix<Double>(pattern: c.pattern)
      if let sum = try? LinearCombination.forward(
        coefficients: $0, matrices: [$1, $2] + matrices.dropFirst(2))
      {
        result.values = sum.values
      }
      return result
    } jvp: {
      let dot = try? LinearCombination.jvp(
        coefficients: coefficients, matrices: matrices, coefficientsDot: $0,
        matricesDot: [$1, $2, nil, nil, nil])
      return CSRMatrix(pattern: c.pattern, values: dot?.values ?? [])
    } vjp: {
      let bars = LinearCombination.vjp(
        coefficients: coefficients, matrices: matrices, cotangent: $0)
      return (bars.coefficients, bars.matrices[0], bars.matrices[1])
    }
  }

  @Test(arguments: ["L1", "L3"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let matrices = try golden.input("matrices").list.map { try $0.sparse }
    let coefficients = try golden.input("coef").numbers
    let c = try LinearCombination.forward(coefficients: coefficients, matrices: matrices)
    #expect(c.pattern == (try golden.expected("C").sparse.pattern))
    try golden.check("C", c.values)
    let two = try LinearCombination.forward(
      coefficients[0], matrices[0], coefficients[1], matrices[1])
    #expect(two.pattern == c.pattern)
    try golden.check("C", two.values)
    let w = CSRMatrix(pattern: c.pattern, values: try golden.input("cotangent").numbers)
    let bars = LinearCombination.vjp(coefficients: coefficients, matrices: matrices, cotangent: w)
    try golden.check("grad_coef", bars.coefficients)
    for (i, bar) in bars.matrices.enumerated() {
      try golden.check("grad_M\(i)_values", bar.values)
      #expect(bar.pattern === matrices[i].pattern)
    }
  }

  @Test func cancellationsAndZerosStayStored() throws {
    let pattern = SparsityPattern(rows: 2, columns: 3) { i, j in i <= j }
    let equal = SparsityPattern(rows: 2, columns: 3) { i, j in i <= j }
    let a = CSRMatrix<Double>(pattern: pattern, values: [1, 0, -2, 3, 0])
    let c = try LinearCombination.forward(1, a, -1, a)
    #expect(c.pattern === pattern && c.values == [0, 0, 0, 0, 0])
    let d = try a - CSRMatrix(pattern: equal, values: a.values)
    #expect(d.count == 5 && d.values == [0, 0, 0, 0, 0])
  }

  /// As in the BLAS, a coefficient of 0 leaves its matrix unread, NaN and all.
  @Test(arguments: [(0.0, 0.0), (0, 2), (2, 0)])
  func unreadMatricesMayHoldNaN(_ alpha: Double, _ beta: Double) throws {
    let ones = CSRMatrix<Double>(pattern: .identity(2), repeating: 1)
    let nan = CSRMatrix<Double>(pattern: ones.pattern, repeating: .nan)
    let (a, b) = (alpha == 0 ? nan : ones, beta == 0 ? nan : ones)
    let sum = [alpha + beta, alpha + beta]
    #expect(try LinearCombination.forward(alpha, a, beta, b).values == sum)
    let elsewhere = CSRMatrix(pattern: SparsityPattern.identity(2), values: b.values)
    #expect(try LinearCombination.forward(alpha, a, beta, elsewhere).values == sum)
    var c = nan
    LinearCombination.forward(alpha, a, beta, b, into: &c)
    #expect(c.values == sum)
  }

  @Test func operandMayBeTheResult() throws {
    var random = RandomValues<Double>(seed: 53)
    var a = random.sparse(5, 4, density: 1)
    let b = random.sparse(5, 4)
    let expected = try LinearCombination.forward(2, a, -3, b)
    LinearCombination.forward(2, a, -3, b, into: &a)
    #expect(a == expected)
    let tripled = try LinearCombination.forward(1, a, 2, a)
    LinearCombination.forward(1, a, 2, a, into: &a)
    #expect(a == tripled)
  }

  @Test func sameVariableTwice() {
    var random = RandomValues<Double>(seed: 54)
    let a = random.sparse(5, 4)
    checkDerivatives(at: a, names: ["A"]) { a in
      var c = a
      LinearCombination.forward(2, a, -3, a, into: &c)
      return c
    } jvp: { aDot in
      var c = a
      LinearCombination.forward(2, aDot, -3, aDot, into: &c)
      return c
    } vjp: { w in
      let bars = LinearCombination.vjp(2, a, -3, a, cotangent: w)
      return a.with(coordinates: zip(bars.a.values, bars.b.values).map(+))
    }
  }

  /// Paper 001's (34) and (35) lack the factor C̄: they are right where it is all ones, and wrong elsewhere.
  @Test func coefficientGradientsAsPrintedFail() throws {
    var random = RandomValues<Double>(seed: 55)
    let (a, b) = (random.sparse(6, 5), random.sparse(6, 5))
    let c = try a + b
    func check(_ w: CSRMatrix<Double>, _ alphaBar: Double, _ betaBar: Double) -> DerivativeReport {
      gradientCheck(at: 2.0, -0.5, gradient: alphaBar, betaBar, names: ["alpha", "beta"]) {
        var c = c
        LinearCombination.forward($0, a, $1, b, into: &c)
        return inner(w, c)
      }
    }
    let printed = (a.values.reduce(0, +), b.values.reduce(0, +))
    let ones = CSRMatrix<Double>(pattern: c.pattern, repeating: 1)
    #expect(check(ones, printed.0, printed.1).passed(tolerance: 1e-8))
    let w = random.sparse(c.pattern)
    let right = LinearCombination.vjp(2, a, -0.5, b, cotangent: w)
    #expect(check(w, right.alpha, right.beta).passed(tolerance: 1e-8))
    #expect(!check(w, printed.0, right.beta).passed(tolerance: 1e-3))
    #expect(!check(w, right.alpha, printed.1).passed(tolerance: 1e-3))
  }

  /// Paper 001's (8), for `Y = 2 X`, multiplies the gradient in X where it should multiply the one in Y.
  @Test func scaleGradientAsPrintedFails() {
    var random = RandomValues<Double>(seed: 56)
    let x = random.sparse(6, 5)
    let w = random.sparse(x.pattern)
    func twice(_ x: CSRMatrix<Double>) -> CSRMatrix<Double> {
      var y = x
      LinearCombination.forward(2, x, 0, x, into: &y)
      return y
    }
    let right = LinearCombination.vjp(2, x, 0, x, cotangent: w).a
    let printed = twice(right)
    let loss = { x in inner(w, twice(x)) }
    #expect(gradientCheck(at: x, gradient: right, of: loss).passed(tolerance: 1e-8))
    #expect(!gradientCheck(at: x, gradient: printed, of: loss).passed(tolerance: 1e-3))
  }
}
