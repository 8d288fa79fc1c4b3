import SparseAutodiff
import SparseMatrices
import SparseODE

/// The graph convolutional differential equation, `dH/dt = σ(A H W)`: a graph network of continuous depth.
///
///     A   N×N sparse, the graph     H   N×C, a row of channels for each node     W   C×C
///
/// With several layers the field is their composition, each with an ``Activation``, weights and bias of its own:
///
///     H_0 = H     H_l+1 = σ_l(A H_l W_l(t) + b_l)     dH/dt = H_L     W_l(t) = Σ φ_k(t) W_l,k
///
/// `A` is learned where the parameters hold it, and gets a gradient on its pattern; otherwise it is a constant of the
/// field.
///
/// An evaluation is O(nnz C + N C²), the derivatives two to three times that. Neither an N×N matrix nor `A H` is ever
/// stored: with one layer, nothing of the size of H besides the caller's own buffers. Inner layers keep what they gave and
/// its cotangent, and are computed again for derivatives. Each layer is `(A H) W` or `A (H W)`, whichever is cheaper.
///
/// With ReLU the right-hand side has kinks, so adaptive steps do not make gradients accurate: prefer fixed ones.
///
/// Source: paper 000, whose (30) and (33) are corrected: see `vjp` and `jvp` below, and <doc:PaperCorrections>.
public struct GCDE<Scalar: SparseScalar>: DifferentiableField {
  /// `H`, N×C.
  public typealias State = DenseMatrix<Scalar>
  /// Weights, biases and, where it is learned, `A`.
  public typealias Theta = GCDEParameters<Scalar>

  /// `A`, where it is not among the parameters.
  public let adjacency: CSRMatrix<Scalar>?
  /// `σ_l`, one for each layer.
  public let activations: [Activation]
  /// The functions of time that the weights are made of.
  public let timeBasis: GCDETimeBasis

  /// `H_1 … H_L-1`, and a place for their cotangents or tangents.
  private var hidden: [State] = []
  private var hiddenBar: [State] = []
  /// For `H W` of the layers that have fewer channels out than in.
  private var room: [Scalar] = []

  /// - Parameters:
  ///   - adjacency: nil where it is among the parameters.
  ///   - activations: as many as the parameters have layers.
  public init(
    adjacency: CSRMatrix<Scalar>? = nil, activations: [Activation] = [.relu],
    timeBasis: GCDETimeBasis = .constant
  ) {
    require(!activations.isEmpty, "a field without layers")
    self.adjacency = adjacency
    self.activations = activations
    self.timeBasis = timeBasis
  }

  public mutating func evaluate(_ t: Double, _ y: State, _ theta: Theta, into rate: inout State) {
    let layers = convolutions(t, theta, y)
    evaluateHidden(layers, y)
    layers[layers.count - 1].forward(hidden.last ?? y, room: &room, into: &rate)
  }

