import SparseAD
import TestSupport
import Testing

/// `*` is the product of linear algebra, `.*` and `./` work element by element: on variables and on plain values alike.
@Suite struct ProductOperatorsTests {
  let a: DenseMatrix<Double> = [[1, 2], [3, -4]]
  let b: DenseMatrix<Double> = [[5, -6], [7, 8]]

  @Test func countedByHand() {
    #expect(a * b == [[19, 10], [-13, -50]])
    #expect((a .* b) == [[5, -12], [21, -32]])
    #expect((a ./ b) == [[0.2, -2.0 / 6], [3.0 / 7, -0.5]])
    #expect(a + b == [[6, -4], [10, 4]])
    #expect(a - b == [[-4, 8], [-4, -12]])
    #expect(-a == [[-1, -2], [-3, 4]])
    #expect(2 * a == [[2, 4], [6, -8]])
    #expect(a * 2 == 2 * a && a / 2 == 0.5 * a)
    #expect(a * [1, -1] == [-1, 7])
    #expect(matmul(a, b, transposeA: true) == a.transposed() * b)
  }

  @Test func variablesHaveTheSame() {
    let (x, y) = (Variable(a), Variable(b))
    #expect((x * y).value == a * b)
    #expect((x .* y).value == (a .* b))
    #expect((x ./ y).value == (a ./ b))
    #expect((x * Variable([1, -1])).value == [-1, 7])
    #expect((Variable([1.0, 2]) .* Variable([3, 4])).value == [3, 8])
    #expect((1 ./ Variable([2.0, 4])).value == [0.5, 0.25])
  }

  @Test func sparseWithDense() throws {
    let s: CSRMatrix<Double> = [[0, 2], [1, 0]]
    #expect(s * a == [[6, -8], [1, 2]])
    #expect(a * s == [[2, 2], [-4, 6]])
    #expect((s .* a) == CSRMatrix(pattern: s.pattern, values: [4, 3]))
    #expect((s .* s) == CSRMatrix(pattern: s.pattern, values: [4, 1]))
    #expect(s * 3 == 3 * s && (s / 2).values == [1, 0.5])
    #expect(try s + s == 2 * s)
    #expect(s.transposed() * [1, 1] == [1, 2])
  }

  @Test func derivatives() {
    var random = RandomValues<Double>(seed: 7)
    let sparse = random.sparse(4, 3)
    let (left, right) = (random.dense(2, 4), random.dense(3, 2))
    checkTape(at: left, sparse) { d, a in d * a }
    checkTape(at: left, random.dense(4, 3)) { d, e in d * e }
    checkTape(at: right, random.vector(2)) { d, x in d * x }
    checkTape(at: sparse, random.scalar()) { a, s in a * s }
    checkTape(at: sparse, random.scalar() + 3) { a, s in a / s }
    checkTape(at: random.vector(5), random.scalar()) { x, s in s * x }
    checkTape(at: random.vector(5), random.scalar() + 3) { x, s in x / s }
  }

  /// Five variables of different kinds in one closure: once more than the type checker could do.
  @Test func longExpressionsTypeCheck() {
    let s: CSRMatrix<Double> = [[0, 2], [1, 0]]
    let (factor, vector, other, ones) = (2.0, [1.0, 2], 0.5, [1.0, 1])
    let bars = gradient(at: factor, s, vector, other, ones) { alpha, a, x, beta, y in
      (alpha * (a * x) + beta * y).sum()
    }
    #expect(bars.0 == 5 && bars.1.values == [4, 2] && bars.2 == [2, 4])
    #expect(bars.3 == 2 && bars.4 == [0.5, 0.5])
    let cube = gradient(at: [1.0, -2]) { x in (x .* x .* x + x + x).sum() }
    #expect(cube == [5, 14])
  }
}
