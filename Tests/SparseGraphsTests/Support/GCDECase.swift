import SparseAD
import TestSupport
import Testing

/// A field at a point, and the obvious dense form of what it computes.
struct GCDECase<Scalar: SparseScalar>: CustomTestStringConvertible, Sendable {
  let name: String
  var field: GCDE<Scalar>
  /// Whether the adjacency matrix is among the parameters.
  var theta: GCDEParameters<Scalar>
  let adjacency: CSRMatrix<Scalar>
  let y: DenseMatrix<Scalar>
  let t = 0.7

  var testDescription: String { name }

  /// Mixed-sign data on a non-symmetric graph with an empty row.
  ///
  /// - Parameter channels: of the state, and of each inner layer.
  init(
    _ name: String, nodes: Int = 12, channels: [Int] = [4], _ activations: [Activation] = [.relu],
    time: GCDETimeBasis = .constant, bias: Bool = false, learnsAdjacency: Bool = true,
    seed: UInt64 = 1
  ) {
    var random = RandomValues<Scalar>(seed: seed)
    let density = min(0.4, 6 / Double(nodes))
    var generator = SeededGenerator(seed: seed &+ 77)
    let a = random.sparse(
      SparsityPattern(rows: nodes, columns: nodes) { i, _ in
        i != 3 && generator.uniform() < density
      })
    let widths = channels + [channels[0]]
    let layers = activations.indices.map { l in
      let (c, d) = (widths[l], l == activations.count - 1 ? channels[0] : widths[l + 1])
      return GCDELayer(
        (0..<time.count).map { _ in
          var w = random.dense(c, d)
          for k in w.values.indices { w.values[k] *= Scalar(1 / Double(c).squareRoot()) }
          return w
        },
        bias: bias ? random.vector(d) : nil)
    }
    self.name = name
    adjacency = a
    y = random.dense(nodes, channels[0])
    field = GCDE(
      adjacency: learnsAdjacency ? nil : a, activations: activations, timeBasis: time)
    theta = GCDEParameters(adjacency: learnsAdjacency ? a : nil, layers: layers)
  }

  func rate(_ t: Double, _ y: DenseMatrix<Scalar>, _ theta: GCDEParameters<Scalar>)
    -> DenseMatrix<Scalar>
  {
    var field = field
    // What is there before must not matter.
    var rate = DenseMatrix<Scalar>(rows: y.rows, columns: y.columns, repeating: .nan)
    field.evaluate(t, y, theta, into: &rate)
    return rate
  }

  func jvp(_ tDot: Double, _ yDot: DenseMatrix<Scalar>, _ thetaDot: GCDEParameters<Scalar>)
    -> DenseMatrix<Scalar>
  {
    var field = field
    var dot = DenseMatrix<Scalar>(rows: y.rows, columns: y.columns, repeating: .nan)
    field.jvp(
      t, y, theta, rate: rate(t, y, theta), tDot: tDot, yDot: yDot, thetaDot: thetaDot, into: &dot)
    return dot
  }

  func vjp(_ cotangent: DenseMatrix<Scalar>)
    -> (t: Double, y: DenseMatrix<Scalar>, theta: GCDEParameters<Scalar>)
  {
    var field = field
    var cotangent = cotangent
    var yBar = DenseMatrix<Scalar>(rows: y.rows, columns: y.columns, repeating: .nan)
    var thetaBar = theta.zero
    let tBar = field.vjp(
      t, y, theta, rate: rate(t, y, theta), cotangent: &cotangent, into: &yBar, adding: &thetaBar)
    return (tBar, yBar, thetaBar)
  }

  /// `σ(A H W + b)`, layer by layer, all dense.
  func reference() -> DenseMatrix<Scalar> {
    let a = DenseReference.dense(adjacency)
    let phi = field.timeBasis.values(at: t)
    var h = y
    for (layer, activation) in zip(theta.layers, field.activations) {
      var w = DenseMatrix<Scalar>(rows: layer.inputs, columns: layer.outputs)
      for (phi, term) in zip(phi, layer.weights) {
        w.values = DenseReference.combine(1, w.values, Scalar(phi), term.values)
      }
      h = DenseReference.product(a, DenseReference.product(h, w))
      for k in h.values.indices {
        let z = h.values[k] + (layer.bias?[k % layer.outputs] ?? 0)
        h.values[k] = activation.reference(z)
      }
    }
    return h
  }
}

extension Activation {
  func reference<Scalar: SparseScalar>(_ z: Scalar) -> Scalar {
    switch self {
    case .identity: z
    case .relu: max(0, z)
    case .tanh: .tanh(z)
    case .sigmoid: 1 / (1 + .exp(-z))
    case .softplus: max(0, z) + .log(onePlus: .exp(-abs(z)))
    }
  }
}

/// Every kind of field.
func gcdeCases<Scalar: SparseScalar>(as: Scalar.Type) -> [GCDECase<Scalar>] {
  Activation.allCases.map { GCDECase($0.rawValue, [$0]) } + [
    GCDECase("constant A", learnsAdjacency: false),
    GCDECase("bias", bias: true),
    GCDECase("one channel", channels: [1], [.tanh], bias: true),
    GCDECase("wide inside", channels: [3, 7], [.relu, .tanh], bias: true),
    GCDECase("wide, then narrow", channels: [17, 33], [.sigmoid, .identity], bias: true),
    GCDECase("narrow inside", channels: [5, 2], [.tanh, .identity]),
    GCDECase("four layers", channels: [3, 4, 2, 5], [.tanh, .relu, .softplus, .sigmoid]),
    GCDECase("powers of t", [.tanh], time: .powers(degree: 2), bias: true),
    GCDECase("Fourier", [.relu], time: .fourier(harmonics: 2, period: 3)),
    GCDECase(
      "all at once", channels: [3, 6], [.softplus, .relu], time: .fourier(harmonics: 1, period: 2),
      bias: true),
  ]
}
