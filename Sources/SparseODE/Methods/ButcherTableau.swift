import SparseAutodiff
import SparseMatrices

/// An explicit Runge–Kutta method: its coefficients, nothing else.
///
///     kᵢ = f(t + cᵢ h, y + h Σ_{j<i} aᵢⱼ kⱼ)        stages, i = 0 ..< s
///     y(t + h)     ≈ y + h Σ bᵢ kᵢ                   the step, error O(h^(order + 1))
///     error        ≈ h Σ eᵢ kᵢ,   eᵢ = bᵢ − b̂ᵢ       the step less that of the embedded formula b̂
///     y(t + θ h)   ≈ y + h Σ bᵢ(θ) kᵢ                dense output, bᵢ(θ) = Σⱼ Pᵢⱼ θ^(j + 1)
///
/// A stage that only the error estimate or the dense output uses is a stage like any other, with
/// weight 0: a pair whose estimate takes the slope at the new point stores that slope as its last
/// stage. Stages that the dense output alone needs are kept apart, so that steps without output
/// do not pay for them.
///
/// The notation is that of Hairer, Nørsett and Wanner, *Solving Ordinary Differential Equations I*,
/// chapter II, counted from 0. A method of one's own is an `init` away:
///
///     let ralston = ButcherTableau(
///       name: "Ralston", order: 2, nodes: [0, 2.0 / 3], stages: [[], [2.0 / 3]],
///       weights: [0.25, 0.75])
public struct ButcherTableau: Sendable, Equatable, CustomStringConvertible {
  /// What reports and errors call the method.
  public let name: String
  /// The order p of the step: its local error is O(h^(p + 1)), the error at a fixed time O(h^p).
  public let order: Int
  /// cᵢ, one a stage; the first is 0.
  public let nodes: [Double]
  /// aᵢⱼ below the diagonal: row i has i entries.
  public let stages: [[Double]]
  /// bᵢ, one a stage.
  public let weights: [Double]
  /// Whether the last stage is the slope at the new point, so that it is the next step's first:
  /// its row holds the weights, its node is 1 and its own weight 0.
  public let isFirstSameAsLast: Bool

  /// The order of the embedded formula; `nil` for a method without an error estimate.
  public let embeddedOrder: Int?
  /// eᵢ = bᵢ − b̂ᵢ, one a stage.
  public let errorWeights: [Double]?
  /// The order of the formula behind `secondErrorWeights`.
  public let secondEmbeddedOrder: Int?
  /// The weights of a second, lower-order estimate that corrects the first one.
  ///
  /// With e = ‖h Σ eᵢ kᵢ‖ of `errorWeights` and ẽ that of these weights, both scaled by the
  /// tolerances, the error to compare with 1 is Hairer's
  ///
  ///     err = e² / √(e² + 0.01 ẽ²)           (0 where both vanish)
  ///
  /// For the estimates of order 5 and 3 of DOP853 it falls as h⁸ like the method itself, although e
  /// alone only falls as h⁶.
  public let secondErrorWeights: [Double]?

  /// P: row i holds the coefficients of θ, θ², … in bᵢ(θ), over the stages and then the extra ones.
  /// `nil` where the method has none of its own; cubic Hermite interpolation of the two values and
  /// slopes serves then.
  public let interpolation: [[Double]]?
  /// The order of the dense output: its error is O(h^(q + 1)), uniformly in θ.
  public let interpolationOrder: Int
  /// cᵢ of the stages that only the dense output needs.
  public let extraNodes: [Double]
  /// aᵢⱼ of those stages: row i has `stages.count` + i entries.
  public let extraStages: [[Double]]
  /// The interpolation by products of θ and 1 − θ, a row for each product, see ``StepInterpolant``; empty without one.
  let nestedInterpolation: [[Double]]

