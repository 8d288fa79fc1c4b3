import SparseMatrices
import SparseSolvers

extension ButcherTableau {
  /// Euler's method, `y + h f(t, y)`: order 1, one stage (Euler, *Institutiones calculi integralis*,
  /// 1768).
  ///
  /// A residual layer is one such step, which is what it is here for: networks read as differential
  /// equations, and tests. To solve an equation it is the most expensive of all methods. No error estimate;
  /// between steps cubic Hermite interpolation, no better than the steps themselves.
  public static let euler = ButcherTableau(
    name: "Euler", order: 1, nodes: [0], stages: [[]], weights: [1])
}
