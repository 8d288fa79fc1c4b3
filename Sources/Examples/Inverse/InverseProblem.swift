import Foundation
import SparseAD

/// Conductances from temperatures: `r(p) = (u(t_k; e^p) − d_k) / σ` for all nodes, trajectories and times after the first.
struct InverseProblem {
  typealias State = DenseMatrix<Double>

  let field: Diffusion<Double>
  let solver: ODESolver
  let times: [Double]
  /// What is observed; the first state, where the solution begins, is known.
  let data: [State]
  /// The standard deviation of the observations, for each trajectory.
  private(set) var sigma: [Double]

  /// Observations at fixed steps of at most `step`, disturbed by noise relative to the root mean square of each
  /// trajectory.
  ///
  /// - Parameter accuracy: how far, so measured, observations without noise are trusted: the error of fixed steps.
  init(
    _ field: Diffusion<Double>, _ data: [State], at times: [Double], step: Double, noise: Double,
    accuracy: Double, seed: UInt64
  ) {
    self.field = field
    self.times = times
    solver = ODESolver(
      .tsitouras5, .fixed(Int(((times[times.count - 1] - times[0]) / step).rounded(.up))))
    let (rows, columns) = (data[0].rows, data[0].columns)
    let observed = data.dropFirst()
    let sizes = (0..<columns).map { c in
      let squares = observed.reduce(0) { sum, state in
        (0..<rows).reduce(sum) { $0 + state[$1, c] * state[$1, c] }
      }
      return (squares / Double(rows * observed.count)).squareRoot()
    }
    sigma = sizes.map { max(noise, accuracy) * $0 }
    var random = SeededGenerator(seed: seed &+ 2)
    self.data =
      [data[0]]
      + observed.map { state in
        var state = state
        guard noise > 0 else { return state }
        for i in 0..<rows {
          for c in 0..<columns { state[i, c] += noise * sizes[c] * random.normal() }
        }
        return state
      }
  }

  /// The same observations, trusted less by a factor.
  func loosened(by factor: Double) -> InverseProblem {
    var copy = self
    copy.sigma = sigma.map { factor * $0 }
    return copy
  }

  /// The number of observations.
  var count: Int { (times.count - 1) * data[0].values.count }

  /// The residual at log-conductances, and the products with its Jacobian: forward by the tangents of the steps,
  /// backward by their reverse.
  func linearized(
    _ logs: [Double]
  ) throws(ODEError) -> LinearizedResidual<[Double], [Double], ODEError> {
    let w = logs.map { exp($0) }
    let (solution, pullback) = try solver.solveWithPullback(field, from: data[0], w, at: times)
    let still = data[0].zero
    return LinearizedResidual(
      value: scaled(zip(solution.states, data).map(difference)),
      jvp: { v throws(ODEError) in
        let tangent = SolutionGradient(
          initial: still, theta: product(w, v), times: times.map { _ in 0 })
        return scaled(
          try solver.solveWithTangent(field, from: data[0], w, at: times, along: tangent).tangents)
      },
      vjp: { u throws(ODEError) in product(w, try pullback(cotangents(u)).theta) })
  }

  /// States over σ, one after the other; the first is left out.
  private func scaled(_ states: [State]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(count)
    for state in states.dropFirst() {
      for i in 0..<state.rows {
        for c in 0..<state.columns { result.append(state.values[i * state.columns + c] / sigma[c]) }
      }
    }
    return result
  }

  /// The transpose of ``scaled(_:)``.
  private func cotangents(_ u: [Double]) -> [State?] {
    let (rows, columns) = (data[0].rows, data[0].columns)
    return [nil]
      + (1..<times.count).map { k in
        var values = Array(u[((k - 1) * rows * columns)..<(k * rows * columns)])
        for q in values.indices { values[q] /= sigma[q % columns] }
        return State(rows: rows, columns: columns, values: values)
      }
  }
}

private func difference(
  _ a: DenseMatrix<Double>, _ b: DenseMatrix<Double>
) -> DenseMatrix<Double> {
  DenseMatrix(rows: a.rows, columns: a.columns, values: zip(a.values, b.values).map { $0 - $1 })
}

private func product(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 * $1 } }

extension InverseProblem {
  /// For each road an estimate of `‖∂r/∂p_e‖`, how many standard deviations the data change by, all together, where a
  /// conductance grows by a factor e: from `Jᵀ z` for random signs `z`, whose mean square is the diagonal of `JᵀJ`.
  func sensitivities(_ logs: [Double], probes: Int, seed: UInt64) throws(ODEError) -> [Double] {
    let linear = try linearized(logs)
    var random = SeededGenerator(seed: seed &+ 3)
    var sums = [Double](repeating: 0, count: logs.count)
    for _ in 0..<probes {
      let signs = (0..<count).map { _ in random.uniform() < 0.5 ? -1.0 : 1.0 }
      for (e, g) in try linear.vjp(signs).enumerated() { sums[e] += g * g }
    }
    return sums.map { ($0 / Double(probes)).squareRoot() }
  }
}
