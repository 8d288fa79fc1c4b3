import SparseAD
import TestSupport
import Testing

@Suite struct ResidualNetworkTests {
  /// One layer by hand: Y₁ = P Y + ½ max(K Y + b, 0).
  @Test func oneLayerByHand() throws {
    let network = ResidualNetwork<Double>(
      parameters: ResidualParameters(
        weights: [.dense(DenseMatrix([[1, -1], [2, 0], [0, 1]]))], biases: [[0, -1, 1]]),
      projections: [.dense(DenseMatrix([[1, 0], [0, 1], [1, 1]]))], activation: .relu, step: 0.5)
    // K Y + b = [-1 3; 1 3; 3 -1]: two of six units are off.
    let input = DenseMatrix<Double>([[1, 2], [2, -1]])
    #expect(network.forward(input) == DenseMatrix([[1, 3.5], [2.5, 0.5], [4.5, 1]]))
    let run = network.trajectory(from: input)
    #expect(run.slopes == [DenseMatrix([[0, 0.5], [0.5, 0.5], [0.5, 0]])])
    #expect(run.output == network.forward(input))
    let (_, gradient) = run.vjp(DenseMatrix([[1, -1], [2, 4], [-2, 3]]))
    #expect(gradient.biases == [[-0.5, 3, -1]])
    #expect(gradient.weights == [.dense(DenseMatrix([[-1, 0.5], [5, 0], [-1, -2]]))])
  }

  @Test func derivativeOfReluAtZeroIsZero() {
    let network = ResidualNetwork<Double>(
      parameters: ResidualParameters(weights: [.dense(.identity(2))], biases: [[0, 0]]),
      activation: .relu, step: 1)
    let run = network.trajectory(from: DenseMatrix([[0.0], [1]]))
    let (input, parameters) = run.vjp(DenseMatrix([[3.0], [5]]))
    #expect(input.values == [3, 10])
    #expect(parameters.biases == [[0, 5]])
    #expect(run.jvp(input: DenseMatrix([[1.0], [1]])).values == [1, 2])
  }

  @Test(arguments: Activation.allCases)
  func derivatives(_ activation: Activation) {
    let test = ResidualCase(activation)
    func network(_ parameters: ResidualParameters<Double>) -> ResidualNetwork<Double> {
      var network = test.network
      network.parameters = parameters
      return network
    }
    let run = test.network.trajectory(from: test.input)
    checkDerivatives(
      at: test.input, test.network.parameters, names: ["Y0", "parameters"],
      of: { input, parameters in network(parameters).forward(input) },
      jvp: { run.jvp(input: $0, parameters: $1) },
      vjp: { cotangent in
        let (input, parameters) = run.vjp(cotangent)
        return (input, parameters)
      })
  }

  /// Without this, a formula that forgets the mask would pass.
  @Test func partOfTheMaskIsOff() {
    let test = ResidualCase(.relu)
    let run = test.network.trajectory(from: test.input)
    let mask = run.slopes.flatMap(\.values)
    let off = Double(mask.count { $0 == 0 }) / Double(mask.count)
    #expect((0.2...0.8).contains(off), "\(off) of the units are off")
  }

  @Test func sparseGradientsStayOnTheirPatterns() throws {
    let test = ResidualCase(.tanh)
    let run = test.network.trajectory(from: test.input)
    let (_, gradient) = run.vjp(randomCoordinates(like: run.output, seed: 3))
    for (bar, weights) in zip(gradient.weights, test.network.parameters.weights) {
      switch (bar, weights) {
      case (.sparse(let bar), .sparse(let weights)): #expect(bar.pattern === weights.pattern)
      case (.dense, .dense): break
      default: Issue.record("a gradient of another kind than its weights")
      }
    }
  }

  /// Two batches added up are the whole.
  @Test func gradientsAddUp() {
    let test = ResidualCase(.softplus, examples: 4)
    let whole = test.network.trajectory(from: test.input)
    let cotangent = randomCoordinates(like: whole.output, seed: 9)
    var sum = test.network.parameters.zero
    for columns in [0..<1, 1..<4] {
      func part(_ a: DenseMatrix<Double>) -> DenseMatrix<Double> {
        DenseMatrix((0..<a.rows).map { i in columns.map { a[i, $0] } })
      }
      let run = test.network.trajectory(from: part(test.input))
      let bar = run.vjp(part(cotangent), addingTo: &sum)
      expectClose(bar.values, part(whole.vjp(cotangent).input).values, absolute: 1e-14)
    }
    expectClose(sum.coordinates, whole.vjp(cotangent).parameters.coordinates, absolute: 1e-14)
  }

  /// Deep and smooth, the network is an ODE: halving the step halves the error of Ẏ = −Y.
  @Test func approximatesItsDifferentialEquation() throws {
    let errors = [50, 100].map { steps in
      let network = ResidualNetwork<Double>(
        parameters: ResidualParameters(
          weights: (0..<steps).map { _ in .sparse(CSRMatrix(diagonal: [-1.0])) },
          biases: (0..<steps).map { _ in [0] }),
        activation: .identity, step: 1 / Double(steps))
      return network.forward(DenseMatrix([[1.0]])).values[0] - 0.36787944117144233
    }
    #expect(abs(errors[0] / errors[1] - 2) < 0.05)
  }

