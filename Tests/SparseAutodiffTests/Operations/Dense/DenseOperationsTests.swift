import SparseAD
import TestSupport
import Testing

/// Reductions, soft maxima, losses, norms, slices and shapes.
@Suite struct DenseOperationsTests {
  private let a = DenseMatrix([[1.0, 2, 3], [4, 5, 6]])

  @Test func sumsByHand() {
    let x = Variable(a)
    #expect(x.sum().value == 21 && x.mean().value == 3.5)
    #expect(x.sum(axis: 0).value == [5, 7, 9] && x.sum(axis: 1).value == [6, 15])
    #expect(x.mean(axis: 0).value == [2.5, 3.5, 4.5] && x.mean(axis: 1).value == [2, 5])
    let empty = Variable(DenseMatrix<Double>(rows: 0, columns: 2))
    #expect(empty.sum(axis: 0).value == [0, 0] && empty.sum(axis: 1).value == [])
    let narrow = Variable(DenseMatrix<Double>(rows: 2, columns: 0))
    #expect(narrow.sum(axis: 0).value == [] && narrow.sum(axis: 1).value == [0, 0])
  }

  @Test func slicesAndShapesByHand() {
    let x = Variable(a)
    #expect(x[1, 2].value == 6 && x.row(1).value == [4, 5, 6] && x.column(1).value == [2, 5])
    #expect(x[0..., 1..<3].value == DenseMatrix([[2, 3], [5, 6]]))
    #expect(x[rows: [1, 0, 1]].value == DenseMatrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
    #expect(x.elements(rows: [0, 1], columns: [2, 0]).value == [3, 4])
    #expect(x.transposed().value == DenseMatrix([[1, 4], [2, 5], [3, 6]]))
    #expect(x.reshaped(rows: 3, columns: 2).value == DenseMatrix([[1, 2], [3, 4], [5, 6]]))
    #expect(x.flattened().value == [1, 2, 3, 4, 5, 6])
    let v = x.flattened()
    #expect(v[1..<3].value == [2, 3] && v[elements: [5, 0]].value == [6, 1] && v[4].value == 5)
    #expect(concatenate([v[..<1], v[2...3]]).value == [1, 3, 4])
    #expect(concatenate([x, x], axis: 0).value.rows == 4)
    #expect(concatenate([x, x], axis: 1).value.row(0) == [1, 2, 3, 1, 2, 3])
    #expect(v[2..<2].value == [])
  }

  @Test func transposesOfManySizes() {
    var random = RandomValues<Double>(seed: 4)
    for (m, n) in [(0, 3), (1, 1), (1, 40), (16, 16), (17, 33), (300, 129)] {
      let x = random.dense(m, n)
      #expect(Variable(x).transposed().value == x.transposed())
    }
  }

  @Test func softmaxFarOut() {
    let x = Variable(DenseMatrix([[1000.0, 0, -1000], [-1000, -1000, -1000]]))
    let y = logSoftmax(x).value
    expectClose(Array(y.row(0)), [0, -1000, -2000])
    expectClose(Array(y.row(1)), [Double](repeating: -Double.log(3), count: 3))
    #expect(softmax(x).value.row(0) == [1, 0, 0])
    expectClose(x.logSumExp(axis: 1).value, [1000, -1000 + Double.log(3)])
    #expect(Variable([1000.0, 1000]).logSumExp().value == 1000 + Double.log(2))
    #expect(Variable([Double]()).logSumExp().value == -.infinity)
    let bar = gradient(at: [1000.0, -1000]) { $0.logSumExp() }
    #expect(bar == [1, 0])
  }

  @Test func crossEntropyByHand() {
    let scores = DenseMatrix([[0.0, 0], [50, -50], [3, 4]])
    let all = crossEntropy(Variable(scores), labels: [0, 0, 0])
    expectClose([all.value], [(Double.log(2) + Double.log(onePlus: Double.exp(1))) / 3])
    let (value, bar): (Double, DenseMatrix<Double>) = valueWithGradient(at: scores) {
      crossEntropy($0, labels: [1, -1, -1], mask: [true, false, false])
    }
    expectClose([value], [Double.log(2)])
    #expect(bar == DenseMatrix([[0.5, -0.5], [0, 0], [0, 0]]))
    let error = squaredError(Variable([1.0, 2]), Variable([3.0, 5]))
    #expect(error.value == 13)
    #expect(meanSquaredError(Variable([1.0, 2]), Variable([3.0, 5])).value == 6.5)
  }

