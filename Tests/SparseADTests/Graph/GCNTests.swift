import Foundation
import SparseAD
import Testing

/// The two-layer network: against numbers computed elsewhere on Cora, and against differences on karate.
@Suite struct GCNTests {
  /// `Resources/golden/C1.json`: weights from a generator of their own, and what comes of them.
  struct Golden: Decodable {
    struct Weight: Decodable {
      let shape: [Int]
      let scale: Double
      let seed: UInt64
      let first: [Double]
      let last: Double

      var matrix: DenseMatrix<Double> {
        var state = seed
        return DenseMatrix(
          rows: shape[0], columns: shape[1],
          values: (0..<shape[0] * shape[1]).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (2 * (Double(state >> 11) * 0x1p-53) - 1) * scale
          })
      }
    }
    struct Weights: Decodable {
      let first, second: Weight
      enum CodingKeys: String, CodingKey {
        case first = "W1"
        case second = "W2"
      }
    }
    struct Expected: Decodable {
      let loss: Double
      let logitsRows: [String: [Double]]
      let logitsNorm: Double
      let accuracy: [String: Double]
      let gradNorms: [String: Double]
      let gradFirst: [String: [Double]]
      let gradSum: [String: Double]
      let gradArgmax: [String: [Double]]
    }
    struct Tolerance: Decodable { let rel, abs: Double }
    let weights: Weights
    let expected: Expected
    let tolerance: Tolerance

    static func load() throws -> Golden {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Resources/golden/C1.json")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Golden.self, from: Data(contentsOf: file))
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared data is not beside this checkout"))
  func isTheGoldenCaseOnCora() throws {
    let golden = try Golden.load()
    let data = try NodeClassificationData<Double>(folder: SharedData.path("graphs/cora"))
    let (w1, w2) = (golden.weights.first.matrix, golden.weights.second.matrix)
    #expect(Array(w1.values.prefix(4)) == golden.weights.first.first)
    #expect(w2.values.last == golden.weights.second.last)
    let model = GCN(
      hidden: GraphConvolutionLayer(weight: w1), output: GraphConvolutionLayer(weight: w2),
      dropoutRate: 0)
    let input = try GCN.input(for: data)

    func check(
      _ found: [Double], _ wanted: [Double], norm: Double? = nil, _ what: String
    ) {
      let (rel, abs) = (golden.tolerance.rel, golden.tolerance.abs)
      // Relative to the norm of the whole array, where only a part of it is given.
      if let norm {
        expectClose(found, wanted, relative: 0, absolute: abs + rel * norm, what)
      } else {
        expectClose(found, wanted, relative: rel, absolute: abs, what)
      }
    }
    let expected = golden.expected
    let logits = try model.logits(input)
    check([logits.globalNorm], [expected.logitsNorm], "norm of the scores")
    for (row, scores) in expected.logitsRows {
      let i = try #require(Int(row))
      check((0..<7).map { logits[i, $0] }, scores, "scores of node \(row)")
    }
    for (name, mask) in [("train", data.train), ("val", data.validation), ("test", data.test)] {
      #expect(accuracy(logits, labels: data.labels, mask: mask) == expected.accuracy[name])
    }
    let (loss, bar) = valueWithGradient(at: model) { (m: Traced<GCN<Double>>) in
      crossEntropy(GCN.logits(m, input, seed: nil), labels: data.labels, mask: data.train)
    }
    check([loss], [expected.loss], "loss")
    for (name, gradient) in [("W1", bar.hidden.weight), ("W2", bar.output.weight)] {
      let norm = try #require(expected.gradNorms[name])
      check([gradient.globalNorm], [norm], "norm of \(name)'s gradient")
      check(
        Array(gradient.values.prefix(6)), try #require(expected.gradFirst[name]), norm: norm,
        "\(name)'s gradient")
      check(
        [gradient.values.reduce(0, +)], [try #require(expected.gradSum[name])], norm: norm,
        "sum of \(name)'s gradient")
      let largest = try #require(expected.gradArgmax[name])
      check([gradient.values[Int(largest[0])]], [largest[1]], "largest of \(name)'s gradient")
    }
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
