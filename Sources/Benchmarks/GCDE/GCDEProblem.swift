import CommandSupport
import SparseAD

/// The equation on one graph.
struct GCDEProblem<S: SparseScalar> {
  struct Result {
    let loss: Double
    /// Of the gradients in H(0), W and A.
    let norms: [Double]
  }

  let name: String
  let a: CSRMatrix<S>
  private let field: GCDE<S>
  private let theta: GCDEParameters<S>
  private let h0: DenseMatrix<S>

  /// H(0) and W are of both signs, so that about half of the units are off.
  init(_ name: String, _ a: CSRMatrix<S>, channels: Int, learnsGraph: Bool) {
    self.name = name
    self.a = a
    var random = SeededGenerator(seed: 3)
    func dense(_ rows: Int, _ scale: Double) -> DenseMatrix<S> {
      var values = [S](repeating: 0, count: rows * channels)
      for k in values.indices { values[k] = S(scale * random.symmetric()) }
      return DenseMatrix(rows: rows, columns: channels, values: values)
    }
    let w = dense(channels, (3 / Double(channels)).squareRoot())
    h0 = dense(a.columns, 0.87)
    field = GCDE(adjacency: learnsGraph ? nil : a)
    theta = GCDEParameters(adjacency: learnsGraph ? a : nil, weight: w)
  }

  var coordinateCount: Int { h0.values.count + theta.coordinateBlocks.reduce(0) { $0 + $1.count } }

  /// The mean square of H(1), and with a sensitivity its gradients.
  func evaluate(_ solver: ODESolver, _ sensitivity: Sensitivity?) throws -> Result {
    guard let sensitivity else {
      let h1 = try solver.solve(field, from: h0, theta, at: [0, 1]).final
      return Result(loss: loss(h1), norms: [])
    }
    let (solution, pullback) = try solver.solveWithPullback(
      field, from: h0, theta, at: [0, 1], sensitivity: sensitivity)
    let (loss, cotangent) = lossWithCotangent(solution.final)
    let slope = try pullback(final: cotangent)
    var norms = [norm(slope.initial.values), norm(slope.theta.layers[0].weights[0].values)]
    if let aBar = slope.theta.adjacency { norms.append(norm(aBar.values)) }
    return Result(loss: loss, norms: norms)
  }

  private func lossWithCotangent(_ h: DenseMatrix<S>) -> (Double, DenseMatrix<S>) {
    let scale = 2 / S(h.values.count)
    return (
      loss(h),
      DenseMatrix(rows: h.rows, columns: h.columns, values: h.values.map { scale * $0 })
    )
  }

  private func loss(_ h: DenseMatrix<S>) -> Double {
    let size = norm(h.values)
    return size * size / Double(h.values.count)
  }

  private func norm(_ x: [S]) -> Double {
    x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
}
