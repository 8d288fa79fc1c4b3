import SparseAD
import TestSupport
import Testing

/// Structs of parameters with arrays, optionals and structs in them, and what takes such structs.
@Suite struct NestedParametersTests {
  private let model = Net(
    edges: CSRMatrix(
      pattern: SparsityPattern(rows: 2, columns: 2) { $0 <= $1 }, values: [0.5, -1, 2]),
    layers: [
      Affine(weight: DenseMatrix([[1, -0.5], [0.3, 2]]), bias: [0.1, 0.2]),
      Affine(weight: DenseMatrix([[0.7, 0.1], [-0.4, 1]]), bias: nil),
    ], scales: [[1, 2], [0.5, -1]], last: nil, fixed: 3)
  private let x = DenseMatrix<Double>([[1, 2], [-0.5, 0.25]])

  private func loss(
    _ m: Traced<Net>, _ x: Variable<DenseMatrix<Double>>
  ) -> Variable<Double> {
    var h = m.edges * x
    for (layer, scale) in zip(m.layers, m.scales) {
      h = matmul(h, layer.weight)
      if let bias = layer.bias { h = h + bias }
      h = tanh(h .* scale)
    }
    return h.squaredNorm() * m.root.fixed
  }

  @Test func gradientsAreRight() {
    let report = gradientCheck(at: model, x, names: ["m", "x"], of: loss)
    #expect(report.passed(tolerance: 1e-7), "\(report)")
    #expect(report.comparisons == 3 + 4 + 2 + 4 + 4 + 4)
    let (slope, xBar) = gradient(at: model, x, of: loss)
    #expect(slope.edges.pattern === model.edges.pattern && slope.fixed == 3)
    #expect(slope.layers[1].bias == nil && slope.last == nil)
    #expect(slope == gradient(at: model) { m in loss(m, Variable(x)) })
    let own: DenseMatrix<Double> = gradient(at: x) { x in loss(Traced(model), x) }
    #expect(xBar == own)
  }

  @Test func forwardModeIsTheTransposeOfReverse() {
    var random = SeededGenerator(seed: 3)
    let tangent = model.with(coordinates: random.normals(model.coordinates.count))
    let xDot = DenseMatrix<Double>(rows: 2, columns: 2, values: random.normals(4))
    let (value, dot) = jvp(at: model, x, along: (tangent, xDot), of: loss)
    let (same, slopes) = valueWithGradient(at: model, x, of: loss)
    let product = zip(
      slopes.0.coordinates + slopes.1.values, tangent.coordinates + xDot.values
    ).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(value == same && abs(dot - product) < 1e-12 * (1 + abs(dot)))
    let (y, pullback) = valueWithPullback(at: model, x) { m, x in matmul(x, m.layers[0].weight) }
    let (mBar, xBar) = pullback(y)
    let parts = valueWithPullback(at: model.layers[0].weight, x) { w, x in matmul(x, w) }
    #expect(parts.pullback(y).0 == mBar.layers[0].weight && parts.pullback(y).1 == xBar)
    #expect(mBar.edges.values == [0, 0, 0] && mBar.layers[0].bias == [0, 0])
  }

  @Test func hessianVectorProductIsTheDifferenceOfGradients() {
    var random = SeededGenerator(seed: 5)
    let v = model.with(coordinates: random.normals(model.coordinates.count))
    func f(_ m: Traced<Net>) -> Variable<Double> { loss(m, Variable(x)) }
    let product = hessianVectorProduct(at: model, along: v, of: f)
    let h = 1e-5
    func slope(_ sign: Double) -> [Double] {
      let moved = zip(model.coordinates, v.coordinates).map { $0 + sign * h * $1 }
      return gradient(at: model.with(coordinates: moved), of: f).coordinates
    }
    let numeric = zip(slope(1), slope(-1)).map { ($0 - $1) / (2 * h) }
    expectClose(product.coordinates, numeric, relative: 1e-7, absolute: 1e-8)
    // What the function does not depend on, or only linearly, has no curvature.
    let flat = hessianVectorProduct(at: model, along: v) { m in m.scales[0].sum() }
    #expect(flat.coordinates.allSatisfy { $0 == 0 })
    let constant = hessianVectorProduct(at: model, along: v) { _ in Variable(1.0) }
    #expect(constant.coordinates.allSatisfy { $0 == 0 })
  }

  @Test func valuesWithoutADerivative() {
    let expected = valueWithGradient(at: model, x, of: loss).value
    let found = value(at: model, x) { m, x in
      #expect(m.edges.tape == nil && m.layers[0].weight.tape == nil && x.tape == nil)
      return loss(m, x)
    }
    #expect(found == expected)
    // Nothing is recorded of what is on another tape either.
    _ = gradient(at: 2.0) { y in
      let inner = value(at: model) { _ in y * y }
      #expect(inner == 4)
      return y
    }
  }

