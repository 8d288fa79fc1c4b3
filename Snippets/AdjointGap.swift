//! How far the adjoint equation's gradient is from that of what was computed.

// snippet.show
import SparseAD

// dH/dt = tanh(A H W) on a ring of 20 nodes, 3 channels.
let nodes = 20
func numbers(_ count: Int, seed: UInt64) -> [Double] {
  var random = SeededGenerator(seed: seed)
  return (0..<count).map { _ in 2 * random.uniform() - 1 }
}
let weights = numbers(2 * nodes, seed: 1)
let ring = try CSRMatrix(
  rows: nodes, columns: nodes,
  entries: (0..<2 * nodes).map { k in
    (row: k / 2, column: (k / 2 + (k % 2 == 0 ? 1 : nodes - 1)) % nodes, value: weights[k])
  })
let h0 = DenseMatrix(rows: nodes, columns: 3, values: numbers(nodes * 3, seed: 2))
let theta = GCDEParameters(
  adjacency: ring, weight: DenseMatrix(rows: 3, columns: 3, values: numbers(9, seed: 3)))
let cotangent = DenseMatrix(rows: nodes, columns: 3, values: numbers(nodes * 3, seed: 4))

for (name, method) in [("Euler", ButcherTableau.euler), ("Runge-Kutta 4", .rungeKutta4)] {
  for steps in [10, 20, 40, 80, 160] {
    let report = try ODESolver(method, .fixed(steps)).compareSensitivities(
      GCDE(activations: [.tanh]), from: h0, theta, at: [0, 1], cotangents: [nil, cotangent],
      [.backsolve(resetsStates: false), .interpolating])
    let gaps = report.rows.map { "\($0.theta)" }.joined(separator: "   ")
    print("\(name), \(steps) steps: \(gaps)")
  }
}
