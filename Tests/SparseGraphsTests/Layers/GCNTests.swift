import Foundation
import SparseAD
import TestSupport
import Testing

/// The two-layer network: against numbers computed elsewhere on Cora, and against differences on karate.
@Suite struct GCNTests {
  @Test(.enabled(if: SharedData.isPresent, "the shared data is not beside this checkout"))
  func isTheGoldenCaseOnCora() throws {
    try check("C1", NodeClassificationData<Double>(folder: SharedData.path("graphs/cora")))
  }

  @Test func isTheGoldenCaseOnARandomGraphOfItsSize() throws {
    try check("C1s", RandomCitations.data())
  }

  private func check(_ name: String, _ data: NodeClassificationData<Double>) throws {
    let golden = try NodeClassifierGolden(name)
    let model = GCN(
      hidden: GraphConvolutionLayer(weight: try golden.weight("W1")),
      output: GraphConvolutionLayer(weight: try golden.weight("W2")), dropoutRate: 0)
    let input = try GCN.input(for: data)
    let (loss, bar) = valueWithGradient(at: model) { (m: Traced<GCN<Double>>) in
      crossEntropy(GCN.logits(m, input, seed: nil), labels: data.labels, mask: data.train)
    }
    try golden.check(
      data, logits: model.logits(input), loss: loss,
      gradients: ["W1": bar.hidden.weight, "W2": bar.output.weight])
  }

  @Test(arguments: [nil, 7 as UInt64])
  func gradientOnKarate(_ seed: UInt64?) throws {
    let data = try Karate.data(Double.self)
    let input = try GCN.input(for: data)
    var model = GCN(for: data, hidden: 5, hasBias: true, seed: 2)
    var generator = SeededGenerator(seed: 3)
    model.hidden.bias = generator.normals(5)
    func loss(_ m: Traced<GCN<Double>>) -> Variable<Double> {
      let scores = GCN.logits(m, input, seed: seed)
      return crossEntropy(scores, labels: data.labels, mask: data.train)
        + 0.1 * l2Penalty(GCN.decayed(m))
    }
    let bar = gradient(at: model, of: loss)
    let report = gradientCheck(at: model, gradient: bar) {
      (m: GCN<Double>) in valueWithGradient(at: m, of: loss).value
    }
    #expect(report.passed(tolerance: 1e-7), "\(report)")
    #expect(bar.hidden.weight.values.contains { $0 != 0 })
  }

  @Test func dropoutIsOfTrainingOnly() throws {
    let data = try Karate.data(Double.self)
    let input = try GCN.input(for: data)
    let model = GCN(for: data, hidden: 8, seed: 4)
    func scores(_ seed: UInt64?) -> DenseMatrix<Double> {
      var scores = DenseMatrix<Double>(rows: 0, columns: 0)
      _ = gradient(at: model) { (m: Traced<GCN<Double>>) -> Variable<Double> in
        let y = GCN.logits(m, input, seed: seed)
        scores = y.value
        return y.sum()
      }
      return scores
    }
    #expect(try scores(nil) == model.logits(input))
    #expect(try model.logits(data) == model.logits(input))
    #expect(scores(1) == scores(1) && scores(1) != scores(2) && scores(1) != scores(nil))
  }

  @Test func modelsAreCoded() throws {
    let model = GCN(for: try Karate.data(Float.self), hidden: 3, hasBias: true, seed: 4)
    let copy = try JSONDecoder().decode(
      GCN<Float>.self, from: JSONEncoder().encode(model))
    #expect(copy == model)
  }
}