  @Test func coordinatesHavePlacesAndBlocks() {
    let numbers = model.coordinates.indices.map { Double($0) }
    let moved = model.with(coordinates: numbers)
    #expect(moved.coordinates == numbers)
    #expect(moved.layers[0].bias == [7, 8] && moved.scales[1] == [15, 16])
    #expect(model.coordinateBlockCount == model.coordinateBlocks.count)
    for (k, block) in model.coordinateBlocks.enumerated() {
      #expect(model.coordinateBlock(k) == block)
    }
    #expect(model.place(ofCoordinate: 1) == "edges, row 0, column 1")
    #expect(model.place(ofCoordinate: 4) == "layers[0].weight, row 0, column 1")
    #expect(model.place(ofCoordinate: 8) == "layers[0].bias, element 1")
    #expect(model.place(ofCoordinate: 16) == "scales[1], element 1")
    var other = model
    #expect(model.mismatch(with: other) == nil)
    other.layers[0].bias = nil
    #expect(model.mismatch(with: other) == "layers[0].bias is in one of them only")
    other = model
    other.scales[1] = [1]
    #expect(model.mismatch(with: other) == "scales[1]: 2 and 1 coordinates")
    #expect(model.zero.coordinates == numbers.map { _ in 0 } && model.zero.fixed == 3)
  }

  /// Each element of an array takes its own part of a sum.
  @Test func sumsOfStructsWithArrays() {
    var sum = model.zero
    sum._add(slots: model._slots)
    sum._add(slots: model._slots)
    #expect(sum.coordinates == model.coordinates.map { 2 * $0 })
  }

  /// What a function sets in a traced struct counts as the variables that it set.
  @Test func membersAreSet() {
    let bar = gradient(at: model) { (traced: Traced<Net>) -> Variable<Double> in
      var m = traced
      let weight = m.layers[0].weight
      let square = weight .* weight
      m.layers[1].weight = square
      m.scales[0] = Variable([1, 1])
      return m.layers[1].weight.sum() + m.scales[0].sum() + m.scales[1].sum()
    }
    #expect(bar.layers[0].weight.values == model.layers[0].weight.values.map { 2 * $0 })
    #expect(bar.layers[1].weight.values == [0, 0, 0, 0])
    #expect(bar.scales == [[0, 0], [1, 1]])
    // Constants take variables in, too.
    let weight: DenseMatrix<Double> = gradient(at: model.layers[0].weight) { w in
      var m = Traced(model)
      m.layers[0].weight = w
      return m.layers[0].weight.sum()
    }
    #expect(weight.values == [1, 1, 1, 1])
  }

  @Test func graphsNameTheMembers() {
    let graph = computationGraph(at: model, x, names: ["m", "x"], of: loss)
    let names = graph.nodes.compactMap { node in
      if case .input(let name) = node.kind { name } else { nil }
    }
    #expect(
      names == [
        "m.edges", "m.layers[0].weight", "m.layers[0].bias", "m.layers[1].weight", "m.scales[0]",
        "m.scales[1]", "x",
      ])
  }

  /// A member of which only a part is listed would be constant without a word.
  @Test func partsInTheListAreNoMembers() async {
    await #expect(processExitsWith: .failure) {
      _ = gradient(at: Deep()) { m in m.layer.weight.sum() }
    }
  }

  /// A type that is generic is asked for its parameters once.
  @Test func genericStructs() {
    let pair = Pair<Float>(first: [1, 2], second: 3)
    let bar = gradient(at: pair) { p in p.first.sum() * p.second }
    #expect(bar.first == [3, 3] && bar.second == 3)
  }
}

private struct Affine: Parameters, Equatable {
  var weight: DenseMatrix<Double>
  var bias: [Double]?
  static let parameters: [Parameter<Affine, Double>] = [
    .init("weight", \.weight), .init("bias", \.bias),
  ]
}

private struct Net: Parameters, Equatable {
  var edges: CSRMatrix<Double>
  var layers: [Affine]
  var scales: [[Double]]
  var last: Affine?
  var fixed: Double
  static let parameters: [Parameter<Net, Double>] = [
    .init("edges", \.edges), .init("layers", \.layers), .init("scales", \.scales),
    .init("last", \.last),
  ]
}

private struct Deep: Parameters {
  var layer = Affine(weight: DenseMatrix([[1]]))
  static let parameters: [Parameter<Deep, Double>] = [.init("weight", \.layer.weight)]
}

private struct Pair<S: DifferentiableScalar>: Parameters {
  var first: [S]
  var second: S
  static var parameters: [Parameter<Pair, S>] {
    [.init("first", \.first), .init("second", \.second)]
  }
}
