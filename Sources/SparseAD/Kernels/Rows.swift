import CSparseKernels

/// Sums over rows and columns, and scalings of them; `a` is the pattern of the values.
extension Kernels {
  /// `Σ_j a_ij b_ij x_j` for each row i; factors left out are 1.
  static func rowSums<S: SparseScalar>(
    _ pattern: Structure, _ a: [S], times b: [S]? = nil, _ x: [S]? = nil
  ) -> [S] {
    array(pattern.rowCount) { out in rowSums(pattern, nil, a, b, x, out) }
  }

  static func rowSums<S: SparseScalar>(_ pattern: Structure, _ a: [S], into out: inout [S]) {
    update(&out) { out in rowSums(pattern, nil, a, nil, nil, out) }
  }

  /// `sum_j = Σ_i x_i a_ij b_ij` for each column j, as a scatter on one thread; factors left out are 1.
  static func columnSums<S: SparseScalar>(
    _ pattern: Structure, _ a: [S], times b: [S]? = nil, _ x: [S]? = nil, into sum: inout [S]
  ) {
    update(&sum) { sum in
      sum.update(repeating: 0, count: pattern.columnCount)
      lend(b) { b in
        lend(x) { x in
          S._kernels.columnSums(
            0, Int32(pattern.rowCount), pattern.starts, pattern.columns, a, b, x, sum)
        }
      }
    }
  }

  /// The same sums to the bit, as a gather over the transposed pattern on all threads.
  static func columnSums<S: SparseScalar>(
    transposed pattern: Structure, _ permutation: [Int32], _ a: [S], times b: [S]? = nil,
    _ x: [S]? = nil, into sum: inout [S]
  ) {
    update(&sum) { sum in rowSums(pattern, permutation, a, b, x, sum) }
  }

  private static func rowSums<S: SparseScalar>(
    _ pattern: Structure, _ permutation: [Int32]?, _ a: [S], _ b: [S]?, _ x: [S]?,
    _ out: UnsafeMutablePointer<S>
  ) {
    lend(permutation) { permutation in
      lend(b) { b in
        lend(x) { x in
          parallelRows(pattern.starts, work: pattern.count) { first, last in
            S._kernels.rowSums(
              first, last, pattern.starts, pattern.columns, permutation, a, b, x, out)
          }
        }
      }
    }
  }

  /// `g_i` for each entry (i, j).
  static func spreadRows<S: SparseScalar>(_ pattern: Structure, _ g: [S]) -> [S] {
    array(pattern.count) { out in
      parallelRows(pattern.starts, work: pattern.count) { first, last in
        S._kernels.spreadRows(first, last, pattern.starts, g, out)
      }
    }
  }

  /// The values of `diag(r) A diag(c)`; a diagonal left out is the identity.
  static func scale<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], rows r: [S]?, columns c: [S]?
  ) -> [S] {
    array(pattern.count) { out in scale(pattern, values, r, c, out) }
  }

  static func scale<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], rows r: [S]?, columns c: [S]?, into out: inout [S]
  ) {
    update(&out) { out in scale(pattern, values, r, c, out) }
  }

  private static func scale<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], _ r: [S]?, _ c: [S]?, _ out: UnsafeMutablePointer<S>
  ) {
    lend(r) { r in
      lend(c) { c in
        parallelRows(pattern.starts, work: pattern.count) { first, last in
          S._kernels.scale(first, last, pattern.starts, pattern.columns, values, r, c, out)
        }
      }
    }
  }

  /// `A_ii` for each i below both sizes, 0 where nothing is stored.
  static func diagonal<S: SparseScalar>(_ pattern: Structure, _ values: [S]) -> [S] {
    array(diagonalCount(pattern)) { out in diagonal(pattern, values, out) }
  }

  static func diagonal<S: SparseScalar>(_ pattern: Structure, _ values: [S], into out: inout [S]) {
    update(&out) { out in diagonal(pattern, values, out) }
  }

  private static func diagonal<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], _ out: UnsafeMutablePointer<S>
  ) {
    parallelRanges(diagonalCount(pattern)) { rows in
      S._kernels.diagonal(
        Int32(rows.lowerBound), Int32(rows.upperBound), pattern.starts, pattern.columns, values,
        out)
    }
  }

  /// Sets the stored entries of the diagonal to `d`.
  static func setDiagonal<S: SparseScalar>(_ pattern: Structure, _ d: [S], _ values: inout [S]) {
    update(&values) { values in
      parallelRanges(d.count) { rows in
        S._kernels.setDiagonal(
          Int32(rows.lowerBound), Int32(rows.upperBound), pattern.starts, pattern.columns, d,
          values)
      }
    }
  }

  private static func diagonalCount(_ pattern: Structure) -> Int {
    min(pattern.rowCount, pattern.columnCount)
  }
}
