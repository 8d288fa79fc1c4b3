import CSparseKernels

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Products of two sparse matrices.
extension Kernels {
  /// The structure of `A B`.
  ///
  /// - Parameter bytesEach: bytes that the caller will need for each entry in all, for the check that they fit.
  package static func product(
    _ a: Structure, _ b: Structure, bytesEach: Int
  ) throws(SizeError) -> Structure {
    let scratchBytes = sad_product_scratch(Int32(b.columnCount))
    let work = estimatedWork(a, b)
    let packed = PackedRows(b)
    func forRows(
      _ body: (
        Int32, Int32, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<UInt64>?,
        UnsafeMutableRawPointer
      ) -> Void
    ) {
      lend(packed?.bits) { bits in
        parallelRows(a.starts, work: work) { first, last in
          withZeroedScratch(scratchBytes) { scratch in
            body(
              first, last, packed?.starts ?? b.starts, packed?.words ?? b.columns, bits, scratch)
          }
        }
      }
    }
    let width = Int32(b.columnCount)
    var starts = [Int32](repeating: 0, count: a.rowCount + 1)
    var columns: [Int32] = []
    let bound = Int(sad_product_work(Int32(a.rowCount), a.starts, a.columns, b.starts))
    let isSerial = Threads.count == 1 || work < Threads.serialCutoff
    if isSerial, bound <= Int(Int32.max), SizeError.fits(bound * bytesEach) {
      // Room for every multiplication, so that nothing need be counted first.
      columns = array(bound) { columns in
        update(&starts) { starts in
          forRows { first, last, bStarts, items, bits, scratch in
            sad_product_columns(
              first, last, a.starts, a.columns, bStarts, items, bits, width, 0, Int32(bound),
              starts, columns, scratch)
          }
        }
      }
      let count = Int(starts[a.rowCount])
      if bound <= 1 << 22 {
        columns = Array(columns[..<count])
      } else {
        columns.removeLast(bound - count)  // never touched, so no memory in use
      }
    } else {
      update(&starts) { starts in
        forRows { first, last, bStarts, items, bits, scratch in
          sad_product_count(
            first, last, a.starts, a.columns, bStarts, items, bits, width, starts + 1, scratch)
        }
      }
      try SizeError.check(
        "the product of two sparse matrices", entries: starts.reduce(0) { $0 + Int($1) },
        bytesEach: bytesEach)
      let count = accumulate(&starts) ?? 0
      columns = array(count) { columns in
        forRows { first, last, bStarts, items, bits, scratch in
          sad_product_columns(
            first, last, a.starts, a.columns, bStarts, items, bits, width, starts[Int(first)],
            starts[Int(last)], nil, columns, scratch)
        }
      }
    }
    return Structure(
      rowCount: a.rowCount, columnCount: b.columnCount, starts: starts, columns: columns)
  }

  /// A structure with 64 columns to a word. Nil where its columns do not come in runs, so that it would save nothing.
  private struct PackedRows {
    var starts: [Int32] = []
    var words: [Int32] = []
    var bits: [UInt64] = []

    init?(_ b: Structure) {
      let count = Int(sad_packed_count(Int32(b.rowCount), b.starts, b.columns))
      guard count < b.count - b.count / 4 else { return nil }
      starts = array(b.rowCount + 1) { starts in
        words = array(count) { words in
          bits = array(count) { bits in
            sad_pack(Int32(b.rowCount), b.starts, b.columns, starts, words, bits)
          }
        }
      }
    }
  }

