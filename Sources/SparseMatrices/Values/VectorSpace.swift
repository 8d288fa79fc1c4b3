/// The points of a space as vectors: what solvers of differential equations are written in.
extension Coordinates {
  /// `self ← beta self + Σ c_j x_j`, in place; `self` is not read where `beta` is 0.
  package mutating func combine(_ beta: Scalar = 1, _ terms: [(Scalar, Self)]) {
    let coefficients = terms.map(\.0)
    let blocks = terms.map(\.1.coordinateBlocks)
    updateCoordinateBlocks { k, block in
      Kernels.combine(coefficients, blocks.map { $0[k] }, beta, &block)
    }
  }

  /// `Σ c_j x_j` in buffers of its own, of the shape of the first term.
  package static func combination(_ terms: [(Scalar, Self)]) -> Self {
    let coefficients = terms.map(\.0)
    let blocks = terms.map(\.1.coordinateBlocks)
    var sum = terms[0].1
    sum.updateCoordinateBlocks { k, block in
      block = Kernels.combination(coefficients, blocks.map { $0[k] }, count: block.count)
    }
    return sum
  }

  /// `⟨self, other⟩`, summed in double precision.
  package func inner(_ other: Self) -> Double {
    zip(coordinateBlocks, other.coordinateBlocks).reduce(0) { $0 + Kernels.doubleDot($1.0, $1.1) }
  }

  /// The root mean square of `error / (absolute + relative max(|y|, |z|))` over the coordinates.
  package static func scaledNorm(
    _ error: Self, _ y: Self, _ z: Self, relative: Double, absolute: Double
  ) -> Double {
    let (e, y, z) = (error.coordinateBlocks, y.coordinateBlocks, z.coordinateBlocks)
    var (sum, count) = (0.0, 0)
    for k in e.indices {
      sum += Kernels.squaredError(e[k], y[k], z[k], relative: relative, absolute: absolute)
      count += e[k].count
    }
    return count == 0 ? 0 : (sum / Double(count)).squareRoot()
  }

  /// Deals coordinates out to the blocks that hold them.
  package mutating func setCoordinates(_ values: [Scalar]) {
    let count = coordinateBlocks.reduce(0) { $0 + $1.count }
    require(values.count == count, "\(values.count) coordinates for \(count)")
    var first = 0
    updateCoordinateBlocks { _, block in
      let end = first + block.count
      block = Array(values[first..<end])
      first = end
    }
  }

  /// Bytes of coordinates.
  package var coordinateBytes: Int {
    coordinateBlocks.reduce(0) { $0 + $1.count } * MemoryLayout<Scalar>.stride
  }
}
