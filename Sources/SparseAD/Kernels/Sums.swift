import CSparseKernels

/// Linear combinations of sparse matrices with different patterns.
extension Kernels {
  /// `alpha A + beta B` on the union of the structures.
  static func add<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ aValues: [S], _ beta: S, _ b: Structure, _ bValues: [S]
  ) throws(SizeError) -> (structure: Structure, values: [S]) {
    let work = a.count + b.count
    var starts = [Int32](repeating: 0, count: a.rowCount + 1)
    update(&starts) { starts in
      parallelRows(a.starts, work: work) { first, last in
        sad_union(first, last, a.starts, a.columns, b.starts, b.columns, starts, nil)
      }
    }
    try SizeError.check(
      "the sum of two sparse matrices", entries: starts.reduce(0) { $0 + Int($1) },
      bytesEach: 4 + MemoryLayout<S>.stride)
    let count = accumulate(&starts) ?? 0
    var values: [S] = []
    let columns: [Int32] = array(count) { columns in
      values = array(count) { values in
        parallelRows(a.starts, work: work) { first, last in
          S._kernels.add(
            first, last, alpha, a.starts, a.columns, aValues, beta, b.starts, b.columns, bValues,
            starts, columns, values)
        }
      }
    }
    let structure = Structure(
      rowCount: a.rowCount, columnCount: a.columnCount, starts: starts, columns: columns)
    return (structure, values)
  }

  /// `alpha [C]_P(A)`, with 0 where C stores nothing.
  static func restrict<S: SparseScalar>(
    _ alpha: S, _ c: Structure, _ cValues: [S], to a: Structure
  ) -> [S] {
    array(a.count) { out in
      parallelRows(a.starts, work: a.count + c.count) { first, last in
        S._kernels.restrict(
          first, last, alpha, a.starts, a.columns, c.starts, c.columns, cValues, out)
      }
    }
  }
}
