import SparseAD
import TestSupport
import Testing

private struct Pair<Scalar: SparseScalar>: Coordinates {
  var matrix: DenseMatrix<Scalar>
  var values: [Scalar]

  var coordinates: [Scalar] {
    get { matrix.coordinates + values }
    set {
      matrix.coordinates = Array(newValue.prefix(matrix.coordinates.count))
      values = Array(newValue.dropFirst(matrix.coordinates.count))
    }
  }
  var zero: Pair { Pair(matrix: matrix.zero, values: values.zero) }
  func mismatch(with other: Pair) -> String? { nil }
  func place(ofCoordinate k: Int) -> String { "coordinate \(k)" }
}

private struct Body: Parameters {
  var mass: DenseMatrix<Float>
  var charge: CSRMatrix<Float>
  var speed: Float
  static let parameters: [Parameter<Body, Float>] = [
    .init("mass", \.mass), .init("charge", \.charge), .init("speed", \.speed),
  ]
}

/// `y' = -2 t y` in every coordinate of any kind of state: `exp(-t²) y₀`.
private struct Damping<State: Coordinates>: VectorField {
  typealias Theta = NoParameters<State.Scalar>

  func evaluate(_ t: Double, _ y: State, _ theta: Theta, into rate: inout State) {
    rate.combine(0, [(State.Scalar(-2 * t), y)])
  }
}

@Suite struct StateKindsTests {
  private func check<State: Coordinates>(_ y0: State, _ precision: Double) throws {
    for solver in [
      ODESolver(.rungeKutta4, .fixed(40)),
      ODESolver(.tsitouras5, .adaptive(relative: precision, absolute: precision)),
      ODESolver(.dormandPrince8, .adaptive(relative: precision, absolute: precision)),
    ] {
      let solution = try solver.solve(
        Damping<State>(), from: y0, at: [0, 0.5, 1], keepsDenseOutput: true)
      for t in [0.0, 0.31, 0.5, 0.77, 1] {
        let state = try #require(solution.dense?.state(at: t))
        #expect(state.mismatch(with: y0) == nil)
        let factor = Double.exp(-t * t)
        expectClose(
          state.coordinates.map { Double($0) }, y0.coordinates.map { factor * Double($0) },
          absolute: 100 * precision)
      }
      #expect(solution.final.coordinates == solution.dense?.state(at: 1).coordinates)
    }
  }

  private func checkKinds<Scalar: DifferentiableScalar>(
    _: Scalar.Type, _ precision: Double
  ) throws {
    try check(2 as Scalar, precision)
    try check([1, -2, 0.5] as [Scalar], precision)
    try check([] as [Scalar], precision)
    let matrix = DenseMatrix<Scalar>(rows: 2, columns: 3, values: [1, 2, 3, -4, 5, 0])
    try check(matrix, precision)
    let sparse = try CSRMatrix<Scalar>(
      rows: 3, columns: 4, rowStarts: [0, 2, 2, 3], columnIndices: [1, 3, 0], values: [1, -2, 4])
    try check(sparse, precision)
    try check(Pair<Scalar>(matrix: matrix, values: [7, -1]), precision)
  }

  @Test func ofDoubles() throws { try checkKinds(Double.self, 1e-8) }
  @Test func ofFloats() throws { try checkKinds(Float.self, 1e-5) }

  @Test func aStructOfParameters() throws {
    let body = Body(
      mass: DenseMatrix(rows: 1, columns: 2, values: [1, -1]),
      charge: CSRMatrix(pattern: .identity(2), repeating: 2), speed: 3)
    try check(body, 1e-5)
  }
}
