/// Smoothing.
extension Kernels {
  /// `step ← keep before + share D⁻¹ (b − A x)`; returns `x + step`. `before` is not read where `keep` is 0.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func chebyshev<S: SparseScalar>(
    _ a: Structure, _ values: [S], inverseDiagonal: [S], _ b: [S], _ x: [S], keep: S, share: S,
    before: [S], step: inout [S]
  ) -> [S] {
    array(a.rowCount) { out in
      update(&step) { step in
        parallelRows(a.starts, work: a.count) { first, last in
          S._kernels.table.chebyshev(
            first, last, a.starts, a.columns, values, inverseDiagonal, b, x, keep, share, before,
            step, out)
        }
      }
    }
  }
}
