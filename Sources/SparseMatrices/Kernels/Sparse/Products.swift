import CSparseKernels

/// Products of a sparse and dense matrices; `a` and `values` are the sparse one.
extension Kernels {
  /// `out = alpha A x + beta out`; `out` is not read where `beta` is 0.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func gemv<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ values: [S], _ x: [S], _ beta: S, _ out: inout [S]
  ) {
    update(&out) { out in
      parallelRows(a.starts, work: a.count) { first, last in
        S._kernels.table.gemv(first, last, a.starts, a.columns, values, alpha, x, beta, out, out)
      }
    }
  }

  /// `alpha A x + beta y`; without `y`, `alpha A x`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func gemv<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ values: [S], _ x: [S], _ beta: S = 0, _ y: [S]? = nil
  ) -> [S] {
    array(a.rowCount) { out in
      lend(y) { y in
        parallelRows(a.starts, work: a.count) { first, last in
          S._kernels.table.gemv(
            first, last, a.starts, a.columns, values, alpha, x, y == nil ? 0 : beta,
            y ?? UnsafePointer(out), out)
        }
      }
    }
  }

  /// `sum = Aᵀ x` as a scatter, on one thread. Each sum has the terms of ``gemv`` on the transposed structure in the same
  /// order.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func gemvScatter<S: SparseScalar>(
    _ a: Structure, _ values: [S], _ x: [S], into sum: inout [S]
  ) {
    update(&sum) { sum in
      fill(sum, 0, a.columnCount)
      S._kernels.table.gemvScatter(0, Int32(a.rowCount), a.starts, a.columns, values, x, sum)
    }
  }

  /// `out = alpha [g xᵀ]_P`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func outer<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ g: [S], _ x: [S], into out: inout [S]
  ) {
    update(&out) { out in outer(alpha, a, g, x, out) }
  }

  /// `alpha [g xᵀ]_P`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func outer<S: SparseScalar>(_ alpha: S, _ a: Structure, _ g: [S], _ x: [S]) -> [S]
  {
    array(a.count) { out in outer(alpha, a, g, x, out) }
  }

  private static func outer<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ g: [S], _ x: [S], _ out: UnsafeMutablePointer<S>
  ) {
    parallelRows(a.starts, work: a.count) { first, last in
      S._kernels.table.outer(first, last, a.starts, a.columns, alpha, g, x, out)
    }
  }

  /// `outer = alpha [g xᵀ]_P` and `sum = Aᵀ g` in one pass, on one thread.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func gemvBackward<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ values: [S], _ g: [S], _ x: [S], _ outer: inout [S],
    _ sum: inout [S]
  ) {
    update(&sum) { sum in
      fill(sum, 0, a.columnCount)
      update(&outer) { outer in
        S._kernels.table.gemvBackward(
          0, Int32(a.rowCount), a.starts, a.columns, values, alpha, g, x, outer, sum)
      }
    }
  }

  /// `out = alpha A B + beta out`, B and out with `k` columns; `out` is not read where `beta` is 0.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func spmm<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ values: [S], _ b: [S], _ k: Int, _ beta: S, _ out: inout [S]
  ) {
    update(&out) { out in spmm(alpha, a, values, b, k, beta, out, out) }
  }

  /// `alpha A B + beta C`; without `c`, `alpha A B`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func spmm<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ values: [S], _ b: [S], _ k: Int, _ beta: S = 0, _ c: [S]? = nil
  ) -> [S] {
    array(a.rowCount * k) { out in
      lend(c) { c in spmm(alpha, a, values, b, k, c == nil ? 0 : beta, c ?? UnsafePointer(out), out)
      }
    }
  }

  private static func spmm<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ values: [S], _ b: [S], _ k: Int, _ beta: S,
    _ c: UnsafePointer<S>, _ out: UnsafeMutablePointer<S>
  ) {
    let rowBytes = k * MemoryLayout<S>.stride
    let ahead = spmmPrefetchDistance(a, rowBytes: rowBytes)
    let stream = a.rowCount * rowBytes > 32 << 20  // which gains up to 30 %
    parallelRows(a.starts, work: a.count * k) { first, last in
      S._kernels.table.spmm(
        first, last, a.starts, a.columns, values, alpha, b, Int64(k), beta, c, out, ahead, stream)
    }
  }

  /// `out = alpha scale ⊙ [X Yᵀ]_P`, rows of length `k`; without `scale`, all ones.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func sddmm<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ scale: [S]?, _ x: [S], _ y: [S], _ k: Int, into out: inout [S]
  ) {
    update(&out) { out in sddmm(alpha, a, scale, x, y, k, out) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func sddmm<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ scale: [S]?, _ x: [S], _ y: [S], _ k: Int
  ) -> [S] {
    array(a.count) { out in sddmm(alpha, a, scale, x, y, k, out) }
  }

  private static func sddmm<S: SparseScalar>(
    _ alpha: S, _ a: Structure, _ scale: [S]?, _ x: [S], _ y: [S], _ k: Int,
    _ out: UnsafeMutablePointer<S>
  ) {
    let ahead = sddmmPrefetchDistance(a, rowBytes: k * MemoryLayout<S>.stride)
    lend(scale) { scale in
      parallelRows(a.starts, work: a.count * k) { first, last in
        S._kernels.table.sddmm(
          first, last, a.starts, a.columns, scale, alpha, x, y, Int64(k), 0, out, ahead)
      }
    }
  }

  /// How many nonzeros ahead spmm prefetches the rows of the dense operand, one for each column of `a`: 0 where they stay
  /// in the cache or are met in an order that the hardware's own prefetcher follows, which falls behind sooner where rows
  /// of `a` are short. Measured with 16, 64 and 256 columns: from far away they want to be some 32 KiB ahead, from the
  /// second-level cache no more than 8 rows.
  package static func spmmPrefetchDistance(_ a: Structure, rowBytes: Int) -> Int32 {
    let isFar = a.columnCount * rowBytes > 8 << 20
    let hasShortRows = a.count <= 8 * a.rowCount
    let cache = hasShortRows ? (isFar ? 1 << 17 : 1 << 19) : 2 << 20
    guard a.isScattered(bytesPerColumn: rowBytes, cache: cache) else { return 0 }
    return isFar ? Int32(max(8, min(64, (32 << 10) / rowBytes))) : 8
  }

  /// As spmm's where the operand does not fit the caches; else prefetching gains sddmm nothing.
  package static func sddmmPrefetchDistance(_ a: Structure, rowBytes: Int) -> Int32 {
    a.columnCount * rowBytes > 32 << 20 ? spmmPrefetchDistance(a, rowBytes: rowBytes) : 0
  }

  /// Lends an array that may be absent.
  package static func lend<T>(_ array: [T]?, _ body: (UnsafePointer<T>?) -> Void) {
    guard let array else { return body(nil) }
    array.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
