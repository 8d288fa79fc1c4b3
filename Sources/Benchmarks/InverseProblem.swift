import Foundation
import SparseAD

/// The roads of a state as a graph, with the heat that one hot place spread over it.
struct RoadMap {
  let field: Diffusion<Double>
  /// Longitude and latitude of each node.
  let places: [(x: Double, y: Double)]
  let heat: Heat

  /// Temperatures of the nodes at some times, where each road has a conductance of 1.
  struct Heat {
    let source: Int
    let times: [Double]
    let states: [DenseMatrix<Double>]
  }

  /// Reads `adjacency.mtx`, `xy.txt`, `heat.json` and `heat.txt`.
  init(directory: String) throws {
    func text(_ name: String) throws -> String {
      let path = directory + "/" + name
      do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
        throw Output.Fault(description: "\(path): \(error.localizedDescription)")
      }
    }
    func rows(_ name: String, of count: Int) throws -> [[Double]] {
      try text(name).split(whereSeparator: \.isNewline).enumerated().map { line, row in
        let numbers = row.split(separator: " ").compactMap { Double($0) }
        guard numbers.count == count else {
          throw Output.Fault(
            description: "\(name), line \(line + 1): \(numbers.count) numbers, not \(count)")
        }
        return numbers
      }
    }
    struct Description: Decodable {
      let sourceNode: Int
      let times: [Double]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let description = try decoder.decode(Description.self, from: Data(text("heat.json").utf8))
    let adjacency = try CSRMatrix<Double>(matrixMarket: directory + "/adjacency.mtx")
    field = Diffusion(adjacency: adjacency.pattern)
    let n = adjacency.rows
    places = try rows("xy.txt", of: 2).map { ($0[0], $0[1]) }
    let temperatures = try rows("heat.txt", of: n)
    guard places.count == n, temperatures.count == description.times.count,
      (0..<n).contains(description.sourceNode)
    else {
      throw Output.Fault(
        description:
          "\(directory): \(n) nodes, \(places.count) places, \(temperatures.count) states")
    }
    heat = Heat(
      source: description.sourceNode, times: description.times,
      states: temperatures.map { DenseMatrix(rows: n, columns: 1, values: $0) })
  }

  /// Logarithms of conductances between 1/2 and 2: for the most part waves over the map, the rest by chance.
  func heterogeneousLogs(seed: UInt64) -> [Double] {
    var random = Random(seed: seed)
    let (kx, ky) = (1.2 + random.unit(), 1.6 + random.unit())
    let (px, py) = (6 * random.unit(), 6 * random.unit())
    return (0..<field.edgeCount).map { e in
      let (i, j) = field.edge(e)
      let x = (places[i].x + places[j].x) / 2
      let y = (places[i].y + places[j].y) / 2
      let wave = (sin(kx * x + px) + cos(ky * y + py)) / 2
      return log(2) * (0.7 * wave + 0.3 * random.symmetric())
    }
  }

  /// Temperatures to begin with, one field a column: uniform in [-1, 1), and in every fourth column one hot node.
  func initialFields(_ count: Int, seed: UInt64) -> DenseMatrix<Double> {
    var random = Random(seed: seed &+ 1)
    let n = field.nodeCount
    var u = DenseMatrix<Double>(rows: n, columns: count)
    for c in 0..<count {
      if c % 4 == 3 {
        u[Int(random.unit() * Double(n)), c] = 100
      } else {
        for i in 0..<n { u[i, c] = random.symmetric() }
      }
    }
    return u
  }
}

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
    var random = Random(seed: seed &+ 3)
    var sums = [Double](repeating: 0, count: logs.count)
    for _ in 0..<probes {
      let signs = (0..<count).map { _ in random.unit() < 0.5 ? -1.0 : 1.0 }
      for (e, g) in try linear.vjp(signs).enumerated() { sums[e] += g * g }
    }
    return sums.map { ($0 / Double(probes)).squareRoot() }
  }
}
