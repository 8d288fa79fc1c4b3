import SparseAutodiff
import SparseMatrices

/// Bounds for gradients that explode.
extension Coordinates {
  /// `√Σ g²` over all coordinates, those of every member of a struct together.
  public var globalNorm: Scalar {
    Scalar(
      coordinateBlocks.reduce(0) { sum, block in
        let norm = Double(Kernels.norm(block))
        return sum + norm * norm
      }.squareRoot())
  }

  /// `g ← g · min(1, c / ‖g‖)`: shortens a gradient whose ``globalNorm`` exceeds `most`, keeping its direction.
  ///
  /// - Returns: the norm before. Where it is not finite there is no direction to keep, and the gradient is left as it is.
  /// - Precondition: `most` is positive.
  @discardableResult
  public mutating func clip(norm most: Scalar) -> Scalar {
    require(most > 0, "a gradient cannot be clipped to norm \(most)")
    let norm = globalNorm
    if norm.isFinite && norm > most {
      updateCoordinateBlocks { _, block in Kernels.scale(most / norm, &block) }
    }
    return norm
  }

  /// `g_i ← min(c, max(−c, g_i))` for each coordinate; a NaN stays one.
  ///
  /// - Precondition: `most` is positive.
  public mutating func clip(value most: Scalar) {
    require(most > 0, "a gradient cannot be clipped to values of \(most)")
    updateCoordinateBlocks { _, block in Kernels.clamp(most, &block) }
  }
}