  /// The values of `A B` on the structure `c` of the product.
  package static func spgemm<S: SparseScalar>(
    _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], _ c: Structure
  ) -> [S] {
    array(c.count) { out in spgemm(a, aValues, b, bValues, c, out) }
  }

  package static func spgemm<S: SparseScalar>(
    _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], _ c: Structure,
    into out: inout [S]
  ) {
    update(&out) { out in spgemm(a, aValues, b, bValues, c, out) }
  }

  private static func spgemm<S: SparseScalar>(
    _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], _ c: Structure,
    _ out: UnsafeMutablePointer<S>
  ) {
    let columns = Int32(c.columnCount)
    parallelRows(a.starts, work: max(c.count, estimatedWork(a, b))) { first, last in
      withZeroedScratch(S._kernels.table.rowScratch(columns)) { scratch in
        S._kernels.table.spgemm(
          first, last, a.starts, a.columns, aValues, b.starts, b.columns, bValues, c.starts,
          c.columns, out, columns, scratch)
      }
    }
  }

  /// Which of the two cotangents of a product to compute.
  package enum Side { case a, b, both }

  /// `[G Bᵀ]_P(A)` and `[Aᵀ G]_P(B)`, G on the structure `c` of the product, in one pass over A's rows. What is not asked
  /// for is left as it is.
  ///
  /// Threads share the rows of B: each walks all of A for the columns that are its own, so both sums keep their order.
  package static func spgemmBackward<S: SparseScalar>(
    _ side: Side, _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], _ c: Structure,
    _ g: [S], _ aBar: inout [S], _ bBar: inout [S]
  ) {
    let columns = Int32(c.columnCount)
    let rows = Int32(a.rowCount)
    if c.count == 0 {
      // No two entries meet; A or B may be without any.
      if side != .b { update(&aBar) { fill($0, 0, a.count) } }
      if side != .a { update(&bBar) { fill($0, 0, b.count) } }
      return
    }
    update(&aBar) { aBar in
      update(&bBar) { bBar in
        if side != .a { fill(bBar, 0, b.count) }
        parallelRows(b.starts, work: estimatedWork(a, b), chunksPerThread: 1) { first, last in
          withZeroedScratch(S._kernels.table.rowScratch(columns)) { scratch in
            S._kernels.table.spgemmBackward(
              rows, first, last, a.starts, a.columns, aValues, b.starts, b.columns, bValues,
              c.starts, c.columns, g, side == .b ? nil : aBar, side == .a ? nil : bBar, columns,
              scratch)
          }
        }
      }
    }
  }

  /// `[A B]_P(M)`, or `[A Bᵀ]_P(M)` where `transposeB`.
  package static func maskedProduct<S: SparseScalar>(
    _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], transposeB: Bool,
    on mask: Structure
  ) -> [S] {
    array(mask.count) { out in
      maskedProduct(a, aValues, b, bValues, transposeB: transposeB, on: mask, out)
    }
  }

  package static func maskedProduct<S: SparseScalar>(
    _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], transposeB: Bool,
    on mask: Structure, into out: inout [S]
  ) {
    update(&out) { out in
      maskedProduct(a, aValues, b, bValues, transposeB: transposeB, on: mask, out)
    }
  }

  private static func maskedProduct<S: SparseScalar>(
    _ a: Structure, _ aValues: [S], _ b: Structure, _ bValues: [S], transposeB: Bool,
    on mask: Structure, _ out: UnsafeMutablePointer<S>
  ) {
    let kernel =
      transposeB ? S._kernels.table.maskedProductTransposed : S._kernels.table.maskedProduct
    // The row that is spread: one of A against rows of B, or one of the mask against a sum of rows of B.
    let columns = Int32(transposeB ? a.columnCount : mask.columnCount)
    let work = transposeB ? estimatedWork(mask, b) : estimatedWork(a, b)
    parallelRows(transposeB ? mask.starts : a.starts, work: work) { first, last in
      withZeroedScratch(S._kernels.table.rowScratch(columns)) { scratch in
        kernel(
          first, last, a.starts, a.columns, aValues, b.starts, b.columns, bValues, mask.starts,
          mask.columns, out, columns, scratch)
      }
    }
  }

  /// About the multiplications in `A B`: A's entries times the mean length of B's rows.
  private static func estimatedWork(_ a: Structure, _ b: Structure) -> Int {
    Int(Double(a.count) * Double(b.count) / Double(max(1, b.rowCount)))
  }

  /// Lends zeroed work space. From `calloc`, so that of a wide row only what is touched becomes resident.
  private static func withZeroedScratch(_ bytes: Int, _ body: (UnsafeMutableRawPointer) -> Void) {
    guard let scratch = calloc(max(1, bytes), 1) else {
      stop("\(bytes) bytes of work space for one row could not be allocated")
    }
    body(scratch)
    free(scratch)
  }
}
