import SparseAD
import TestSupport
import Testing

@Suite struct ArithmeticTests {
  @Test func valuesByHand() {
    let x = Variable([1.0, 2, 3])
    let a = Variable(DenseMatrix([[1.0, 2, 3], [4, 5, 6]]))
    let column = Variable(DenseMatrix(rows: 2, columns: 1, values: [10.0, 20]))
    let row = Variable(DenseMatrix(rows: 1, columns: 3, values: [1.0, 0, -1]))
    let s = Variable(2.0)
    #expect((x + x).value == [2, 4, 6])
    #expect((x - s).value == [-1, 0, 1])
    #expect((s ./ Variable([1.0, 2, 4])).value == [2, 1, 0.5])
    #expect((a .* x).value == DenseMatrix([[1, 4, 9], [4, 10, 18]]))
    #expect((x - a).value == DenseMatrix([[0, 0, 0], [-3, -3, -3]]))
    #expect((a ./ column).value == DenseMatrix([[0.1, 0.2, 0.3], [0.2, 0.25, 0.3]]))
    #expect((column + row).value == DenseMatrix([[11, 10, 9], [21, 20, 19]]))
    #expect((column .* x).value == DenseMatrix([[10, 20, 30], [20, 40, 60]]))
    #expect((s * a).value == DenseMatrix([[2, 4, 6], [8, 10, 12]]))
    #expect((Variable([2.0]) .* x).value == [2, 4, 6])
  }

  @Test func constantsByHand() {
    let x = Variable([1.0, -2, 4])
    #expect((2 * x).value == [2, -4, 8])
    #expect((x * 2).value == [2, -4, 8])
    #expect((x + 1).value == [2, -1, 5])
    #expect((1 + x).value == [2, -1, 5])
    #expect((x - 1).value == [0, -3, 3])
    #expect((1 - x).value == [0, 3, -3])
    #expect((x / 4).value == [0.25, -0.5, 1])
    #expect((8 ./ x).value == [8, -4, 2])
    #expect((-x).value == [-1, 2, -4])
    // The sign of a zero is that of the product.
    let zero = -Variable([0.0])
    #expect(zero.value[0].sign == .minus)
    let y = Variable(3.0) * 2 + 1
    #expect(y.value == 7)
  }

  @Test func oneKind() {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 1)
      let (a, b) = (random.vector(7), random.vector(7).map { $0 + ($0 < 0 ? -1 : 1) })
      checkTape(at: a, b) { $0 + $1 }
      checkTape(at: a, b) { $0 - $1 }
      checkTape(at: a, b) { $0 .* $1 }
      checkTape(at: a, b) { $0 ./ $1 }
      checkTape(at: a[0], b[0]) { $0 * $1 }
      checkTape(at: a[0], b[0]) { $0 / $1 }
      checkTape(at: a) { x in
        let square = x .* x
        return square - x ./ (square + 1)
      }
      checkTape(at: b) { x in 1 ./ x }
      checkTape(at: b) { x in (3 - x) .* (x - 1) }
      checkTape(at: b) { x in -x / 3 }
    }
    check(Double.self)
    check(Float.self)
  }

  /// Each pair of shapes that broadcast together, through each operator.
  @Test func broadcasting() {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 2)
      func all<A: DenseValue, B: DenseValue, C: DenseValue>(
        _ a: A, _ b: B, _ add: @escaping (Variable<A>, Variable<B>) -> Variable<C>,
        _ subtract: @escaping (Variable<A>, Variable<B>) -> Variable<C>,
        _ multiply: @escaping (Variable<A>, Variable<B>) -> Variable<C>,
        _ divide: @escaping (Variable<A>, Variable<B>) -> Variable<C>
      ) where A.Scalar == S, B.Scalar == S, C.Scalar == S {
        let away = b.with(coordinates: b.coordinates.map { $0 + ($0 < 0 ? -1 : 1) })
        checkTape(at: a, b, of: add)
        checkTape(at: a, b, of: subtract)
        checkTape(at: a, b, of: multiply)
        checkTape(at: a, away, of: divide)
      }
      let (s, v, one) = (random.scalar(), random.vector(3), random.vector(1))
      let (a, row, column) = (random.dense(4, 3), random.dense(1, 3), random.dense(4, 1))
      let single = random.dense(1, 1)
      all(s, v, +, -, .*, ./)
      all(v, s, +, -, .*, ./)
      all(v, one, +, -, .*, ./)
      all(one, v, +, -, .*, ./)
      all(s, a, +, -, .*, ./)
      all(a, s, +, -, .*, ./)
      all(v, a, +, -, .*, ./)
      all(a, v, +, -, .*, ./)
      all(a, one, +, -, .*, ./)
      all(v, column, +, -, .*, ./)
      all(v, row, +, -, .*, ./)
      all(a, row, +, -, .*, ./)
      all(row, a, +, -, .*, ./)
      all(a, column, +, -, .*, ./)
      all(column, a, +, -, .*, ./)
      all(column, row, +, -, .*, ./)
      all(single, a, +, -, .*, ./)
      all(column, single, +, -, .*, ./)
      all(s, single, +, -, .*, ./)
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func emptyOperands() {
    let none = Variable([Double]())
    #expect((none + none).value == [])
    #expect((none * Variable(2.0)).value == [])
    let empty = Variable(DenseMatrix<Double>(rows: 0, columns: 3))
    #expect((empty + Variable([1.0, 2, 3])).value == empty.value)
    let bar = gradient(at: [1.0, 2, 3]) { (empty * $0).sum() }
    #expect(bar == [0, 0, 0])
  }

  /// Enough elements for several threads, and a width that no vector register divides.
  @Test func largeOperands() {
    var random = RandomValues<Double>(seed: 3)
    let (a, v) = (random.dense(1001, 333), random.vector(333))
    let sum = (Variable(a) + Variable(v)).value
    for i in stride(from: 0, to: 1001, by: 50) {
      #expect(sum[i, i % 333] == a[i, i % 333] + v[i % 333])
    }
    let bar = gradient(at: v) { (Variable(a) * $0).sum() }
    expectClose(bar, (0..<333).map { a.column($0).reduce(0, +) }, relative: 1e-12)
  }
}
