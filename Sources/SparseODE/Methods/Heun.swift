import SparseMatrices

extension ButcherTableau {
  /// Heun's method, the explicit trapezoidal rule `y + h/2 (f(t, y) + f(t + h, y + h f(t, y)))`:
  /// order 2, two stages (Heun, *Neue Methoden zur approximativen Integration der
  /// Differentialgleichungen einer unabhängigen Veränderlichen*, Z. Math. Phys. 45, 1900).
  ///
  /// Its first stage is Euler's step, which gives an error estimate of order 1 at no cost: the
  /// cheapest method that controls its step, for rough right-hand sides and loose tolerances.
  /// Between steps cubic Hermite interpolation.
  public static let heun = ButcherTableau(
    name: "Heun", order: 2, nodes: [0, 1], stages: [[], [1]], weights: [0.5, 0.5],
    embeddedOrder: 1, errorWeights: [-0.5, 0.5])
}
