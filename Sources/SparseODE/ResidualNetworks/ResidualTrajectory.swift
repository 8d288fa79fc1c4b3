import SparseAutodiff
import SparseMatrices

/// The states of a residual network on the way from `Y_0` to `Y_N`, and the products of its Jacobian there.
///
///     D_j = h σ′(K_j Y_j + b_j 1ᵀ)
///
///     tangent     Ẏ_{j+1} = P_j Ẏ_j + D_j ⊙ (K_j Ẏ_j + K̇_j Y_j + ḃ_j 1ᵀ)
///     cotangent   with M_j = D_j ⊙ Ȳ_{j+1}:   Ȳ_j = P_jᵀ Ȳ_{j+1} + K_jᵀ M_j
///                 K̄_j = [M_j Y_jᵀ]_P(K_j)     b̄_j = M_j 1
///
/// Both go once through the layers, at two to three times the cost of the propagation: the gradient in all `K_j` and `b_j`
/// is O(N), not O(N²).
public struct ResidualTrajectory<Scalar: SparseScalar>: Sendable {
  /// The network that was run.
  public let network: ResidualNetwork<Scalar>
  /// `Y_0, …, Y_N`.
  public let states: [DenseMatrix<Scalar>]
  /// `D_0, …, D_{N−1}`.
  public let slopes: [DenseMatrix<Scalar>]

  /// `Y_N`.
  public var output: DenseMatrix<Scalar> { states[states.count - 1] }

  /// The forward sensitivity `Ẏ_N = J v`, for the tangents given; those left out are zero.
  ///
  /// - Precondition: tangents of the shapes and patterns of what they are tangents of.
  public func jvp(
    input: DenseMatrix<Scalar>? = nil, parameters: ResidualParameters<Scalar>? = nil
  ) -> DenseMatrix<Scalar> {
    var dot = input ?? states[0].zero
    if let reason = states[0].mismatch(with: dot) { stop("Ẏ_0: \(reason)") }
    if let parameters { network.parameters.check(parameters) }
    for j in slopes.indices {
      var inner =
        parameters?.biases[j].repeatedAsColumn(dot.columns) ?? slopes[j].zero
      network.parameters.weights[j].multiply(dot, beta: 1, into: &inner)
      parameters?.weights[j].multiply(states[j], beta: 1, into: &inner)
      if let p = network.projections[j] { dot = p.times(dot) }
      Kernels.axpy(1, Kernels.multiply(1, slopes[j].values, inner.values), &dot.values)
    }
    return dot
  }

  /// The adjoint `Jᵀ u`: the cotangents of `Y_0` and of all parameters.
  ///
  /// - Precondition: a cotangent of the output's shape.
  public func vjp(
    _ cotangent: DenseMatrix<Scalar>
  ) -> (input: DenseMatrix<Scalar>, parameters: ResidualParameters<Scalar>) {
    var gradient = network.parameters.zero
    let input = vjp(cotangent, addingTo: &gradient)
    return (input, gradient)
  }

  /// The adjoint, with the cotangent of the parameters added to `gradient`: for sums over batches of examples.
  ///
  /// - Returns: the cotangent of `Y_0`.
  public func vjp(
    _ cotangent: DenseMatrix<Scalar>, addingTo gradient: inout ResidualParameters<Scalar>
  ) -> DenseMatrix<Scalar> {
    if let reason = output.mismatch(with: cotangent) { stop("Ȳ_N: \(reason)") }
    network.parameters.check(gradient)
    var bar = cotangent
    for j in slopes.indices.reversed() {
      var m = slopes[j]
      m.values = Kernels.multiply(1, slopes[j].values, bar.values)
      gradient.weights[j].addOuterProduct(m, states[j])
      let sums = Kernels.sum(m.values, m._shape, to: .column(m.rows))
      Kernels.axpy(1, sums, &gradient.biases[j])
      if let p = network.projections[j] { bar = p.times(bar, transpose: true) }
      network.parameters.weights[j].multiply(m, transpose: true, beta: 1, into: &bar)
    }
    return bar
  }
}
