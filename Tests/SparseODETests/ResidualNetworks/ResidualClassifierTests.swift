import RealModule
import SparseAD
import TestSupport
import Testing

@Suite struct ResidualClassifierTests {
  private func example(
    _ activation: Activation
  ) -> (ResidualClassifier<Double>, DenseMatrix<Double>, DenseMatrix<Double>) {
    let test = ResidualCase(activation)
    var random = RandomValues<Double>(seed: 77)
    // One of each class, and one example with weights that do not sum to 1.
    return (
      ResidualClassifier(network: test.network, weights: random.dense(2, 3)), test.input,
      DenseMatrix([[1, 0, 0.3], [0, 1, 1.1]])
    )
  }

  @Test func withoutScoresItIsTheLogarithmOfTheClasses() {
    let (classifier, input, _) = example(.relu)
    var blank = classifier
    blank.weights = classifier.weights.zero
    let loss = blank.loss(input, classes: DenseMatrix([[1, 0, 0], [0, 1, 1]]))
    #expect(abs(loss - .log(2)) < 1e-15)
    #expect(blank.scores(input) == DenseMatrix(rows: 2, columns: 3))
  }

  @Test(arguments: Activation.allCases)
  func gradient(_ activation: Activation) {
    let (classifier, input, classes) = example(activation)
    let (loss, gradient) = classifier.lossWithGradient(input, classes: classes)
    #expect(loss == classifier.loss(input, classes: classes))
    let report = gradientCheck(
      at: classifier.weights, classifier.network.parameters, input,
      gradient: gradient.weights, gradient.parameters, gradient.input,
      names: ["W", "parameters", "Y0"]
    ) { weights, parameters, input in
      var moved = classifier
      moved.weights = weights
      moved.network.parameters = parameters
      return moved.loss(input, classes: classes)
    }
    #expect(report.passed(tolerance: 1e-7), "\(report)")
    #expect(report.kinks.isEmpty, "\(report)")
  }

  /// Large scores neither overflow nor lose the gradient.
  @Test func largeScores() {
    let (classifier, input, classes) = example(.tanh)
    var large = classifier
    large.weights.values = classifier.weights.values.map { 1e5 * $0 }
    let (loss, gradient) = large.lossWithGradient(input, classes: classes)
    #expect(loss.isFinite)
    #expect(gradient.parameters.coordinates.allSatisfy { $0.isFinite })
  }

  /// A hundred steps of gradient descent tell a ring from what is inside, which no linear classifier does.
  @Test func learnsToSeparateARing() {
    let n = 24
    let points = (0..<n).map { k -> (Double, Double) in
      let angle = 2 * Double.pi * Double(k) / Double(n)
      let radius = k % 2 == 0 ? 0.4 : 1.5
      return (radius * .cos(angle), radius * .sin(angle))
    }
    let input = DenseMatrix([points.map(\.0), points.map(\.1)])
    let classes = DenseMatrix<Double>(
      (0..<2).map { c in (0..<n).map { $0 % 2 == c ? 1 : 0 } })
    var random = RandomValues<Double>(seed: 3)
    let widen = DenseMatrix<Double>((0..<6).map { i in (0..<2).map { $0 == i ? 1 : 0 } })
    let weights: [ResidualOperator<Double>] =
      [.dense(random.dense(6, 2))] + (0..<3).map { _ in .dense(random.dense(6, 6)) }
    var classifier = ResidualClassifier(
      network: ResidualNetwork(
        parameters: ResidualParameters(
          weights: weights, biases: weights.map { random.vector($0.rows) }),
        projections: [.dense(widen), nil, nil, nil], activation: .tanh, step: 0.5),
      weights: DenseMatrix(rows: 2, columns: 6))
    let before = classifier.loss(input, classes: classes)
    for _ in 0..<100 {
      let (_, gradient) = classifier.lossWithGradient(input, classes: classes)
      let rate = 0.3
      classifier.weights.values = zip(classifier.weights.values, gradient.weights.values)
        .map { $0 - rate * $1 }
      classifier.network.parameters.coordinates = zip(
        classifier.network.parameters.coordinates, gradient.parameters.coordinates
      ).map { $0 - rate * $1 }
    }
    #expect(classifier.loss(input, classes: classes) < before / 5)
    let scores = classifier.scores(input)
    #expect((0..<n).allSatisfy { (scores[0, $0] > scores[1, $0]) == ($0 % 2 == 0) })
  }
}