  /// A method from its coefficients. Cost O(s²).
  ///
  /// - Parameter interpolationOrder: where `nil`, that of cubic Hermite interpolation,
  ///   min(`order`, 3).
  /// - Precondition: the shapes are those said at the properties; Σⱼ aᵢⱼ = cᵢ, Σ bᵢ = 1, Σ eᵢ = 0
  ///   and bᵢ(1) = bᵢ up to rounding; an embedded formula has both its order and its weights.
  ///   The order itself is taken on trust.
  public init(
    name: String, order: Int, nodes: [Double], stages: [[Double]], weights: [Double],
    embeddedOrder: Int? = nil, errorWeights: [Double]? = nil,
    secondEmbeddedOrder: Int? = nil, secondErrorWeights: [Double]? = nil,
    interpolationOrder: Int? = nil, interpolation: [[Double]]? = nil,
    extraNodes: [Double] = [], extraStages: [[Double]] = []
  ) {
    let interpolationOrder = interpolationOrder ?? min(order, 3)
    require(order > 0, "\(name): an order of \(order)")
    require(interpolationOrder > 0, "\(name): dense output of order \(interpolationOrder)")
    Self.checkStages(name, nodes + extraNodes, stages + extraStages)
    require(
      stages.count == nodes.count && !stages.isEmpty,
      "\(name): \(stages.count) stages, \(nodes.count) nodes")
    require(
      weights.count == stages.count, "\(name): \(weights.count) weights, \(stages.count) stages")
    Self.checkSum(weights, 1, name, "the weights")
    Self.checkEstimate(name, embeddedOrder, errorWeights, stages.count)
    Self.checkEstimate(name, secondEmbeddedOrder, secondErrorWeights, stages.count)
    require(
      secondErrorWeights == nil || errorWeights != nil,
      "\(name): a second error estimate without a first")
    if let interpolation {
      let ends = weights + extraNodes.map { _ in 0 }
      require(
        interpolation.count == ends.count,
        "\(name): interpolation of \(interpolation.count) stages for \(ends.count)")
      for (i, row) in interpolation.enumerated() {
        require(
          row.count == interpolation[0].count,
          "\(name): row \(i) of the interpolation has \(row.count) coefficients,"
            + " the first has \(interpolation[0].count)")
        Self.checkSum(row, ends[i], name, "row \(i) of the interpolation")
      }
    } else {
      require(
        extraStages.isEmpty, "\(name): \(extraStages.count) extra stages, no interpolation")
    }
    self.name = name
    self.order = order
    self.nodes = nodes
    self.stages = stages
    self.weights = weights
    self.embeddedOrder = embeddedOrder
    self.errorWeights = errorWeights
    self.secondEmbeddedOrder = secondEmbeddedOrder
    self.secondErrorWeights = secondErrorWeights
    self.interpolation = interpolation
    self.interpolationOrder = interpolationOrder
    self.extraNodes = extraNodes
    self.extraStages = extraStages
    nestedInterpolation = Self.nested(interpolation ?? [], weights)
    isFirstSameAsLast =
      stages.count > 1 && nodes.last == 1 && weights.last == 0
      && stages[stages.count - 1] == Array(weights.dropLast())
  }

  /// The power of h with which the error estimate falls, the root a step-size controller takes:
  /// p̂ + 1 of the embedded order p̂, and 2 (p̂ + 1) − (p̃ + 1) where a second estimate of order p̃
  /// corrects it. `nil` without an estimate.
  public var errorOrder: Int? {
    guard let embeddedOrder else { return nil }
    guard let secondEmbeddedOrder else { return embeddedOrder + 1 }
    return 2 * (embeddedOrder + 1) - (secondEmbeddedOrder + 1)
  }

  public var description: String { name }

  /// bᵢ(θ), over the stages and then the extra ones; `nil` without an interpolation of its own.
  public func interpolationWeights(at theta: Double) -> [Double]? {
    interpolation?.map { row in row.reversed().reduce(0) { ($0 + $1) * theta } }
  }

  private static func checkStages(_ name: String, _ nodes: [Double], _ stages: [[Double]]) {
    require(
      stages.count == nodes.count,
      "\(name): \(stages.count) stages with the extra ones, \(nodes.count) nodes")
    for (i, row) in stages.enumerated() {
      require(row.count == i, "\(name): stage \(i) has \(row.count) entries, not \(i)")
      checkSum(row, nodes[i], name, "stage \(i)")
    }
  }

  private static func checkEstimate(
    _ name: String, _ order: Int?, _ weights: [Double]?, _ stages: Int
  ) {
    require(
      (order == nil) == (weights == nil),
      "\(name): an embedded formula has both an order and error weights")
    guard let weights else { return }
    require(
      weights.count == stages, "\(name): \(weights.count) error weights, \(stages) stages")
    checkSum(weights, 0, name, "the error weights")
  }

  /// Large coefficients of both signs cancel in these sums, so the bound grows with their size.
  private static func checkSum(
    _ values: [Double], _ expected: Double, _ name: String, _ what: String
  ) {
    let sum = values.reduce(0, +)
    let size = values.reduce(1) { $0 + abs($1) }
    require(
      abs(sum - expected) <= 1e-13 * size, "\(name): \(what) sums to \(sum), not \(expected)")
  }
}
