import CSparseKernels

/// Sums over rows and columns, and scalings of them; `a` is the pattern of the values. Each overwrites its result.
extension Kernels {
  /// `out_i = Σ_j a_ij b_ij x_j` for each row i; factors left out are 1.
  package static func rowSums<S: SparseScalar>(
    _ pattern: Structure, _ a: [S], times b: [S]? = nil, _ x: [S]? = nil, into out: inout [S]
  ) {
    rowSums(pattern, nil, a, b, x, &out)
  }

  /// `sum_j = Σ_i x_i a_ij b_ij` for each column j, as a scatter on one thread; factors left out are 1.
  package static func columnSums<S: SparseScalar>(
    _ pattern: Structure, _ a: [S], times b: [S]? = nil, _ x: [S]? = nil, into sum: inout [S]
  ) {
    update(&sum) { sum in
      fill(sum, 0, pattern.columnCount)
      lend(b) { b in
        lend(x) { x in
          S._kernels.table.columnSums(
            0, Int32(pattern.rowCount), pattern.starts, pattern.columns, a, b, x, sum)
        }
      }
    }
  }

  /// The same sums to the bit, as a gather over the transposed pattern on all threads.
  package static func columnSums<S: SparseScalar>(
    transposed pattern: Structure, _ permutation: [Int32], _ a: [S], times b: [S]? = nil,
    _ x: [S]? = nil, into sum: inout [S]
  ) {
    rowSums(pattern, permutation, a, b, x, &sum)
  }

  private static func rowSums<S: SparseScalar>(
    _ pattern: Structure, _ permutation: [Int32]?, _ a: [S], _ b: [S]?, _ x: [S]?,
    _ out: inout [S]
  ) {
    update(&out) { out in
      lend(permutation) { permutation in
        lend(b) { b in
          lend(x) { x in
            parallelRows(pattern.starts, work: pattern.count) { first, last in
              S._kernels.table.rowSums(
                first, last, pattern.starts, pattern.columns, permutation, a, b, x, out)
            }
          }
        }
      }
    }
  }

  /// `g_i` for each entry (i, j).
  package static func spreadRows<S: SparseScalar>(
    _ pattern: Structure, _ g: [S], into out: inout [S]
  ) {
    update(&out) { out in
      parallelRows(pattern.starts, work: pattern.count) { first, last in
        S._kernels.table.spreadRows(first, last, pattern.starts, g, out)
      }
    }
  }

  /// The values of `diag(r) A diag(c)`; a diagonal left out is the identity.
  package static func scale<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], rows r: [S]?, columns c: [S]?, into out: inout [S]
  ) {
    update(&out) { out in
      lend(r) { r in
        lend(c) { c in
          parallelRows(pattern.starts, work: pattern.count) { first, last in
            S._kernels.table.scale(first, last, pattern.starts, pattern.columns, values, r, c, out)
          }
        }
      }
    }
  }

  /// `A_ii` for each i below both sizes, 0 where nothing is stored.
  package static func diagonal<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], into d: inout [S]
  ) {
    let count = d.count
    update(&d) { d in
      parallelRanges(count) { rows in
        S._kernels.table.diagonal(
          Int32(rows.lowerBound), Int32(rows.upperBound), pattern.starts, pattern.columns, values,
          d)
      }
    }
  }

  /// `d` in the stored entries of the diagonal and 0 in all others.
  package static func setDiagonal<S: SparseScalar>(
    _ pattern: Structure, _ d: [S], into out: inout [S]
  ) {
    update(&out) { out in
      fill(out, 0, pattern.count)
      parallelRanges(d.count) { rows in
        S._kernels.table.setDiagonal(
          Int32(rows.lowerBound), Int32(rows.upperBound), pattern.starts, pattern.columns, d, out)
      }
    }
  }
}
