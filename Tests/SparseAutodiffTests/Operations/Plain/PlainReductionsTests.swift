import Foundation
import SparseAD
import TestSupport
import Testing

/// Sums, means, norms, traces and powers of plain matrices and of variables.
@Suite struct PlainReductionsTests {
  let a: CSRMatrix<Double> = [[3, 0, -4], [0, 0, 0], [1, 0, 5]]
  let d: DenseMatrix<Double> = [[3, 0, -4], [0, 0, 0], [1, 0, 5]]

  @Test func countedByHand() throws {
    #expect(a.count == 4 && a.nonzeros == 4)
    #expect(a.sum() == 5 && d.sum() == 5)
    #expect(a.mean() == 5.0 / 9 && d.mean() == 5.0 / 9)
    #expect(a.sum(axis: 0) == [4, 0, 1] && d.sum(axis: 0) == [4, 0, 1])
    #expect(a.sum(axis: 1) == [-1, 0, 6] && a.rowSums() == [-1, 0, 6])
    #expect(a.columnSums() == [4, 0, 1])
    #expect(a.mean(axis: 1) == [-1.0 / 3, 0, 2] && d.mean(axis: 1) == a.mean(axis: 1))
    #expect(a.squaredNorm() == 51 && d.squaredNorm() == 51)
    #expect(a.norm() == 51.0.squareRoot() && d.norm() == 51.0.squareRoot())
    #expect(a.trace() == 8)
    #expect([3.0, 4].norm() == 5 && dot([1.0, 2], [3, 4]) == 11)
  }

  @Test(arguments: 0...5)
  func powersAreProducts(_ n: Int) throws {
    var product = DenseMatrix<Double>.identity(3)
    for _ in 0..<n { product = product * d }
    #expect(try a.power(n).toDense() == product)
  }

  @Test func derivatives() throws {
    var random = RandomValues<Double>(seed: 3)
    let a = random.sparse(5, 5)
    checkTape(at: a) { a in a.mean() }
    checkTape(at: a) { a in a.sum(axis: 0) }
    checkTape(at: a) { a in a.mean(axis: 1) }
    checkTape(at: a) { a in a.trace() }
    checkTape(at: a) { a in always { try a.power(3) } }
  }

  @Test func losses() {
    let (z, t): ([Double], [Double]) = ([-800, 0.3, 2, 900], [0, 1, 0, 1])
    let loss = binaryCrossEntropy(logits: Variable(z), targets: t).value
    let sigmoid = { (z: Double) in 1 / (1 + exp(-z)) }
    let expected = (-log(sigmoid(0.3)) - log(1 - sigmoid(2))) / 4
    expectClose([loss], [expected], relative: 1e-14)
    #expect(leakyReLU(Variable([-2.0, 0, 3]), slope: 0.1).value == [-0.2, 0, 3])
    checkTape(at: [0.3, -1.2, 2]) { z in binaryCrossEntropy(logits: z, targets: [1, 0, 1]) }
    checkTape(at: [0.3, -1.2, 2]) { x in leakyReLU(x, slope: 0.2) }
    #expect(gradient(at: [0.0]) { x in leakyReLU(x, slope: 0.25).sum() } == [0.25])
  }
}
