import SparseAD
import TestSupport
import Testing

/// Structure on the tape: parts of a matrix, matrices put together, values on a pattern.
@Suite struct PartsTapeTests {
  @Test(arguments: PatternCase.all)
  func transposeAndDiagonal(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 1)
      let a = random.sparse(test.pattern)
      checkTape(at: a, names: ["A"]) { $0.transposed() }
      checkTape(at: a, names: ["A"]) { $0.diagonal() }
      let d = random.vector(a.rows)
      checkTape(at: d, names: ["d"]) { Variable(diagonal: $0) }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test(arguments: PatternCase.all)
  func valuesAndDense(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      let a = random.sparse(test.pattern)
      let (d, v) = (random.dense(a.rows, a.columns), random.vector(a.count))
      checkTape(at: a, names: ["A"]) { $0.values() }
      checkTape(at: v, names: ["v"]) { Variable(pattern: test.pattern, values: $0) }
      checkTape(at: d, names: ["D"]) { $0.sampled(on: test.pattern) }
      checkTape(at: a, names: ["A"]) { a in always { try a.toDense() } }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func selections() {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 3)
      let a = random.sparse(9, 8, density: 0.4)
      checkTape(at: a, names: ["A"]) { $0[2..<7, ..<5] }
      checkTape(at: a, names: ["A"]) { $0[rows: 3...] }
      checkTape(at: a, names: ["A"]) { $0[columns: 1...4] }
      checkTape(at: a, names: ["A"]) { $0[rows: [8, 0, 3, 0]] }
      checkTape(at: a, names: ["A"]) { $0[columns: [2, 2, 7]] }
      checkTape(at: a, names: ["A"]) { $0.submatrix(rows: [5, 1, 1], columns: [7, 0]) }
      checkTape(at: a, names: ["A"]) {
        $0.permuted(rows: [3, 1, 4, 0, 5, 8, 2, 6, 7], columns: [7, 6, 5, 4, 3, 2, 1, 0])
      }
      checkTape(at: a, names: ["A"]) { $0.lowerTriangle(diagonal: -1) }
      checkTape(at: a, names: ["A"]) { $0.upperTriangle() }
    }
    check(Double.self)
    check(Float.self)
  }

  /// Variables name parts as matrices do, and get the same ones.
  @Test func partsAreThoseOfTheMatrix() throws {
    var random = RandomValues<Double>(seed: 4)
    let a = random.sparse(9, 8, density: 0.4)
    let b = random.sparse(9, 8, density: 0.2)
    let (x, y) = (Variable(a), Variable(b))
    #expect(x[2..<7, ..<5].value == a[2..<7, ..<5])
    #expect(x[columns: [2, 2, 7]].value == a[columns: [2, 2, 7]])
    #expect(x.lowerTriangle(diagonal: 1).value == a.lowerTriangle(diagonal: 1))
    #expect(try Variable.horizontal([x, y]).value == CSRMatrix.horizontal([a, b]))
    #expect(try Variable.vertical([x, y, x]).value == CSRMatrix.vertical([a, b, a]))
    #expect(try Variable.blockDiagonal([x, y]).value == CSRMatrix.blockDiagonal([a, b]))
    #expect(try x.kronecker(y).value == a.kronecker(b))
    #expect(try (x * y.transposed()).value == a * b.transposed())
    #expect(try (x - y).value == a - b)
  }

  @Test func concatenations() throws {
    func check<S: DifferentiableScalar>(_: S.Type) throws {
      var random = RandomValues<S>(seed: 5)
      let (a, b) = (random.sparse(5, 4), random.sparse(5, 4, density: 0.6))
      let patterns = [a.pattern, b.pattern, a.pattern]
      for whole in [
        try Concatenation.horizontal(patterns), try .vertical(patterns), try .diagonal(patterns),
      ] {
        checkTape(at: a, b, names: ["A", "B"]) { whole.forward([$0, $1, $0]) }
      }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test func kronecker() throws {
    func check<S: DifferentiableScalar>(_: S.Type) throws {
      var random = RandomValues<S>(seed: 6)
      let (a, b) = (random.sparse(3, 4, density: 0.5), random.sparse(2, 3, density: 0.7))
      let product = try KroneckerProduct(a.pattern, b.pattern)
      checkTape(at: a, b, names: ["A", "B"]) { product.forward($0, $1) }
    }
    try check(Double.self)
    try check(Float.self)
  }

  @Test(arguments: [Duplicates.sum, .keepLast])
  func compression(_ duplicates: Duplicates) throws {
    func check<S: DifferentiableScalar>(_: S.Type) throws {
      let triplets = try COOMatrix<S>(
        rows: 3, columns: 4,
        entries: [(2, 3, 1), (0, 1, 2), (2, 3, -4), (1, 1, 0), (0, 0, 5), (2, 3, 3)])
      let compression = try Compression(of: triplets, duplicates: duplicates)
      checkTape(at: triplets.values, names: ["v"]) { compression.forward($0) }
    }
    try check(Double.self)
    try check(Float.self)
  }
}
