import SparseAD
import TestSupport

/// A residual network with mixed-sign data: changing width, dense and sparse weights, all three kinds of `P_j`.
///
///     layer   0   sparse K   4×4   P = I
///             1   dense K    5×4   P dense
///             2   sparse K   3×5   P sparse
///             3   dense K    3×3   P = I
struct ResidualCase {
  let network: ResidualNetwork<Double>
  let input: DenseMatrix<Double>

  init(_ activation: Activation, examples: Int = 3, step: Double = 0.4, seed: UInt64 = 5) {
    var random = RandomValues<Double>(seed: seed)
    let weights: [ResidualOperator<Double>] = [
      .sparse(random.sparse(4, 4, density: 0.6)), .dense(random.dense(5, 4)),
      .sparse(random.sparse(3, 5, density: 0.6)), .dense(random.dense(3, 3)),
    ]
    let projections: [ResidualOperator<Double>?] = [
      nil, .dense(random.dense(5, 4)), .sparse(random.sparse(3, 5, density: 0.5)), nil,
    ]
    network = ResidualNetwork(
      parameters: ResidualParameters(
        weights: weights, biases: weights.map { random.vector($0.rows) }),
      projections: projections, activation: activation, step: step)
    input = random.dense(4, examples)
  }
}

extension DenseMatrix {
  /// The columns, one after the other.
  var vec: [Scalar] { DenseReference.transpose(self).values }
}

extension ResidualOperator {
  /// The element at a place; 0 where a sparse operator stores nothing.
  subscript(i: Int, j: Int) -> Scalar {
    switch self {
    case .dense(let k): k[i, j]
    case .sparse(let k): k[i, j]
    }
  }

  /// The columns, one after the other.
  var vec: [Scalar] {
    (0..<columns).flatMap { j in (0..<rows).map { i in self[i, j] } }
  }
}