  @Test func ofFloat() {
    let test = ResidualCase(.tanh)
    let wide = test.network.parameters
    let parameters = ResidualParameters<Float>(
      weights: wide.weights.map {
        switch $0 {
        case .dense(let k): .dense(DenseMatrix(k))
        case .sparse(let k): .sparse(CSRMatrix(k))
        }
      }, biases: wide.biases.map { $0.map { Float($0) } })
    let projections: [ResidualOperator<Float>?] = test.network.projections.map {
      switch $0 {
      case .dense(let p): .dense(DenseMatrix(p))
      case .sparse(let p): .sparse(CSRMatrix(p))
      case nil: nil
      }
    }
    let network = ResidualNetwork(
      parameters: parameters, projections: projections, activation: .tanh, step: 0.4)
    let output = network.forward(DenseMatrix(test.input))
    expectClose(
      output.values.map { Double($0) }, test.network.forward(test.input).values, relative: 1e-6)
  }

  @Test func parametersAsCoordinates() {
    var parameters = ResidualCase(.relu).network.parameters
    let coordinates = parameters.coordinates
    #expect(coordinates == parameters.coordinateBlocks.flatMap { $0 })
    parameters.coordinates = coordinates.map { 2 * $0 }
    #expect(
      parameters.biases == ResidualCase(.relu).network.parameters.biases.map { $0.map { 2 * $0 } })
    #expect(parameters.coordinates == coordinates.map { 2 * $0 })
    let sparse = parameters.weights[0].coordinates.count
    #expect(parameters.place(ofCoordinate: 0).hasPrefix("K_0, row 0"))
    #expect(parameters.place(ofCoordinate: sparse + 2) == "b_0, element 2")
    #expect(parameters.place(ofCoordinate: sparse + 4) == "K_1, row 0, column 0")
    #expect(parameters.mismatch(with: parameters.zero) == nil)
    #expect(parameters.zero.coordinates.allSatisfy { $0 == 0 })
  }
}

@Suite struct ResidualTapeTests {
  /// On the tape the network is the same function with the same derivatives.
  @Test(arguments: Activation.allCases)
  func agreesWithTheHandWrittenDerivatives(_ activation: Activation) throws {
    let test = ResidualCase(activation)
    let parameters = test.network.parameters
    guard case .sparse(let k0) = parameters.weights[0], case .dense(let k1) = parameters.weights[1]
    else {
      Issue.record("the case has other layers")
      return
    }
    let b = parameters.biases
    let run = test.network.trajectory(from: test.input)
    let cotangent = randomCoordinates(like: run.output, seed: 2)
    let (output, pullback) = valueWithPullback(at: test.input, k0, k1, b[2]) { y, k0, k1, b2 in
      var weights = parameters.weights.map { ResidualWeights($0) }
      weights[0] = .sparse(k0)
      weights[1] = .dense(k1)
      return test.network.forward(
        y, weights: weights, biases: [Variable(b[0]), Variable(b[1]), b2, Variable(b[3])])
    }
    let (inputBar, k0Bar, k1Bar, b2Bar) = pullback(cotangent)
    let (expectedInput, expected) = run.vjp(cotangent)
    expectClose(output.values, run.output.values)
    expectClose(inputBar.values, expectedInput.values)
    expectClose(k0Bar.values, expected.weights[0].coordinates)
    expectClose(k1Bar.values, expected.weights[1].coordinates)
    expectClose(b2Bar, expected.biases[2])
    #expect(k0Bar.pattern === k0.pattern)
  }

  /// The weights and biases in a struct of parameters.
  private struct Learned: Parameters {
    var k0: CSRMatrix<Double>
    var k1: DenseMatrix<Double>
    var biases: [[Double]]
    static let parameters: [Parameter<Learned, Double>] = [
      .init("k0", \.k0), .init("k1", \.k1), .init("biases", \.biases),
    ]
  }

  @Test func structsOfParameters() {
    let test = ResidualCase(.tanh)
    let parameters = test.network.parameters
    guard case .sparse(let k0) = parameters.weights[0], case .dense(let k1) = parameters.weights[1]
    else {
      Issue.record("the case has other layers")
      return
    }
    let learned = Learned(k0: k0, k1: k1, biases: parameters.biases)
    let cotangent = randomCoordinates(like: test.network.forward(test.input), seed: 2)
    let bar = gradient(at: learned) { m in
      var weights = parameters.weights.map { ResidualWeights($0) }
      weights[0] = .sparse(m.k0)
      weights[1] = .dense(m.k1)
      let output = test.network.forward(Variable(test.input), weights: weights, biases: m.biases)
      return dot(output, Variable(cotangent))
    }
    let expected = test.network.trajectory(from: test.input).vjp(cotangent).parameters
    expectClose(bar.k0.values, expected.weights[0].coordinates)
    expectClose(bar.k1.values, expected.weights[1].coordinates)
    for (b, expected) in zip(bar.biases, expected.biases) { expectClose(b, expected) }
  }

  @Test func secondDerivatives() {
    let test = ResidualCase(.tanh, examples: 2)
    guard case .sparse(let k0) = test.network.parameters.weights[0] else {
      Issue.record("the case has other layers")
      return
    }
    checkTape(at: k0, test.input) { (k0: Variable<CSRMatrix<Double>>, y) in
      var weights = test.network.parameters.weights.map { ResidualWeights($0) }
      weights[0] = .sparse(k0)
      return test.network.forward(y, weights: weights)
    }
  }
}
