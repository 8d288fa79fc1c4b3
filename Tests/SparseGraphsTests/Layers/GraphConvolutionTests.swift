import SparseAD
import TestSupport
import Testing

@Suite struct GraphConvolutionTests {
  /// One set of activation functions: with A = W = I the fused layer is σ(H), to the bit what the tape has.
  @Test(arguments: Activation.allCases)
  func activationsHaveTheBitsOfTheTape(_ activation: Activation) {
    func check<S: SparseScalar>(_: S.Type) {
      var random = RandomValues<S>(seed: 11)
      let (n, c) = (50, 8)
      let h = random.dense(n, c)
      var field = GCDE<S>(activations: [activation])
      let theta = GCDEParameters(
        adjacency: CSRMatrix<S>.identity(n), weight: DenseMatrix<S>.identity(c))
      var rate = h.zero
      field.evaluate(0, h, theta, into: &rate)
      #expect(rate.values == activation(Variable(h)).value.values)
    }
    check(Double.self)
    check(Float.self)
  }
}