  /// `M_l = H̄_l+1 ⊙ σ_l′`, `H̄_l = Aᵀ M_l W_lᵀ`, `W̄_l,k += φ_k H_lᵀ Aᵀ M_l`, `b̄_l += M_lᵀ 1`,
  /// `Ā += [M_l W_lᵀ H_lᵀ]_P(A)` from the last layer to the first; returns `Σ φ_k′ ⟨W_l,k, H_lᵀ Aᵀ M_l⟩`.
  public mutating func vjp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, cotangent: inout State,
    into yBar: inout State, adding thetaBar: inout Theta
  ) -> Double {
    if let reason = thetaBar.mismatch(with: theta) { stop("θ̄ and θ: \(reason)") }
    let layers = convolutions(t, theta, y)
    evaluateHidden(layers, y)
    let (phi, slopes) = (timeBasis.values(at: t), timeBasis.slopes(at: t))
    var tBar = 0.0
    func pull(
      _ l: Int, _ h: State, _ output: State, _ m: inout State, _ room: inout [Scalar],
      into hBar: inout State
    ) {
      let wBar = layers[l].vjp(
        h, output, cotangent: &m, room: &room, into: &hBar, addingA: &thetaBar.adjacency,
        addingBias: &thetaBar.layers[l].bias)
      for k in phi.indices {
        Kernels.axpy(Scalar(phi[k]), wBar.values, &thetaBar.layers[l].weights[k].values)
        if slopes[k] != 0 { tBar += slopes[k] * theta.layers[l].weights[k].inner(wBar) }
      }
    }
    let last = layers.count - 1
    if last == 0 {
      pull(0, y, rate, &cotangent, &room, into: &yBar)
      return tBar
    }
    pull(last, hidden[last - 1], rate, &cotangent, &room, into: &hiddenBar[last - 1])
    for l in stride(from: last - 1, to: 0, by: -1) {
      // Taken out, so that the two are not borrowed from one array at once.
      var m = State(rows: 0, columns: 0)
      swap(&m, &hiddenBar[l])
      pull(l, hidden[l - 1], hidden[l], &m, &room, into: &hiddenBar[l - 1])
      swap(&m, &hiddenBar[l])
    }
    pull(0, y, hidden[0], &hiddenBar[0], &room, into: &yBar)
    return tBar
  }

  /// `Ḣ_l+1 = σ_l′ ⊙ ((A Ḣ_l + Ȧ H_l) W_l + A H_l Ẇ_l + ḃ_l)` from the first layer to the last, with
  /// `Ẇ_l = Σ φ_k Ẇ_l,k + ṫ Σ φ_k′ W_l,k`.
  public mutating func jvp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDot: Double, yDot: State,
    thetaDot: Theta, into rateDot: inout State
  ) {
    if let reason = thetaDot.mismatch(with: theta) { stop("θ̇ and θ: \(reason)") }
    let layers = convolutions(t, theta, y)
    evaluateHidden(layers, y)
    let (phi, slopes) = (timeBasis.values(at: t), timeBasis.slopes(at: t))
    func push(_ l: Int, _ h: State, _ output: State, _ hDot: State, into outDot: inout State) {
      let dots = zip(phi, thetaDot.layers[l].weights).map { (Scalar($0), $1) }
      let own = zip(slopes, theta.layers[l].weights).map { (Scalar(tDot * $0), $1) }
      layers[l].jvp(
        h, output, aDot: thetaDot.adjacency, hDot: hDot,
        wDot: State.combination(dots + own.filter { $0.0 != 0 }),
        biasDot: thetaDot.layers[l].bias, into: &outDot)
    }
    let last = layers.count - 1
    for l in 0..<last {
      let (h, hDot) = l == 0 ? (y, yDot) : (hidden[l - 1], hiddenBar[l - 1])
      push(l, h, hidden[l], hDot, into: &hiddenBar[l])
    }
    push(last, hidden.last ?? y, rate, hiddenBar.last ?? yDot, into: &rateDot)
  }

  /// The layers as they are at a time.
  private func convolutions(
    _ t: Double, _ theta: Theta, _ y: State
  ) -> [GraphConvolution<Scalar>] {
    guard let adjacency = theta.adjacency ?? adjacency else {
      stop("neither the field nor its parameters hold an adjacency matrix")
    }
    require(
      theta.layers.count == activations.count,
      "\(theta.layers.count) layers and \(activations.count) activations")
    let outputs = theta.layers[theta.layers.count - 1].outputs
    require(
      outputs == y.columns, "the last layer gives \(outputs) channels, the state has \(y.columns)")
    let phi = timeBasis.values(at: t)
    return zip(theta.layers, activations).map { layer, activation in
      require(
        layer.weights.count == phi.count,
        "\(layer.weights.count) weights for \(phi.count) functions of time")
      let weight =
        timeBasis == .constant
        ? layer.weights[0] : State.combination(zip(phi, layer.weights).map { (Scalar($0), $1) })
      return GraphConvolution(
        adjacency: adjacency, weight: weight, bias: layer.bias, activation: activation)
    }
  }

  /// Makes room for the inner layers, where there is none yet, and computes them.
  private mutating func evaluateHidden(_ layers: [GraphConvolution<Scalar>], _ y: State) {
    let inner = layers.dropLast()
    if hidden.map(\._shape) != inner.map({ DenseShape(rows: y.rows, columns: $0.weight.columns) }) {
      hidden = inner.map { State(rows: y.rows, columns: $0.weight.columns) }
      hiddenBar = hidden
    }
    for l in inner.indices {
      let h = l == 0 ? y : hidden[l - 1]
      layers[l].forward(h, room: &room, into: &hidden[l])
    }
  }
}
