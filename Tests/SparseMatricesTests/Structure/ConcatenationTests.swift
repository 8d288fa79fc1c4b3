import SparseAD
import TestSupport
import Testing

@Suite struct ConcatenationTests {
  let a = try? CSRMatrix<Double>.random(rows: 4, columns: 3, density: 0.5, seed: 1)
  let b = try? CSRMatrix<Double>.random(rows: 4, columns: 5, density: 0.3, seed: 2)

  @Test func horizontal() throws {
    let (a, b) = try (#require(a), #require(b))
    let none = CSRMatrix<Double>(pattern: try .full(rows: 4, columns: 0))
    let c = try CSRMatrix.horizontal([a, none, b, a])
    #expect(try c.toDense() == .horizontal([a.toDense(), b.toDense(), a.toDense()]))
    #expect(c.count == 2 * a.count + b.count)
    #expect(c[columns: 3..<8] == b)
  }

  @Test func vertical() throws {
    let (a, b) = try (#require(a).transposed(), #require(b).transposed())
    let none = CSRMatrix<Double>(pattern: try .full(rows: 0, columns: 4))
    let c = try CSRMatrix.vertical([none, a, b, none])
    #expect(try c.toDense() == .vertical([a.toDense(), b.toDense()]))
    #expect(c[rows: 3...] == b)
  }

  @Test func blockDiagonal() throws {
    let (a, b) = try (#require(a), #require(b))
    let c = try CSRMatrix.blockDiagonal([a, b])
    #expect(c.rows == 8 && c.columns == 8 && c.count == a.count + b.count)
    #expect(c[..<4, ..<3] == a && c[4..., 3...] == b)
  }

  @Test func nothingMakesTheEmptyMatrix() throws {
    for c in [
      try CSRMatrix<Double>.horizontal([]), try .vertical([]), try .blockDiagonal([]),
    ] { #expect(c.rows == 0 && c.columns == 0 && c.count == 0) }
  }

  @Test func storedZerosStay() throws {
    let zero = CSRMatrix(diagonal: [0.0, 0])
    #expect(try CSRMatrix.horizontal([zero, zero]).count == 4)
    #expect(try CSRMatrix.vertical([zero, zero]).count == 4)
  }

  @Test func vjpIsAdjointOfJvp() throws {
    let parts = try [#require(a), #require(b), #require(a)].map(\.pattern)
    for concatenation in [
      try Concatenation.horizontal(parts), try .vertical([parts[0], parts[2]]),
      try .diagonal(parts),
    ] {
      let dots = concatenation.parts.enumerated().map { randomValues(on: $1, seed: UInt64($0)) }
      let bar = randomValues(on: concatenation.pattern, seed: 9)
      let bars = concatenation.vjp(cotangent: bar)
      #expect(zip(bars, dots).allSatisfy { $0.pattern === $1.pattern })
      let backward = zip(bars, dots).reduce(0) { $0 + inner($1.0.values, $1.1.values) }
      #expect(abs(inner(bar.values, concatenation.jvp(dots).values) - backward) < 1e-12)
    }
  }

  @Test func tooLargeIsAnError() throws {
    let wide = try SparsityPattern(
      rows: 0, columns: 2_000_000_000, rowStarts: [0] as [Int], columnIndices: [])
    #expect(throws: SizeError.self) { try Concatenation.horizontal([wide, wide]) }
    #expect(throws: SizeError.self) { try Concatenation.diagonal([wide, wide]) }
    #expect(try Concatenation.vertical([wide, wide]).pattern.rows == 0)
  }
}

@Suite struct KroneckerProductTests {
  @Test func byHand() throws {
    let a = try CSRMatrix<Double>(rows: 1, columns: 2, entries: [(0, 0, 2), (0, 1, 3)])
    let b = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(0, 1, 5), (1, 0, 7)])
    #expect(
      try a.kronecker(b).toDense()
        == DenseMatrix([[0, 10, 0, 15], [14, 0, 21, 0]]))
  }

  @Test(arguments: MatrixCase.all, MatrixCase.all)
  func agreesWithTheDenseReference(_ first: MatrixCase, _ second: MatrixCase) throws {
    let (a, b) = (first.matrix, second.matrix)
    let c = try a.kronecker(b)
    #expect(c.count == a.count * b.count)
    #expect(c.rows == a.rows * b.rows && c.columns == a.columns * b.columns)
    for (i, j, value) in c.entries {
      #expect(value == a[i / b.rows, j / b.columns] * b[i % b.rows, j % b.columns])
    }
  }

  @Test func vjpIsAdjointOfJvp() throws {
    let a = try CSRMatrix<Double>.random(rows: 3, columns: 4, density: 0.5, seed: 1)
    let b = try CSRMatrix<Double>.random(rows: 5, columns: 2, density: 0.6, seed: 2)
    let product = try KroneckerProduct(a.pattern, b.pattern)
    let aDot = randomValues(on: a.pattern, seed: 3)
    let bDot = randomValues(on: b.pattern, seed: 4)
    let bar = randomValues(on: product.pattern, seed: 5)
    let (aBar, bBar) = product.vjp(a, b, cotangent: bar)
    #expect(aBar.pattern === a.pattern && bBar.pattern === b.pattern)
    let forward = inner(bar.values, product.jvp(a, b, aDot: aDot, bDot: bDot).values)
    let alone = inner(bar.values, product.jvp(a, b, aDot: aDot).values)
    #expect(abs(alone - inner(aBar.values, aDot.values)) < 1e-12)
    let backward = inner(aBar.values, aDot.values) + inner(bBar.values, bDot.values)
    #expect(abs(forward - backward) < 1e-12)
  }

  @Test func tangentIsTheDerivative() throws {
    let a = try CSRMatrix<Double>.random(rows: 3, columns: 3, density: 0.5, seed: 1)
    let product = try KroneckerProduct(a.pattern, a.pattern)
    let dot = randomValues(on: a.pattern, seed: 3)
    let h = 1e-6
    func moved(_ step: Double) -> [Double] {
      let b = a.with(coordinates: zip(a.values, dot.values).map { $0 + step * $1 })
      return product.forward(b, b).values
    }
    let difference = zip(moved(h), moved(-h)).map { ($0 - $1) / (2 * h) }
    let tangent = product.jvp(a, a, aDot: dot, bDot: dot).values
    #expect(zip(difference, tangent).allSatisfy { abs($0 - $1) < 1e-8 })
  }

  @Test func tooLargeIsAnError() throws {
    let a = CSRMatrix<Double>.identity(50_000)
    #expect(throws: SizeError.self) { try a.kronecker(a) }
    let wide = try SparsityPattern(
      rows: 1, columns: 100_000, rowStarts: [0, 0] as [Int], columnIndices: [])
    #expect(throws: SizeError.self) { try KroneckerProduct(wide, wide) }
  }
}
