import SparseAD
import TestSupport
import Testing

@Suite struct ParametersTests {
  private let model = Layer(
    a: CSRMatrix(
      pattern: SparsityPattern(rows: 3, columns: 2) { $0 != 1 || $1 != 0 },
      values: [0.5, -1, 2, 0, 0.25]),
    w: DenseMatrix([[1, -0.5, 0.2], [0.3, 2, -1]]), b: [0.1, 0.2, -0.3], scale: 1.5,
    offset: [1, 2, 3])

  @Test func gradientIsAStruct() {
    let bar = gradient(at: model, of: loss)
    let parts = gradient(at: model.a, model.w, model.b, model.scale) { a, w, b, scale in
      (tanh(a * w + b) * scale + Variable(model.offset)).squaredNorm()
    }
    #expect(bar.a == parts.0 && bar.a.pattern === model.a.pattern)
    #expect(bar.w == parts.1 && bar.b == parts.2 && bar.scale == parts.3)
    #expect(bar.coordinates == parts.0.values + parts.1.values + parts.2 + [parts.3])
  }

  /// Members that are not listed are copied, and constant.
  @Test func otherMembersAreConstants() {
    #expect(gradient(at: model, of: loss).offset == model.offset)
    let bar = gradient(at: model) { m in
      #expect(m.offset.tape == nil && m.b.tape != nil && m.root.offset == [1, 2, 3])
      return (m.offset .* m.b).sum()
    }
    #expect(bar.b == [1, 2, 3] && bar.offset == model.offset)
    // Not used: zeros, on their own pattern.
    #expect(bar.a.pattern === model.a.pattern && bar.a.values == [0, 0, 0, 0, 0])
    #expect(bar.w == DenseMatrix(rows: 2, columns: 3) && bar.scale == 0)
  }

  @Test func checkedAsAWhole() {
    let (value, bar) = valueWithGradient(at: model, of: loss)
    func evaluate(_ model: Layer) -> Double { valueWithGradient(at: model, of: loss).value }
    #expect(value == evaluate(model))
    let report = gradientCheck(at: model, gradient: bar, of: evaluate)
    #expect(report.passed(tolerance: 1e-7), "\(report)")
    #expect(report.comparisons == 5 + 6 + 3 + 1)
    // A wrong member is named.
    var wrong = bar
    wrong.b[1] += 0.1
    let failure = gradientCheck(at: model, gradient: wrong, of: evaluate)
    #expect(!failure.passed(tolerance: 1e-7))
    #expect(failure.worst?.place == "b, element 1", "\(failure)")
  }

  @Test func constantResult() {
    let (value, bar) = valueWithGradient(at: model) { _ in Variable(2.0) }
    #expect(value == 2 && bar.coordinates == [Double](repeating: 0, count: 15))
  }

  private func loss(_ m: Traced<Layer>) -> Variable<Double> {
    (tanh(m.a * m.w + m.b) * m.scale + m.offset).squaredNorm()
  }
}

private struct Layer: Parameters {
  var a: CSRMatrix<Double>
  var w: DenseMatrix<Double>
  var b: [Double]
  var scale: Double
  var offset: [Double]

  static let parameters: [Parameter<Layer, Double>] = [
    .init("a", \.a), .init("w", \.w), .init("b", \.b), .init("scale", \.scale),
  ]
}
