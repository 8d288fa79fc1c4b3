import SparseAD
import TestSupport
import Testing

/// What every product has from one statement of its rule: values, derivatives, coefficients, with and without a tape.
@Suite struct ProductOperationTests {
  @Test(arguments: PatternCase.all)
  func onAPattern(_ test: PatternCase) {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      let pattern = test.pattern
      let (m, n) = (pattern.rows, pattern.columns)
      checkOperation(SampledOuter<S>(on: pattern), at: random.vector(m), random.vector(n)) {
        let outer = DenseReference.product(
          DenseMatrix(rows: m, columns: 1, values: $0), DenseMatrix(rows: 1, columns: n, values: $1)
        )
        return DenseReference.entries(of: outer, on: pattern)
      }
      checkOperation(Sddmm<S>(on: pattern), at: random.dense(m, 2), random.dense(n, 2)) {
        DenseReference.entries(
          of: DenseReference.product($0, DenseReference.transpose($1)), on: pattern)
      }
      let other = random.sparse(m, n, density: 0.5)
      checkOperation(Hadamard<S>(on: pattern), at: random.sparse(pattern), other) {
        zip($0.values, DenseReference.entries(of: DenseReference.dense($1), on: pattern)).map(*)
      }
      checkOperation(Hadamard<S>(on: pattern), at: other, other)
      for transposeB in [false, true] {
        let a = random.sparse(m, 5)
        let b = transposeB ? random.sparse(n, 5) : random.sparse(5, n)
        checkOperation(MaskedProduct<S>(on: pattern, transposeB: transposeB), at: a, b)
      }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func cotangentsOfSquareMatricesInEveryOrientation() {
    var random = RandomValues<Double>(seed: 3)
    let (a, b) = (Variable(random.dense(3, 3)), Variable(random.dense(3, 3)))
    for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
      checkTape(at: a.value, b.value) {
        let y = matmul($0, $1, transposeA: transposeA, transposeB: transposeB)
        return matmul(y, $0, transposeA: transposeB, transposeB: transposeA)
      }
    }
  }

  /// On the tape as in the plain form, what a coefficient of 0 is multiplied with is not read.
  @Test func coefficientZeroReadsNothingOnTheTape() throws {
    let nan = CSRMatrix<Double>(pattern: .identity(2), repeating: .nan)
    let b = CSRMatrix<Double>(pattern: .identity(2), repeating: 3)
    let plain = try LinearCombination.forward(0, nan, 2, b)
    let (value, pullback) = valueWithPullback(at: 0.0, nan, b) { alpha, a, b in
      always { try linearCombination(alpha, a, Variable(2), b) }
    }
    #expect(value == plain && value.values == [6, 6])
    let (alphaBar, aBar, bBar) = pullback(b)
    #expect(alphaBar.isNaN && aBar.values == [0, 0] && bBar.values == [6, 6])
    #expect(Scaling.forward(alpha: 0, nan, rows: [1, .nan]).values == [0, 0])
  }
}

/// Values, tangents and cotangents without a tape, of operations of any kind.
@Suite struct EagerFormsTests {
  /// Only what is asked for is computed.
  @Test func cotangentsThatAreAskedFor() {
    let asked = Asked()
    let (a, b) = asked.vjp([2], [3], cotangent: [1], needs: (a: true, b: false))
    #expect(a == [3] && b == nil)
    #expect(asked.vjp([2], [3], cotangent: [1]) == ([3], [2]))
    #expect(asked.jvp([2], [3], bDot: [5]) == [10])
    #expect(asked.jvp([2], [3]) == [0])
  }

  @Test func ofManyOperands() {
    let sum = Weighted()
    #expect(sum.vjp([[1.0], [2]], cotangent: [3]) == [[3], [6]])
    #expect(sum.jvp([[1.0], [2]], tangents: [nil, [5]]) == [10])
    #expect(sum.jvp([[1.0], [2]], tangents: [nil, nil]) == [0])
  }
}

/// `a ⊙ b`.
private struct Asked: BinaryOperation {
  var name: String { "asked" }
  func forward(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map(*) }
  func vjp(
    _ a: Variable<[Double]>, _ b: Variable<[Double]>, _ y: Variable<[Double]>,
    cotangent: Variable<[Double]>, needs: (a: Bool, b: Bool)
  ) -> (a: Variable<[Double]>?, b: Variable<[Double]>?) {
    func times(_ x: Variable<[Double]>) -> Variable<[Double]> {
      Asked()(cotangent, x)
    }
    return (needs.a ? times(b) : nil, needs.b ? times(a) : nil)
  }
}

/// `Σ k x_k`, counting from 1.
private struct Weighted: NaryOperation {
  var name: String { "weighted" }
  func forward(_ x: [[Double]]) -> [Double] {
    [x.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element[0] }]
  }
  func vjp(
    _ x: [Variable<[Double]>], _ y: Variable<[Double]>, cotangent: Variable<[Double]>
  ) -> [Variable<[Double]>] { x.indices.map { Double($0 + 1) * cotangent } }
}
