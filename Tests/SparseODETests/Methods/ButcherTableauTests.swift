import SparseAD
import TestSupport
import Testing

private let methods: [ButcherTableau] = [
  .euler, .midpoint, .heun, .rungeKutta4, .bogackiShampine3, .dormandPrince5, .tsitouras5,
  .dormandPrince8,
]

@Suite struct ButcherTableauTests {
  @Test func thereAreAsManyTreesAsThereShouldBe() {
    let trees = RootedTree.all(upTo: 9)
    let counts = (1...9).map { order in trees.count { $0.order == order } }
    #expect(counts == [1, 1, 2, 4, 9, 20, 48, 115, 286])
    #expect(trees.prefix(4).map(\.density).sorted() == [1, 2, 3, 6])
  }

  @Test(arguments: methods) func theStepHasItsOrderAndNoMore(_ method: ButcherTableau) {
    #expect(method.defect(of: method.weights, upTo: method.order) < 1e-13)
    #expect(method.defect(of: method.weights, upTo: method.order + 1) > 1e-5)
  }

  @Test(arguments: methods.filter { $0.errorWeights != nil })
  func theEmbeddedFormulaHasItsOrderAndNoMore(_ method: ButcherTableau) throws {
    let order = try #require(method.embeddedOrder)
    let weights = zip(method.weights, try #require(method.errorWeights)).map { $0 - $1 }
    #expect(order < method.order)
    #expect(method.defect(of: weights, upTo: order) < 1e-13)
    #expect(method.defect(of: weights, upTo: order + 1) > 1e-4)
  }

  @Test func theSecondEmbeddedFormulaHasItsOrder() throws {
    let method = ButcherTableau.dormandPrince8
    let weights = zip(method.weights, try #require(method.secondErrorWeights)).map { $0 - $1 }
    #expect(method.secondEmbeddedOrder == 3)
    #expect(method.defect(of: weights, upTo: 3) < 1e-13)
    #expect(method.defect(of: weights, upTo: 4) > 1e-4)
    // What is published is this formula, not its difference from the step.
    #expect(abs(weights[0] - 0.244094488188976378) < 1e-16)
    #expect(abs(weights[8] - 0.733846688281611857) < 1e-15)
    #expect(abs(weights[11] - 0.0220588235294117647) < 1e-16)
  }

  @Test func errorsFallWithThePowerThatControllersAssume() {
    #expect(methods.map(\.errorOrder) == [nil, nil, 2, nil, 3, 5, 5, 8])
  }

  @Test(arguments: methods) func nodesAreRowSums(_ method: ButcherTableau) {
    let rows = method.stages + method.extraStages
    expectClose(
      rows.map { $0.reduce(0, +) }, method.nodes + method.extraNodes, absolute: 2e-14)
    #expect(rows.map(\.count) == Array(0..<rows.count))
  }

  @Test func onlyPairsEndWithTheNextStepsSlope() {
    let names = methods.filter(\.isFirstSameAsLast).map(\.name)
    #expect(
      names == [
        "Bogacki–Shampine 3(2)", "Dormand–Prince 5(4)", "Tsitouras 5(4)", "Dormand–Prince 8(5,3)",
      ])
    for method in methods where method.isFirstSameAsLast {
      #expect(method.stages.last.map { $0 + [0] } == method.weights)
      #expect(method.nodes.last == 1)
    }
    #expect(methods.map(\.stages.count) == [1, 2, 2, 4, 4, 7, 7, 13])
  }

  @Test(arguments: methods.filter { $0.interpolation != nil })
  func denseOutputHasItsOrder(_ method: ButcherTableau) throws {
    let rounding = method.interpolationRounding
    #expect(method.interpolationDefect(upTo: method.interpolationOrder) < rounding)
    #expect(method.interpolationDefect(upTo: method.interpolationOrder + 1) > 1e-5)
    for theta in [0.1, 0.5, 0.9] {
      let weights = try #require(method.interpolationWeights(at: theta))
      let quadrature = dot(weights, method.nodes + method.extraNodes)
      #expect(abs(quadrature - theta * theta / 2) < rounding)
    }
  }

  @Test(arguments: methods.filter { $0.interpolation != nil })
  func denseOutputIsContinuouslyDifferentiable(_ method: ButcherTableau) throws {
    let rows = try #require(method.interpolation)
    let rounding = method.interpolationRounding
    let none = method.extraNodes.map { _ in 0.0 }
    let ends = try #require(method.interpolationWeights(at: 1))
    expectClose(ends, method.weights + none, absolute: rounding, "value at 1")
    #expect(method.interpolationWeights(at: 0) == rows.map { _ in 0 })
    let slopes = rows.map { row in dot(row, (1...row.count).map(Double.init)) }
    let first = rows.indices.map { $0 == 0 ? 1.0 : 0 }
    let last = rows.indices.map { $0 == method.stages.count - 1 ? 1.0 : 0 }
    expectClose(rows.map { $0[0] }, first, absolute: rounding, "slope at 0")
    expectClose(slopes, last, absolute: rounding, "slope at 1")
  }

  @Test func methodsWithoutDenseOutputHaveThatOfHermite() {
    let others = methods.filter { $0.interpolation == nil }
    #expect(others.map(\.interpolationOrder) == [1, 2, 2, 3])
    #expect(others.allSatisfy { $0.interpolationWeights(at: 0.5) == nil && $0.extraStages.isEmpty })
  }

  /// Every coefficient that the step uses, moved by 1e-9 with its row's sum kept: what no check of
  /// sums can see, the order conditions do.
  @Test(arguments: [ButcherTableau.dormandPrince5, .tsitouras5, .dormandPrince8])
  func aCorruptedCoefficientIsNoticed(_ method: ButcherTableau) {
    let order = min(method.order, 5)
    for i in 2..<method.stages.count where method.weights[i] != 0 {
      for j in 1..<i {
        var stages = method.stages
        stages[i][j] += 1e-9
        stages[i][0] -= 1e-9
        let corrupted = method.with(stages: stages)
        #expect(corrupted.defect(of: method.weights, upTo: order) > 1e-13, "a[\(i)][\(j)]")
      }
    }
  }

  @Test func corruptedDenseOutputIsNoticed() throws {
    let method = ButcherTableau.tsitouras5
    let rows = try #require(method.interpolation)
    for i in rows.indices {
      var corrupted = rows
      corrupted[i][1] += 1e-9
      corrupted[i][2] -= 1e-9
      #expect(method.with(interpolation: corrupted).interpolationDefect(upTo: 4) > 1e-10)
    }
  }

  @Test func aMethodOfOnesOwnIsAccepted() {
    let ralston = ButcherTableau(
      name: "Ralston", order: 2, nodes: [0, 2.0 / 3], stages: [[], [2.0 / 3]],
      weights: [0.25, 0.75])
    #expect(ralston.defect(of: ralston.weights, upTo: 2) < 1e-15)
    #expect(!ralston.isFirstSameAsLast && ralston.errorOrder == nil)
    #expect(ralston != .midpoint && ralston == ralston.with(stages: ralston.stages))
  }

  @Test func whatDoesNotAddUpIsRefused() async {
    await #expect(processExitsWith: .failure) {  // A node that is not its row's sum.
      _ = ButcherTableau(
        name: "", order: 2, nodes: [0, 0.5], stages: [[], [0.4]], weights: [0, 1])
    }
    await #expect(processExitsWith: .failure) {  // Weights that do not sum to 1.
      _ = ButcherTableau(
        name: "", order: 2, nodes: [0, 0.5], stages: [[], [0.5]], weights: [0, 0.9])
    }
    await #expect(processExitsWith: .failure) {  // An implicit stage.
      _ = ButcherTableau(name: "", order: 1, nodes: [1], stages: [[1]], weights: [1])
    }
    await #expect(processExitsWith: .failure) {  // A weight too few.
      _ = ButcherTableau(
        name: "", order: 2, nodes: [0, 0.5], stages: [[], [0.5]], weights: [1])
    }
    await #expect(processExitsWith: .failure) {  // Error weights without an order.
      _ = ButcherTableau(
        name: "", order: 2, nodes: [0, 1], stages: [[], [1]], weights: [0.5, 0.5],
        errorWeights: [-0.5, 0.5])
    }
    await #expect(processExitsWith: .failure) {  // Dense output that misses the step's end.
      _ = ButcherTableau(
        name: "", order: 1, nodes: [0], stages: [[]], weights: [1], interpolation: [[0.9]])
    }
    await #expect(processExitsWith: .failure) {  // A coefficient that is not a number.
      _ = ButcherTableau(
        name: "", order: 1, nodes: [.nan], stages: [[]], weights: [1])
    }
  }
}

extension ButcherTableau {
  /// The same method with other stages or another dense output.
  fileprivate func with(
    stages: [[Double]]? = nil, interpolation: [[Double]]? = nil
  ) -> ButcherTableau {
    ButcherTableau(
      name: name, order: order, nodes: nodes, stages: stages ?? self.stages, weights: weights,
      embeddedOrder: embeddedOrder, errorWeights: errorWeights,
      secondEmbeddedOrder: secondEmbeddedOrder, secondErrorWeights: secondErrorWeights,
      interpolationOrder: interpolationOrder, interpolation: interpolation ?? self.interpolation,
      extraNodes: extraNodes, extraStages: extraStages)
  }
}
