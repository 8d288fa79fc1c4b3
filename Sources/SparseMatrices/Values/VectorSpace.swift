/// The points of a space as vectors: what solvers of differential equations are written in.
extension Coordinates {
  /// `self ← beta self + Σ c_j x_j`, in place; what has the factor 0 is not read.
  package mutating func combine(_ beta: Scalar = 1, _ terms: [(Scalar, Self)]) {
    updateCoordinateBlocks { k, block in
      Kernels.combine(
        beta, terms.count, { terms[$0].0 }, { terms[$0].1.coordinateBlock(k) }, &block)
    }
  }

  /// `Σ c_j x_j` in buffers of its own, of the shape of the first term.
  package static func combination(_ terms: [(Scalar, Self)]) -> Self {
    var sum = terms[0].1
    sum.updateCoordinateBlocks { k, block in
      block = Kernels.combination(
        terms.count, { terms[$0].0 }, { terms[$0].1.coordinateBlock(k) }, count: block.count)
    }
    return sum
  }

  /// `α x + h Σ w_j k_j` in buffers of its own; what has the factor 0 is not read.
  package static func combination(
    _ alpha: Double, _ x: Self, _ h: Double, _ weights: [Double], _ slopes: [Self]
  ) -> Self {
    var sum = x
    sum.updateCoordinateBlocks { k, block in
      block = Kernels.combination(
        weights.count + 1, { Scalar($0 == 0 ? alpha : h * weights[$0 - 1]) },
        { ($0 == 0 ? x : slopes[$0 - 1]).coordinateBlock(k) }, count: block.count)
    }
    return sum
  }

  /// `⟨self, other⟩`, summed in double precision.
  package func inner(_ other: Self) -> Double {
    var sum = 0.0
    for k in 0..<coordinateBlockCount {
      sum += Kernels.doubleDot(coordinateBlock(k), other.coordinateBlock(k))
    }
    return sum
  }

  /// The root mean square of `error / (absolute + relative max(|y|, |z|))` over the coordinates.
  package static func scaledNorm(
    _ error: Self, _ y: Self, _ z: Self, relative: Double, absolute: Double
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for k in 0..<error.coordinateBlockCount {
      let block = error.coordinateBlock(k)
      sum += Kernels.squaredError(
        block, y.coordinateBlock(k), z.coordinateBlock(k), relative: relative, absolute: absolute)
      count += block.count
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
