import SparseAD
import TestSupport
import Testing

/// Layers on karate's graph: their values, their derivatives, and what they are made of.
@Suite struct LayersTests {
  /// A convolution of the features of 34 nodes, in some places.
  struct Model: Parameters {
    var convolution: GraphConvolutionLayer<Double>
    var dense: DenseLayer<Double>

    static let parameters: [Parameter<Model, Double>] = [
      .init("convolution", \.convolution), .init("dense", \.dense),
    ]

    init(_ inputs: Int, _ hidden: Int, hasBias: Bool = true) {
      var generator = SeededGenerator(seed: 3)
      convolution = GraphConvolutionLayer(
        from: inputs, to: hidden, hasBias: hasBias, using: &generator)
      dense = DenseLayer(from: hidden, to: 2, hasBias: hasBias, using: &generator)
      if hasBias { coordinates = coordinates.map { $0 + 0.1 * generator.normal() } }
    }
  }

  private func propagation() throws -> CSRMatrix<Double> {
    let a = try Karate.weighted(Double.self).adjacency
    return try GraphNormalization(.symmetric, of: a.pattern, addingSelfLoops: true).forward(a)
  }

  /// Both orders, narrowing and widening, are the formula.
  @Test(arguments: [(5, 3), (3, 5), (4, 4)])
  func convolutionsAreTheirFormula(_ inputs: Int, _ outputs: Int) throws {
    var random = RandomValues<Double>(seed: 4)
    let (a, x) = (try propagation(), random.dense(34, inputs))
    let layer = Model(inputs, outputs).convolution
    let convolution = Traced(layer)
    let y = convolution(Variable(x), over: Variable(a)).value
    let full = try a.toDense()
    for i in 0..<34 {
      for j in 0..<outputs {
        var sum = layer.bias[j]
        for k in 0..<34 {
          for f in 0..<inputs { sum += full[i, k] * x[k, f] * layer.weight[f, j] }
        }
        #expect(abs(y[i, j] - sum) < 1e-13)
      }
    }
    let sparse = try CSRMatrix(x)
    let z = convolution(Variable(sparse), over: Variable(a)).value
    expectClose(z.values, y.values, relative: 1e-13)
  }

  @Test func derivativesInFeaturesAndEdges() throws {
    var random = RandomValues<Double>(seed: 5)
    let a = try propagation()
    let narrowing = Traced(Model(6, 4).convolution)
    let widening = Traced(Model(3, 4).convolution)
    let sparse = random.sparse(34, 6, density: 0.3)
    checkTape(at: sparse, a, names: ["X", "A"]) { narrowing($0, over: $1) }
    checkTape(at: random.dense(34, 6), a, names: ["X", "A"]) { narrowing($0, over: $1) }
    checkTape(at: random.dense(34, 3), a, names: ["X", "A"]) { widening($0, over: $1) }
    let dense = Traced(Model(3, 6).dense)
    checkTape(at: random.dense(34, 6), names: ["X"]) { dense($0) }
    checkTape(at: sparse, names: ["X"]) { dense($0) }
  }

  @Test(arguments: [true, false])
  func derivativesInParameters(_ hasBias: Bool) throws {
    var random = RandomValues<Double>(seed: 6)
    let (a, x) = (try propagation(), random.sparse(34, 6, density: 0.3))
    let w = random.dense(34, 2)
    func loss(_ m: Traced<Model>) -> Variable<Double> {
      let h = tanh(m.convolution(Variable(x), over: Variable(a)))
      return dot(m.dense(h), Variable(w))
    }
    let model = Model(6, 3, hasBias: hasBias)
    let bar = gradient(at: model, of: loss)
    #expect(bar.convolution.bias.count == (hasBias ? 3 : 0))
    let report = gradientCheck(at: model, gradient: bar) {
      (m: Model) in valueWithGradient(at: m, of: loss).value
    }
    #expect(report.passed(tolerance: 1e-7), "\(report)")
  }

