extension Kernels {
  /// The dense matrix, row by row, with the entries of a sparse one and 0 elsewhere.
  static func scatterDense<S: SparseScalar>(_ values: [S], on a: Structure) -> [S] {
    var out = [S](repeating: 0, count: a.rowCount * a.columnCount)
    update(&out) { out in
      forRows(of: a) { row, p, count, columns in
        values.withUnsafeBufferPointer { values in
          guard let base = values.baseAddress else { return }
          S._kernels.scatterAdd(count, columns, base + p, out + row * a.columnCount)
        }
      }
    }
    return out
  }

  /// The elements of a dense matrix, given row by row, at the places of a sparse one.
  static func gatherDense<S: SparseScalar>(_ dense: [S], on a: Structure) -> [S] {
    array(a.count) { out in
      dense.withUnsafeBufferPointer { dense in
        guard let base = dense.baseAddress else { return }
        forRows(of: a) { row, p, count, columns in
          S._kernels.gather(count, columns, base + row * a.columnCount, out + p)
        }
      }
    }
  }

  /// Calls `body` for each row that is not empty, with its first entry, its length and its columns.
  private static func forRows(
    of a: Structure, _ body: (Int, Int, Int64, UnsafePointer<Int32>) -> Void
  ) {
    a.columns.withUnsafeBufferPointer { columns in
      guard let base = columns.baseAddress else { return }
      parallelRows(a.starts, work: a.count) { first, last in
        for i in Int(first)..<Int(last) {
          let p = Int(a.starts[i])
          let end = Int(a.starts[i + 1])
          if p < end { body(i, p, Int64(end - p), base + p) }
        }
      }
    }
  }
}
