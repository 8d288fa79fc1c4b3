import SparseMatrices

extension ButcherTableau {
  /// The pair of orders 3(2) of Bogacki and Shampine (*A 3(2) pair of Runge–Kutta formulas*, Appl.
  /// Math. Lett. 2, 1989): three evaluations a step, as the fourth stage is the next step's first.
  ///
  /// For loose tolerances, about 1e-2 to 1e-4, where it takes less work than the pairs of order 5.
  /// Dense output: the cubic Hermite polynomial, of order 3, continuously differentiable.
  public static let bogackiShampine3 = ButcherTableau(
    name: "Bogacki–Shampine 3(2)", order: 3, nodes: [0, 0.5, 0.75, 1],
    stages: [[], [0.5], [0, 0.75], [2.0 / 9, 1.0 / 3, 4.0 / 9]],
    weights: [2.0 / 9, 1.0 / 3, 4.0 / 9, 0],
    embeddedOrder: 2, errorWeights: [-5.0 / 72, 1.0 / 12, 1.0 / 9, -0.125],
    interpolationOrder: 3,
    interpolation: [
      [1, -4.0 / 3, 5.0 / 9], [0, 1, -2.0 / 3], [0, 4.0 / 3, -8.0 / 9], [0, -1, 1],
    ])
}
