import CSparseKernels

/// Products and copies place by place, between patterns, and between sparse and dense. Each overwrites its result.
extension Kernels {
  /// `[alpha A ⊙ B]_P(C)`, 0 where `a` or `b` stores nothing.
  package static func hadamard<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], on c: Structure,
    into out: inout [S]
  ) {
    update(&out) { out in
      parallelRows(c.starts, work: a.count + b.count) { first, last in
        S._kernels.table.hadamard(
          first, last, alpha, a.starts, a.columns, aValues, b.starts, b.columns, bValues,
          c.starts, c.columns, out)
      }
    }
  }

  /// `alpha scale ⊙ [D]_P`, `dense` with as many columns as the pattern; without `scale`, all ones.
  package static func denseGather<S: SparseScalar>(
    _ alpha: S, _ pattern: Structure, _ scale: [S]?, _ dense: [S], into out: inout [S]
  ) {
    update(&out) { out in
      lend(scale) { scale in
        parallelRows(pattern.starts, work: pattern.count) { first, last in
          S._kernels.table.denseGather(
            first, last, pattern.starts, pattern.columns, alpha, scale, dense,
            Int64(pattern.columnCount), out)
        }
      }
    }
  }

  /// The dense matrix of the entries, 0 where nothing is stored.
  package static func denseScatter<S: SparseScalar>(
    _ pattern: Structure, _ values: [S], into out: inout [S]
  ) {
    update(&out) { out in
      parallelRows(pattern.starts, work: pattern.rowCount * pattern.columnCount) { first, last in
        S._kernels.table.denseScatter(
          first, last, pattern.starts, pattern.columns, values, Int64(pattern.columnCount), out)
      }
    }
  }

  /// `out[permutation[q]] = a[q]`: undoes the gather with the same permutation.
  package static func permute<S: SparseScalar>(
    _ a: [S], to permutation: [Int32], into out: inout [S]
  ) {
    update(&out) { out in
      permutation.withUnsafeBufferPointer { permutation in
        a.withUnsafeBufferPointer { a in
          guard let index = permutation.baseAddress, let a = a.baseAddress else { return }
          parallelRanges(permutation.count) { range in
            let first = range.lowerBound
            S._kernels.table.permute(Int64(range.count), index + first, a + first, out)
          }
        }
      }
    }
  }
}
