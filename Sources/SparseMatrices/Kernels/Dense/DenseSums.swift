import CSparseKernels

/// Sums and soft maxima along the axes of dense arrays, and blocks of them.
extension Kernels {
  /// The sums over the axes along which `shape`, to which `small` can be broadcast, is larger.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func sum<S: SparseScalar>(_ x: [S], _ shape: DenseShape, to small: DenseShape)
    -> [S]
  {
    switch (small.rows == shape.rows, small.columns == shape.columns) {
    case (true, true): x
    case (false, false): [sum(x)]
    case (true, false): rowSums(x, shape)
    case (false, true): columnSums(x, shape)
    }
  }

  private static func rowSums<S: SparseScalar>(_ x: [S], _ shape: DenseShape) -> [S] {
    if shape.columns == 0 { return zeros(shape.rows) }
    return array(shape.rows) { out in
      overRows(shape) { first, last in
        S._kernels.table.denseRowSums(Int64(first), Int64(last), Int64(shape.columns), x, out)
      }
    }
  }

  private static func columnSums<S: SparseScalar>(_ x: [S], _ shape: DenseShape) -> [S] {
    array(shape.columns) { out in
      S._kernels.table.denseColumnSums(
        0, Int64(shape.columns), Int64(shape.rows), Int64(shape.columns), x, out)
    }
  }

  /// `log Σ_j exp(x_ij)` of each row; −∞ of an empty one.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func logSumExp<S: SparseScalar>(_ x: [S], _ shape: DenseShape) -> [S] {
    if shape.columns == 0 { return [S](repeating: -.infinity, count: shape.rows) }
    return array(shape.rows) { out in
      overRows(shape) { first, last in
        S._kernels.table.logSumExp(Int64(first), Int64(last), Int64(shape.columns), x, out)
      }
    }
  }

  /// `x_ij − log Σ_j exp(x_ij)`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func logSoftmax<S: SparseScalar>(_ x: [S], _ shape: DenseShape) -> [S] {
    array(shape.count) { out in
      overRows(shape) { first, last in
        S._kernels.table.logSoftmax(Int64(first), Int64(last), Int64(shape.columns), x, out)
      }
    }
  }

  /// The blocks of `width` elements that begin at `starts`, one after the other.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func gatherBlocks<S: SparseScalar>(_ x: [S], _ starts: [Int64], width: Int) -> [S]
  {
    array(starts.count * width) { out in
      S._kernels.table.gatherBlocks(Int64(starts.count), Int64(width), starts, x, out)
    }
  }

  /// `count` zeros, to which the blocks of `x` are added from `starts` on.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func scatterBlocks<S: SparseScalar>(
    _ x: [S], _ starts: [Int64], width: Int, count: Int
  ) -> [S] {
    var out: [S] = zeros(count)
    update(&out) { out in
      S._kernels.table.scatterBlocks(Int64(starts.count), Int64(width), starts, x, out)
    }
    return out
  }

  /// `xᵀ`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func transpose<S: SparseScalar>(_ x: [S], _ shape: DenseShape) -> [S] {
    array(shape.count) { out in
      overRows(shape) { first, last in
        S._kernels.table.denseTranspose(
          Int64(first), Int64(last), Int64(shape.rows), Int64(shape.columns), x, out)
      }
    }
  }

  /// 0 with probability `rate`, otherwise `kept`: the same for the same seed.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func randomMask<S: SparseScalar>(
    _ count: Int, seed: UInt64, rate: Double, kept: S
  ) -> [S] {
    array(count) { out in
      parallelRanges(count) { range in
        S._kernels.table.randomMask(
          Int64(range.lowerBound), Int64(range.upperBound), seed, rate, kept, out)
      }
    }
  }
}
