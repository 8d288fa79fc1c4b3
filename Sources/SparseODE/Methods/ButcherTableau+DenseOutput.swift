/// Interpolation within a step, as the solver uses it.
extension ButcherTableau {
  /// The method with dense output: its own, or cubic Hermite interpolation written as one.
  ///
  ///     b_i(θ) = b_i (3 θ² - 2 θ³) + (θ - 2 θ² + θ³ for the slope at the start, θ³ - θ² for that at the end)
  ///
  /// The slope at the end is an extra stage, unless the method has it.
  package var interpolated: ButcherTableau {
    if interpolation != nil { return self }
    let hasEnd = isFirstSameAsLast
    var rows = (weights + (hasEnd ? [] : [0])).map { [0, 3 * $0, -2 * $0] }
    for (i, hermite) in [(0, [1.0, -2, 1]), (rows.count - 1, [0.0, -1, 1])] {
      rows[i] = zip(rows[i], hermite).map { $0 + $1 }
    }
    return ButcherTableau(
      name: name, order: order, nodes: nodes, stages: stages, weights: weights,
      embeddedOrder: embeddedOrder, errorWeights: errorWeights,
      secondEmbeddedOrder: secondEmbeddedOrder, secondErrorWeights: secondErrorWeights,
      interpolationOrder: interpolationOrder, interpolation: rows,
      extraNodes: hasEnd ? [] : [1], extraStages: hasEnd ? [] : [weights])
  }

  /// Which slope, counted over the stages and then the extra ones, is the one at the end of the step.
  var endSlope: Int? {
    if isFirstSameAsLast { return nodes.count - 1 }
    return extraStages.first == weights ? nodes.count : nil
  }

  /// `B` by columns: the interpolation by products of `θ` and `1 - θ`, see ``StepInterpolant``.
  ///
  /// With `b_i(θ) = θ p(θ)`: `p(θ) = p(1) + (1 - θ) q(θ)`, `q(θ) = q(0) + θ r(θ)` and so on in turn.
  static func nested(_ interpolation: [[Double]], _ weights: [Double]) -> [[Double]] {
    let rows = interpolation.enumerated().map { i, row in
      var p = row
      return row.indices.map { j in
        if !j.isMultiple(of: 2) { return p.removeFirst() }
        let atOne = p.reduce(0, +)
        // (p - p(1)) / (1 - θ), whose coefficients are the sums of those of p above.
        p = p.indices.dropLast().map { -p[($0 + 1)...].reduce(0, +) }
        // The weights to the last bit, so that the interpolant meets the end of the step.
        return j > 0 ? atOne : i < weights.count ? weights[i] : 0
      }
    }
    return interpolation.first.map { row in row.indices.map { j in rows.map { $0[j] } } } ?? []
  }
}