  /// An array of layers is a member as a layer is, and its parameters have the names of their places.
  @Test func arraysOfLayers() {
    var random = RandomValues<Double>(seed: 8)
    var generator = SeededGenerator(seed: 12)
    let model = Stack(layers: [
      DenseLayer(from: 3, to: 4, using: &generator),
      DenseLayer(from: 4, to: 2, hasBias: false, using: &generator),
    ])
    let x = random.dense(5, 3)
    let report = gradientCheck(at: model, x, names: ["m", "X"]) { m, x in
      m.layers.reduce(x) { h, layer in tanh(layer(h)) }.squaredNorm()
    }
    #expect(report.comparisons == 12 + 4 + 8 + 15)
    #expect(report.passed(tolerance: 1e-7), "\(report)")
    let bar = gradient(at: model) { m in m.layers[0].weight.sum() }
    #expect(bar.layers[0].weight.values == [Double](repeating: 1, count: 12))
    #expect(model.place(ofCoordinate: 12) == "layers[0].bias, element 0")
    #expect(model.place(ofCoordinate: 16) == "layers[1].weight, row 0, column 0")
  }

  private struct Stack: Parameters {
    var layers: [DenseLayer<Double>]
    static let parameters: [Parameter<Stack, Double>] = [.init("layers", \.layers)]
  }

  /// The coordinates that a saved run holds, in its order and under the names of the members.
  @Test func parametersKeepTheirNamesAndOrder() {
    let model = Model(2, 3)
    let (c, d) = (model.convolution, model.dense)
    #expect(model.coordinateBlocks == [c.weight.values, c.bias, d.weight.values, d.bias])
    #expect(model.place(ofCoordinate: 0) == "convolution.weight, row 0, column 0")
    #expect(model.place(ofCoordinate: 6) == "convolution.bias, element 0")
    #expect(model.place(ofCoordinate: 9) == "dense.weight, row 0, column 0")
  }

  @Test func dropoutOfSparseFeatures() throws {
    var random = RandomValues<Double>(seed: 7)
    let x = random.sparse(40, 30, density: 0.5)
    let y = dropout(Variable(x), rate: 0.25, seed: 9).value
    #expect(y.pattern === x.pattern)
    var dropped = 0
    for (a, b) in zip(x.values, y.values) where a != 0 {
      #expect(b == 0 || abs(b - a / 0.75) <= 1e-15 * abs(a))
      dropped += b == 0 ? 1 : 0
    }
    let part = Double(dropped) / Double(x.values.count { $0 != 0 })
    #expect(abs(part - 0.25) < 0.08)
    #expect(dropout(Variable(x), rate: 0.25, seed: 9).value == y)
    #expect(dropout(Variable(x), rate: 0.25, seed: 10).value != y)
    checkTape(at: random.sparse(9, 8), names: ["X"]) { dropout($0, rate: 0.5, seed: 2) }
  }

  @Test func glorotsBoundIsKept() {
    var generator = SeededGenerator(seed: 11)
    let w = DenseMatrix<Float>.glorotUniform(rows: 60, columns: 40, using: &generator)
    let bound = Float((6.0 / 100).squareRoot())
    #expect(w.values.allSatisfy { abs($0) <= bound })
    #expect(w.values.contains { $0 > 0.97 * bound } && w.values.contains { $0 < -0.97 * bound })
    let mean = w.values.reduce(0, +) / 2400
    #expect(abs(mean) < 0.01)
    var again = SeededGenerator(seed: 11)
    #expect(w == .glorotUniform(rows: 60, columns: 40, using: &again))
  }

  @Test func penaltyIsHalfTheSquares() {
    let (v, w) = (DenseMatrix<Double>([[1, 2]]), DenseMatrix<Double>([[3], [-1]]))
    checkTape(at: v, w, names: ["v", "w"]) { l2Penalty([$0, $1]) }
    #expect(l2Penalty([Variable(v), Variable(w)]).value == 7.5)
    #expect(l2Penalty([] as [Variable<DenseMatrix<Double>>]).value == 0)
  }

  @Test func accuracyCountsMaskedRows() {
    let scores = DenseMatrix<Double>([[1, 2], [3, 3], [5, 4], [.nan, 1]])
    #expect(scores.largestColumns() == [1, 0, 0, 0])
    #expect(accuracy(scores, labels: [1, 1, 0, -1], mask: [true, true, true, false]) == 2.0 / 3)
    #expect(accuracy(scores, labels: [1, 1, 0, 0], mask: [false, false, false, false]).isNaN)
  }
}
