import SparseMatrices

extension ButcherTableau {
  /// The explicit midpoint rule, `y + h f(t + h/2, y + h/2 f(t, y))`: order 2, two stages (Runge,
  /// *Über die numerische Auflösung von Differentialgleichungen*, Math. Ann. 46, 1895).
  ///
  /// For fixed steps where a low accuracy will do. No error estimate; between steps cubic Hermite
  /// interpolation.
  public static let midpoint = ButcherTableau(
    name: "midpoint", order: 2, nodes: [0, 0.5], stages: [[], [0.5]], weights: [0, 1])
}
