import SparseMatrices

extension ButcherTableau {
  /// The classical Runge–Kutta method: order 4, four stages (Kutta, *Beitrag zur näherungsweisen
  /// Integration totaler Differentialgleichungen*, Z. Math. Phys. 46, 1901).
  ///
  /// The usual choice for fixed steps: no explicit method of order 4 has fewer stages. No error
  /// estimate; between steps cubic Hermite interpolation, of order 3.
  public static let rungeKutta4 = ButcherTableau(
    name: "RK4", order: 4, nodes: [0, 0.5, 0.5, 1],
    stages: [[], [0.5], [0, 0.5], [0, 0, 1]],
    weights: [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6])
}
