import Foundation
import SparseAD
import TestSupport
import Testing

/// `Resources/golden/C1.json` and `C3.json`: weights from a generator of their own, and what comes of them on Cora;
/// `C1s.json` and `C3s.json`: the same on a random graph of its size.
struct NodeClassifierGolden: Decodable {
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

  private let weights: [String: Weight]
  private let expected: Expected
  private let tolerance: Tolerance

  init(_ name: String) throws {
    let file = Resources.url("golden/\(name).json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(NodeClassifierGolden.self, from: Data(contentsOf: file))
  }

  /// The weights of this name, whose numbers are checked.
  func weight(_ name: String) throws -> DenseMatrix<Double> {
    let weight = try #require(weights[name])
    let matrix = weight.matrix
    #expect(Array(matrix.values.prefix(4)) == weight.first)
    #expect(matrix.values.last == weight.last)
    return matrix
  }

  /// Checks a model's scores, its loss on the training nodes, and the gradients of this loss in its weights.
  func check(
    _ data: NodeClassificationData<Double>, logits: DenseMatrix<Double>, loss: Double,
    gradients: [String: DenseMatrix<Double>]
  ) throws {
    check([logits.globalNorm], [expected.logitsNorm], "norm of the scores")
    for (row, scores) in expected.logitsRows {
      let i = try #require(Int(row))
      check((0..<data.classCount).map { logits[i, $0] }, scores, "scores of node \(row)")
    }
    for (name, mask) in [("train", data.train), ("val", data.validation), ("test", data.test)] {
      #expect(accuracy(logits, labels: data.labels, mask: mask) == expected.accuracy[name])
    }
    check([loss], [expected.loss], "loss")
    #expect(Set(gradients.keys) == Set(expected.gradNorms.keys))
    for (name, gradient) in gradients {
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

  /// - Parameter norm: that of the whole array, which the error is relative to, where only a part of it is given.
  private func check(
    _ found: [Double], _ wanted: [Double], norm: Double? = nil, _ what: String
  ) {
    if let norm {
      expectClose(
        found, wanted, relative: 0, absolute: tolerance.abs + tolerance.rel * norm, what)
    } else {
      expectClose(found, wanted, relative: tolerance.rel, absolute: tolerance.abs, what)
    }
  }
}
