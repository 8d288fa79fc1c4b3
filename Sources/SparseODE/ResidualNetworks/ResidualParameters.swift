import SparseAutodiff
import SparseMatrices

/// What a residual network learns: the weights `K_0, …, K_{N−1}` and the biases `b_0, …, b_{N−1}` of its layers.
///
/// Tangents and gradients of it are of this type, too: each layer's in the form and on the pattern of the layer's weights.
/// Its coordinates are those of K_0, b_0, K_1, b_1, …, so optimisers and gradient checks work on it as a whole.
public struct ResidualParameters<Scalar: SparseScalar>: Sendable, Equatable {
  /// `K_0, …, K_{N−1}`.
  public var weights: [ResidualOperator<Scalar>]
  /// `b_0, …, b_{N−1}`.
  public var biases: [[Scalar]]

  /// - Precondition: a bias for each operator, with an element for each of its rows.
  public init(weights: [ResidualOperator<Scalar>], biases: [[Scalar]]) {
    self.weights = weights
    self.biases = biases
    checkShapes()
  }

  /// Stops where weights and biases do not belong together.
  func checkShapes() {
    require(
      weights.count == biases.count, "\(weights.count) weights and \(biases.count) biases")
    for (j, (k, b)) in zip(weights, biases).enumerated() {
      require(k.rows == b.count, "layer \(j): \(k.rows) rows and a bias of \(b.count)")
    }
  }

  /// Stops at parameters of another network.
  func check(_ other: ResidualParameters) {
    if let reason = mismatch(with: other) { stop(reason) }
  }
}

extension ResidualParameters: Coordinates {
  public var coordinates: [Scalar] {
    get { coordinateBlocks.flatMap { $0 } }
    set { setCoordinates(newValue) }
  }

  public var coordinateBlocks: [[Scalar]] {
    zip(weights, biases).flatMap { [$0.coordinates, $1] }
  }

  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    for j in weights.indices {
      weights[j].updateCoordinateBlocks { body(2 * j, &$1) }
      body(2 * j + 1, &biases[j])
    }
  }

  public func place(ofCoordinate k: Int) -> String {
    var k = k
    for (j, (matrix, bias)) in zip(weights, biases).enumerated() {
      let count = matrix.coordinates.count
      if k < count { return "K_\(j), \(matrix.place(ofCoordinate: k))" }
      if k < count + bias.count { return "b_\(j), element \(k - count)" }
      k -= count + bias.count
    }
    return "coordinate \(k) past the end"
  }

  public func mismatch(with other: ResidualParameters) -> String? {
    guard weights.count == other.weights.count else {
      return "\(weights.count) and \(other.weights.count) layers"
    }
    for j in weights.indices {
      if let reason = weights[j].mismatch(with: other.weights[j]) { return "K_\(j): \(reason)" }
      if let reason = biases[j].mismatch(with: other.biases[j]) { return "b_\(j): \(reason)" }
    }
    return nil
  }
}
