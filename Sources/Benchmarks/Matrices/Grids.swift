import SparseAD

/// Matrices of finite differences and elements on square and cubic grids.
enum Grid {
  /// 2-D Poisson, five points: 4 on the diagonal, -1 to the neighbours.
  static func poisson(_ n: Int) -> CSRMatrix<Double> {
    stencil([n, n], [([-1, 0], -1), ([0, -1], -1), ([0, 0], 4), ([0, 1], -1), ([1, 0], -1)])
  }

  /// 2-D, nine points.
  static func ninePoint(_ n: Int) -> CSRMatrix<Double> {
    stencil([n, n], box(2).map { ($0, $0 == [0, 0] ? 0.5 : 1) })
  }

  /// 3-D, 27 points: 27 on the diagonal, -1 to the neighbours.
  static func brick(_ n: Int) -> CSRMatrix<Double> {
    stencil([n, n, n], box(3).map { ($0, $0 == [0, 0, 0] ? 27 : -1) })
  }

  /// 3-D Poisson, seven points.
  static func sevenPoint(_ n: Int) -> CSRMatrix<Double> {
    let near = box(3).filter { $0.map(abs).reduce(0, +) <= 1 }
    return stencil([n, n, n], near.map { ($0, $0 == [0, 0, 0] ? 6 : -1) })
  }

  /// All offsets of -1, 0 and 1, in the order of the columns they lead to.
  private static func box(_ dimensions: Int) -> [[Int]] {
    (0..<dimensions).reduce([[]]) { offsets, _ in
      offsets.flatMap { o in [-1, 0, 1].map { o + [$0] } }
    }
  }

  /// The matrix with one value for each offset from a grid point to a point of the grid. The offsets are in
  /// lexicographic order, so columns increase.
  private static func stencil(
    _ sides: [Int], _ points: [(offset: [Int], value: Double)]
  ) -> CSRMatrix<Double> {
    let count = sides.reduce(1, *)
    var starts: [Int32] = [0]
    var columns: [Int32] = []
    var values: [Double] = []
    starts.reserveCapacity(count + 1)
    columns.reserveCapacity(count * points.count)
    values.reserveCapacity(count * points.count)
    // Two-dimensional grids are cubic ones of one layer.
    let padded = Array(repeating: 1, count: 3 - sides.count) + sides
    let steps = points.map { point -> (Int, Int, Int, Double) in
      let o = Array(repeating: 0, count: 3 - sides.count) + point.offset
      return (o[0], o[1], o[2], point.value)
    }
    let (nx, ny, nz) = (padded[0], padded[1], padded[2])
    for x in 0..<nx {
      for y in 0..<ny {
        for z in 0..<nz {
          for (dx, dy, dz, value) in steps {
            let (u, v, w) = (x + dx, y + dy, z + dz)
            guard u >= 0, u < nx, v >= 0, v < ny, w >= 0, w < nz else { continue }
            columns.append(Int32((u * ny + v) * nz + w))
            values.append(value)
          }
          starts.append(Int32(columns.count))
        }
      }
    }
    let pattern = SparsityPattern(
      uncheckedRows: count, columns: count, rowStarts: starts, columnIndices: columns)
    return CSRMatrix(pattern: pattern, values: values)
  }
}