  @Test func normsByHand() {
    #expect(Variable([3.0, -4]).norm().value == 5)
    #expect(Variable([3.0, -4]).squaredNorm().value == 25)
    #expect(Variable([3.0, -4]).absoluteSum().value == 7)
    let bar = gradient(at: [0.0, 0]) { $0.norm() }
    #expect(bar == [0, 0])
  }

  @Test func derivatives() {
    func check<S: DifferentiableScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 5)
      let (m, n, v) = (random.dense(4, 3), random.dense(4, 3), random.vector(6))
      checkTape(at: m) { $0.sum() }
      checkTape(at: m) { $0.mean() }
      checkTape(at: m) { $0.mean(axis: 0) }
      checkTape(at: v) { $0.absoluteSum() }
      checkTape(at: m) { $0.sum(axis: 1).squared() }
      checkTape(at: m) { $0.logSumExp() }
      checkTape(at: m) { $0.logSumExp(axis: 0) }
      checkTape(at: m) { $0.logSumExp(axis: 1) }
      checkTape(at: v) { $0.logSumExp() }
      checkTape(at: m) { logSoftmax($0) }
      checkTape(at: v) { softmax($0) }
      checkTape(at: m) { softmax($0) }
      checkTape(at: m) { crossEntropy($0, labels: [0, 9, 2, 1], mask: [true, false, true, true]) }
      checkTape(at: m, n) { squaredError($0, $1) }
      checkTape(at: m, n) { meanSquaredError($0, $1) }
      checkTape(at: m) { $0.norm() }
      checkTape(at: v) { $0.squaredNorm() }
      checkTape(at: m, n) { dot($0, $1) }
      checkTape(at: m) { $0[rows: [1, 3, 1]].squared() }
      checkTape(at: m) { $0[1..<3, ..<2].squared() }
      checkTape(at: m) { $0.column(2) .* $0.column(0) }
      checkTape(at: m) { $0.row(1) .* $0.row(3) }
      checkTape(at: m) { $0.elements(rows: [3, 0, 3], columns: [0, 2, 0]).squared() }
      checkTape(at: m) { $0[1, 1] * $0[2, 0] }
      checkTape(at: v) { $0[1..<4] .* $0[elements: [0, 5, 0]] }
      checkTape(at: v) { $0[1] * $0[2] }
      checkTape(at: m) { $0.transposed().squared() }
      checkTape(at: v) { $0.reshaped(rows: 2, columns: 3).squared() }
      checkTape(at: m) { $0.flattened().squared() }
      checkTape(at: m, n) { concatenate([$0, $1, $0], axis: 0).squared() }
      checkTape(at: m, n) { concatenate([$0, $1], axis: 1).squared() }
      checkTape(at: v, random.vector(2)) { concatenate([$0, $1]).squared() }
      checkTape(at: m) { dropout($0, rate: 0.4, seed: 3).squared() }
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func dropoutIsSeeded() {
    let x = Variable([Double](repeating: 1, count: 10_000))
    let y = dropout(x, rate: 0.25, seed: 7).value
    #expect(y == dropout(x, rate: 0.25, seed: 7).value)
    #expect(y != dropout(x, rate: 0.25, seed: 8).value)
    #expect(dropout(x, rate: 0, seed: 7).value == x.value)
    let kept = y.filter { $0 != 0 }
    #expect(Set(kept) == [1 / 0.75] && kept.count > 7300 && kept.count < 7700)
    // The numbers are those of the generator.
    var generator = SeededGenerator(seed: 7)
    #expect(y.allSatisfy { ($0 == 0) == (generator.uniform() < 0.25) })
  }
}
