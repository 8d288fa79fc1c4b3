import CSparseKernels

/// Products and copies place by place, between patterns, and between sparse and dense.
extension Kernels {
  /// `[alpha A ⊙ B]_P(C)`, 0 where `a` or `b` stores nothing.
  static func hadamard<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], on c: Structure
  ) -> [S] {
    array(c.count) { out in hadamard(alpha, a, aValues, b, bValues, c, out) }
  }

  static func hadamard<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], on c: Structure,
    into out: inout [S]
  ) {
    update(&out) { out in hadamard(alpha, a, aValues, b, bValues, c, out) }
  }

  private static func hadamard<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], _ c: Structure,
    _ out: UnsafeMutablePointer<S>
  ) {
    parallelRows(c.starts, work: a.count + b.count) { first, last in
      S._kernels.hadamard(
        first, last, alpha, a.starts, a.columns, aValues, b.starts, b.columns, bValues, c.starts,
        c.columns, out)
    }
  }

  /// `alpha scale ⊙ [D]_P`, `dense` with as many columns as the pattern; without `scale`, all ones.
  static func denseGather<S: SparseScalar>(
    _ alpha: S, _ pattern: Structure, _ scale: [S]?, _ dense: [S]
  ) -> [S] {
    array(pattern.count) { out in denseGather(alpha, pattern, scale, dense, out) }
  }

  static func denseGather<S: SparseScalar>(
    _ alpha: S, _ pattern: Structure, _ scale: [S]?, _ dense: [S], into out: inout [S]
  ) {
    update(&out) { out in denseGather(alpha, pattern, scale, dense, out) }
  }

  private static func denseGather<S: SparseScalar>(
    _ alpha: S, _ pattern: Structure, _ scale: [S]?, _ dense: [S],
    _ out: UnsafeMutablePointer<S>
  ) {
    lend(scale) { scale in
      parallelRows(pattern.starts, work: pattern.count) { first, last in
        S._kernels.denseGather(
          first, last, pattern.starts, pattern.columns, alpha, scale, dense,
          Int64(pattern.columnCount), out)
      }
    }
  }

  /// The dense matrix of the entries, 0 where nothing is stored.
  static func denseScatter<S: SparseScalar>(_ pattern: Structure, _ values: [S]) -> [S] {
    array(pattern.rowCount * pattern.columnCount) { out in denseScatter(pattern, values, out) }
  }

  static func denseScatter<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], into out: inout [S]
  ) {
    update(&out) { out in denseScatter(pattern, values, out) }
  }

  private static func denseScatter<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], _ out: UnsafeMutablePointer<S>
  ) {
    parallelRows(pattern.starts, work: pattern.rowCount * pattern.columnCount) { first, last in
      S._kernels.denseScatter(
        first, last, pattern.starts, pattern.columns, values, Int64(pattern.columnCount), out)
    }
  }

  /// `out[permutation[q]] = a[q]`: undoes the gather with the same permutation.
  static func permute<S: SparseScalar>(_ a: [S], to permutation: [Int32]) -> [S] {
    array(a.count) { out in
      permutation.withUnsafeBufferPointer { permutation in
        a.withUnsafeBufferPointer { a in
          guard let index = permutation.baseAddress, let a = a.baseAddress else { return }
          parallelRanges(permutation.count) { range in
            let first = range.lowerBound
            S._kernels.permute(Int64(range.count), index + first, a + first, out)
          }
        }
      }
    }
  }
}
