import RealModule
import SparseAD
import TestSupport
import Testing

@Suite struct CheckpointTests {
  private let x = [0.3, -1, 2]

  private func layer(_ x: Variable<[Double]>) -> Variable<[Double]> {
    sin(x .* x) + tanh(x) .* exp(-x)
  }

  private func plain(_ x: Variable<[Double]>) -> Variable<Double> {
    layer(layer(layer(x))).squaredNorm()
  }

  private func saving(_ x: Variable<[Double]>) -> Variable<Double> {
    checkpoint(checkpoint(checkpoint(x, layer), layer), layer).squaredNorm()
  }

  @Test func sameBitsFromFewerNodes() {
    func nodes(_ f: (Variable<[Double]>) -> Variable<Double>) -> (count: Int, bar: [Double]) {
      var count = 0
      let bar = gradient(at: x) { x in
        let y = f(x)
        count = y.tape?.count ?? 0
        return y
      }
      return (count, bar)
    }
    let (all, few) = (nodes(plain), nodes(saving))
    #expect(few.bar == all.bar)
    // The argument, three results, the norm.
    #expect(few.count == 5 && all.count > 15)
  }

  /// Bytes held between the passes.
  @Test func fewerBytes() {
    let long = [Double](repeating: 0.5, count: 10_000)
    let all = computationGraph(at: long, of: plain).memoryReport.bytes
    let few = computationGraph(at: long, of: saving).memoryReport.bytes
    #expect(few < all / 3)
  }

  @Test func capturedVariablesHaveGradients() {
    let a = CSRMatrix<Double>(
      pattern: SparsityPattern(rows: 3, columns: 3) { $0 <= $1 }, values: [1, 2, 3, 4, 5, 6])
    let (aBar, sBar, xBar) = gradient(at: a, 1.5, x) { a, s, x in
      checkpoint(x) { x in a * sin(x * s) }.squaredNorm()
    }
    let expected = gradient(at: a, 1.5, x) { a, s, x in (a * sin(x * s)).squaredNorm() }
    #expect(aBar == expected.0 && aBar.pattern === a.pattern)
    #expect(sBar == expected.1 && xBar == expected.2)
    checkTape(at: a, 1.5, x) { a, s, x in checkpoint(x) { x in a * sin(x * s) } }
  }

  @Test func nested() {
    let outer = { (x: Variable<[Double]>) -> Variable<[Double]> in
      checkpoint(x) { x in self.layer(checkpoint(x) { self.layer($0 .* x) }) }
    }
    let bar = gradient(at: x) { outer($0).sum() }
    let expected = gradient(at: x) { x in self.layer(self.layer(x .* x)).sum() }
    expectClose(bar, expected)
    // Nearer to 0, where its third derivative does not swamp the differences.
    checkTape(at: x.map { $0 / 2 }, of: outer)
  }

  @Test func derivativesOfEveryOrder() {
    checkTape(at: x) { checkpoint($0, layer) }
    checkTape(at: x, [1.0, -0.5, 2]) { x, y in checkpoint(x) { x in sin(x .* y) .* y } }
    let v = [1.0, 2, -1]
    let product = hessianVectorProduct(at: x, along: v, of: saving)
    expectClose(product, hessianVectorProduct(at: x, along: v, of: plain), relative: 1e-13)
    let (value, tangent) = jvp(at: x, along: v, of: saving)
    let expected = jvp(at: x, along: v, of: plain)
    #expect(value == expected.value)
    expectClose([tangent], [expected.tangent])
  }

  @Test func jacobiansSweepSeveralTimes() {
    for mode in [JacobianMode.forward, .reverse] {
      let found = jacobian(at: x, mode: mode) { checkpoint($0, layer) }
      #expect(found == jacobian(at: x, mode: mode, of: layer))
    }
  }

  @Test func trivialBodies() {
    #expect(gradient(at: x) { checkpoint($0) { $0 }.sum() } == [1, 1, 1])
    #expect(gradient(at: x) { checkpoint($0) { _ in Variable([1.0]) }.sum() } == [0, 0, 0])
    #expect(checkpoint(Variable(x), layer).value == layer(Variable(x)).value)
  }

  /// The bodies hold variables, which hold the tape that holds the bodies: the derivative has to cut this ring.
  @Test func tapesAreFreed() {
    weak var tape: Tape<Double>?
    func watched(_ x: Variable<[Double]>) -> Variable<Double> {
      tape = x.tape
      return saving(x)
    }
    _ = gradient(at: x, of: watched)
    #expect(tape == nil)
    _ = jvp(at: x, along: x, of: watched)
    #expect(tape == nil)
    _ = hessianVectorProduct(at: x, along: x, of: watched)
    #expect(tape == nil)
    _ = jacobian(at: x, of: watched)
    #expect(tape == nil)
    do {
      let expected = gradient(at: x, of: plain)
      let (_, pullback) = valueWithPullback(at: x, of: watched)
      let bar = pullback(1)
      #expect(tape != nil && bar == expected)
    }
    #expect(tape == nil)
  }

  @Test func tapesAreFreedAfterAnError() {
    struct Stop: Error {}
    weak var tape: Tape<Double>?
    func stopping(_ x: Variable<[Double]>) throws(Stop) -> Variable<Double> {
      tape = saving(x).tape
      #expect(tape != nil)
      throw Stop()
    }
    #expect(throws: Stop.self) { try gradient(at: x, of: stopping) as [Double] }
    #expect(tape == nil)
    #expect(throws: Stop.self) { _ = try valueWithPullback(at: x, of: stopping) }
    #expect(tape == nil)
    #expect(throws: Stop.self) { _ = try jvp(at: x, along: x, of: stopping) }
    #expect(tape == nil)
    #expect(throws: Stop.self) { _ = try jacobian(at: x, of: stopping) }
    #expect(tape == nil)
    #expect(throws: Stop.self) {
      _ = try detectPattern(at: x) { x throws(Stop) in
        Variable([try stopping(x).value])
      }
    }
    #expect(tape == nil)
  }

  /// A variable may outlive its derivative, and be used again: that must not make a new ring.
  @Test func tapesOfOldVariablesAreFreed() {
    weak var tape: Tape<Double>?
    do {
      var old = Variable(x)
      _ = gradient(at: x) { x in
        old = checkpoint(x, layer)
        return old.sum()
      }
      let new = checkpoint(old, layer)
      tape = new.tape
      #expect(tape != nil && new.value == layer(Variable(old.value)).value)
      // A derivative at it is one in values, and right.
      let bar = gradient(at: old) { checkpoint($0, layer).sum() }
      let expected: [Double] = gradient(at: old.value) { layer($0).sum() }
      #expect(bar.value == expected)
    }
    #expect(tape == nil)
  }
}
