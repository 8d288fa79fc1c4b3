import SparseAutodiff
import SparseMatrices

/// The weights of a residual layer as a variable.
public enum ResidualWeights<Scalar: SparseScalar> {
  /// A dense matrix.
  case dense(Variable<DenseMatrix<Scalar>>)
  /// A sparse matrix, on its pattern.
  case sparse(Variable<CSRMatrix<Scalar>>)

  /// A constant.
  public init(_ operator: ResidualOperator<Scalar>) {
    switch `operator` {
    case .dense(let k): self = .dense(Variable(k))
    case .sparse(let k): self = .sparse(Variable(k))
    }
  }

  /// `K Y`.
  func times(_ y: Variable<DenseMatrix<Scalar>>) -> Variable<DenseMatrix<Scalar>> {
    switch self {
    case .dense(let k): matmul(k, y)
    case .sparse(let k): k * y
    }
  }
}

extension ResidualNetwork {
  /// `Y_N` as a variable, with derivatives of any order in the input and in the weights and biases given.
  ///
  /// ``trajectory(from:)`` computes the first derivatives alone, in half the memory.
  ///
  /// - Parameters:
  ///   - weights: `K_0, …, K_{N−1}`; nil are the network's own, as constants.
  ///   - biases: `b_0, …, b_{N−1}`; nil are the network's own, as constants.
  public func forward(
    _ input: Variable<DenseMatrix<Scalar>>, weights: [ResidualWeights<Scalar>]? = nil,
    biases: [Variable<[Scalar]>]? = nil
  ) -> Variable<DenseMatrix<Scalar>> {
    let weights = weights ?? parameters.weights.map { ResidualWeights($0) }
    let biases = biases ?? parameters.biases.map { Variable($0) }
    require(
      weights.count == layerCount && biases.count == layerCount,
      "\(weights.count) weights and \(biases.count) biases for \(layerCount) layers")
    var y = input
    for (j, (k, b)) in zip(weights, biases).enumerated() {
      let z = k.times(y) + b.reshaped(rows: b.value.count, columns: 1)
      let carried = projections[j].map { ResidualWeights($0).times(y) } ?? y
      y = carried + step * activation(z)
    }
    return y
  }
}
