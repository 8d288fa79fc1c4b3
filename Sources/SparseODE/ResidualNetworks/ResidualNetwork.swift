import SparseAutodiff
import SparseMatrices

/// A residual network: the explicit Euler steps of `Ẏ = σ(K(t) Y + b(t))`, with room for changes of width.
///
///     Y_{j+1} = P_j Y_j + h σ(K_j Y_j + b_j 1ᵀ),      j = 0, …, N − 1
///
///     Y_j   n_j×n, features by examples       K_j, P_j   n_{j+1}×n_j       b_j   n_{j+1}
///
/// `K_j` and `b_j` are learned; `P_j` is fixed, and the identity where nil. With `P_j = 0` and `h = 1` it is a classical
/// network.
///
///     let run = network.trajectory(from: y0)
///     run.output                                          // Y_N
///     run.jvp(parameters: tangent)                        // J v
///     let (inputBar, parametersBar) = run.vjp(cotangent)  // Jᵀ u, for all layers at once
///
/// Source: paper 003, with the corrections that ``ResidualSystem`` names.
public struct ResidualNetwork<Scalar: SparseScalar>: Sendable {
  /// The weights and biases.
  public var parameters: ResidualParameters<Scalar> {
    didSet { checkShapes() }
  }
  /// `P_j` of each layer; nil is the identity.
  public let projections: [ResidualOperator<Scalar>?]
  /// `σ`.
  public let activation: Activation
  /// `h`.
  public let step: Scalar

  /// - Parameters:
  ///   - projections: nil where all are the identity.
  /// - Precondition: each layer takes the features of the one before, and `P_j` has the shape of `K_j`.
  public init(
    parameters: ResidualParameters<Scalar>, projections: [ResidualOperator<Scalar>?]? = nil,
    activation: Activation, step: Scalar
  ) {
    self.parameters = parameters
    self.projections = projections ?? parameters.weights.map { _ in nil }
    self.activation = activation
    self.step = step
    checkShapes()
  }

  private func checkShapes() {
    parameters.checkShapes()
    let weights = parameters.weights
    require(
      projections.count == weights.count, "\(projections.count) P_j for \(weights.count) layers")
    for (j, (k, p)) in zip(weights, projections).enumerated() {
      let (rows, columns) = p.map { ($0.rows, $0.columns) } ?? (k.columns, k.columns)
      require(
        k.rows == rows && k.columns == columns,
        "layer \(j): K is \(k.rows)×\(k.columns), P is \(rows)×\(columns)")
    }
    for (j, (k, next)) in zip(weights, weights.dropFirst()).enumerated() {
      require(
        k.rows == next.columns,
        "layer \(j) makes \(k.rows) features, layer \(j + 1) takes \(next.columns)")
    }
  }

  /// The number of layers, N.
  public var layerCount: Int { projections.count }

  /// `Y_N`. Keeps one state at a time.
  ///
  /// - Complexity: for each layer O(entries of K_j and P_j · n).
  public func forward(_ input: DenseMatrix<Scalar>) -> DenseMatrix<Scalar> {
    var y = input
    for j in 0..<layerCount {
      let z = preactivation(j, y)
      advance(j, &y, activation.values(z))
    }
    return y
  }

  /// The propagation with everything kept that its derivatives need: two arrays of the state's size a layer.
  public func trajectory(from input: DenseMatrix<Scalar>) -> ResidualTrajectory<Scalar> {
    var (states, slopes) = ([input], [DenseMatrix<Scalar>]())
    var y = input
    for j in 0..<layerCount {
      let z = preactivation(j, y)
      let values = activation.values(z)
      slopes.append(
        DenseMatrix(_shape: z._shape, _elements: activation.slopes(z, values, times: step)))
      advance(j, &y, values)
      states.append(y)
    }
    return ResidualTrajectory(network: self, states: states, slopes: slopes)
  }

  /// `K_j Y + b_j 1ᵀ`.
  private func preactivation(_ j: Int, _ y: DenseMatrix<Scalar>) -> DenseMatrix<Scalar> {
    let (k, b) = (parameters.weights[j], parameters.biases[j])
    require(y.rows == k.columns, "layer \(j) takes \(k.columns) features, not \(y.rows)")
    // The bias first, and the product onto it: one pass less than adding it after.
    var z = b.repeatedAsColumn(y.columns)
    k.multiply(y, beta: 1, into: &z)
    return z
  }

  /// `Y ← P_j Y + h A`.
  private func advance(_ j: Int, _ y: inout DenseMatrix<Scalar>, _ a: [Scalar]) {
    if let p = projections[j] { y = p.times(y) }
    Kernels.axpy(step, a, &y.values)
  }
}

extension Array where Element: SparseScalar {
  /// `b 1ᵀ`, with so many columns.
  func repeatedAsColumn(_ columns: Int) -> DenseMatrix<Element> {
    let shape = DenseShape(rows: count, columns: columns)
    return DenseMatrix(
      _shape: shape,
      // Adding -0 changes nothing, not even a zero's sign.
      _elements: Kernels.zip(.add, self, .column(count), [-0.0], .scalar, to: shape))
  }
}
