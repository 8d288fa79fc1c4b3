import CSparseKernels

/// Linear combinations of sparse matrices with different patterns.
extension Kernels {
  /// `alpha A + beta B` on the union of the structures.
  package static func add<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ aValues: [S], _ beta: S, _ b: Structure, _ bValues: [S]
  ) throws(SizeError) -> (structure: Structure, values: [S]) {
    let bound = a.count + b.count
    let serial = Threads.count == 1 || bound < Threads.serialCutoff
    var starts = [Int32](repeating: 0, count: a.rowCount + 1)
    var columns: [Int32] = []
    var values: [S] = []
    func write(_ kernel: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<S>) -> Void, _ n: Int) {
      columns = array(n) { columns in
        values = array(n) { values in kernel(columns, values) }
      }
    }
    if serial, bound <= Int(Int32.max), SizeError.fits(bound * (4 + MemoryLayout<S>.stride)) {
      // One pass, into room for the longest possible result; what it does not need is never touched.
      update(&starts) { starts in
        write(
          { columns, values in
            S._kernels.table.add(
              0, Int32(a.rowCount), alpha, a.starts, a.columns, aValues, beta, b.starts, b.columns,
              bValues, 0, starts, columns, values)
          }, bound)
      }
      let count = Int(starts[a.rowCount])
      columns.removeLast(bound - count)
      values.removeLast(bound - count)
    } else {
      update(&starts) { starts in
        parallelRows(a.starts, work: bound) { first, last in
          sad_union(first, last, a.starts, a.columns, b.starts, b.columns, starts, nil)
        }
      }
      try SizeError.check(
        "the sum of two sparse matrices", entries: starts.reduce(0) { $0 + Int($1) },
        bytesEach: 4 + MemoryLayout<S>.stride)
      let count = accumulate(&starts) ?? 0
      write(
        { columns, values in
          parallelRows(a.starts, work: bound) { first, last in
            S._kernels.table.add(
              first, last, alpha, a.starts, a.columns, aValues, beta, b.starts, b.columns, bValues,
              starts[Int(first)], nil, columns, values)
          }
        }, count)
    }
    let structure = Structure(
      rowCount: a.rowCount, columnCount: a.columnCount, starts: starts, columns: columns)
    return (structure, values)
  }

  /// `alpha [C]_P(A)`, with 0 where C stores nothing.
  package static func restrict<S: SparseScalar>(
    _ alpha: S, _ c: Structure, _ cValues: [S], to a: Structure
  ) -> [S] {
    array(a.count) { out in
      parallelRows(a.starts, work: a.count + c.count) { first, last in
        S._kernels.table.restrict(
          first, last, alpha, a.starts, a.columns, c.starts, c.columns, cValues, out)
      }
    }
  }
}
