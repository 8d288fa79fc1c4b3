import CSparseKernels

/// The structure of a sparse matrix in compressed rows, as the kernels read it.
///
/// Row `i` holds the entries `starts[i] ..< starts[i + 1]`; entry `p` is in column `columns[p]`; within a row the columns
/// strictly increase.
package struct Structure: Sendable, Equatable {
  package var rowCount: Int
  package var columnCount: Int
  package var starts: [Int32]
  package var columns: [Int32]

  package var count: Int { columns.count }

  /// A structure without entries.
  package init(rowCount: Int, columnCount: Int) {
    self.init(
      rowCount: rowCount, columnCount: columnCount,
      starts: [Int32](repeating: 0, count: rowCount + 1), columns: [])
  }

  package init(rowCount: Int, columnCount: Int, starts: [Int32], columns: [Int32]) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.starts = starts
    self.columns = columns
  }
}

extension Structure {
  /// Whether the columns of a row reach over more than a cache of `cache` bytes, where each column stands for
  /// `bytesPerColumn`: then what they index is met in no order that a cache or its prefetcher could follow. From a sample
  /// of rows.
  func isScattered(bytesPerColumn: Int, cache: Int) -> Bool {
    guard columnCount * bytesPerColumn > cache, count > 0 else { return false }
    var reach = 0
    var rows = 0
    for i in stride(from: 0, to: rowCount, by: max(1, rowCount / 64))
    where starts[i + 1] > starts[i] {
      reach += Int(columns[Int(starts[i + 1]) - 1] - columns[Int(starts[i])])
      rows += 1
    }
    return reach * bytesPerColumn > rows * cache
  }
}

/// The kernels over Swift arrays: where memory is lent to C, rows are shared among threads, and results allocated.
package enum Kernels {}

/// What breaks the rules of ``Structure``, and where.
struct StructureFault: Equatable {
  enum Kind: Int32 {
    case startsDecrease = 1
    case columnOutOfRange = 2
    case columnsNotIncreasing = 3
  }
  var kind: Kind
  var row: Int
  var entry: Int
}

extension Kernels {
  /// The first fault of a structure whose `starts` begin at 0 and end at the number of columns stored.
  static func firstFault(_ a: Structure) -> StructureFault? {
    var kind: Int32 = 0
    var entry: Int64 = 0
    let row = sad_check_pattern(
      Int32(a.rowCount), Int32(a.columnCount), a.starts, a.columns, &kind, &entry)
    guard row >= 0, let kind = StructureFault.Kind(rawValue: kind) else { return nil }
    return StructureFault(kind: kind, row: Int(row), entry: Int(entry))
  }

  /// Position of the first triplet out of range, if any.
  static func firstBadTriplet(
    rows: [Int32], columns: [Int32], rowCount: Int, columnCount: Int
  ) -> Int? {
    let k = sad_first_bad_triplet(
      Int64(rows.count), rows, columns, Int32(rowCount), Int32(columnCount))
    return k < 0 ? nil : Int(k)
  }

  /// Triplets sorted into rows, equal places merged; and for each triplet the entry that it became.
  static func compress(
    rows: [Int32], columns: [Int32], rowCount: Int, columnCount: Int
  ) -> (structure: Structure, entryOfTriplet: [Int32]) {
    let n = rows.count
    guard n > 0 else { return (Structure(rowCount: rowCount, columnCount: columnCount), []) }
    var starts: [Int32] = []
    var entryOfTriplet: [Int32] = []
    var count = 0
    let bytes = sad_compress_scratch(Int64(n))
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer { scratch.deallocate() }
    var merged: [Int32] = array(n) { merged in
      starts = array(rowCount + 1) { starts in
        entryOfTriplet = array(n) { entries in
          count = Int(
            sad_compress(
              Int64(n), rows, columns, Int32(rowCount), Int32(columnCount), starts, merged, entries,
              scratch))
        }
      }
    }
    merged.removeLast(n - count)  // the room to spare was never touched, so it is no memory in use
    return (
      Structure(rowCount: rowCount, columnCount: columnCount, starts: starts, columns: merged),
      entryOfTriplet
    )
  }

  /// The transposed structure, and for each of its entries the entry of `a` that it is.
  package static func transpose(_ a: Structure) -> (structure: Structure, permutation: [Int32]) {
    var permutation: [Int32] = []
    let structure = transpose(a, extra: 1) { starts, columns, scratch in
      permutation = array(a.count) { permutation in
        sad_transpose_f64(
          Int32(a.rowCount), Int32(a.columnCount), a.starts, a.columns, nil, starts, columns,
          permutation, nil, scratch)
      }
    }
    return (structure, permutation)
  }

  /// The transposed structure and the values there.
  package static func transpose<S: SparseScalar>(
    _ a: Structure, _ values: [S]
  ) -> (structure: Structure, values: [S]) {
    var moved: [S] = []
    let structure = transpose(a, extra: MemoryLayout<S>.stride / 4) { starts, columns, scratch in
      moved = array(a.count) { moved in
        S._kernels.table.transpose(
          Int32(a.rowCount), Int32(a.columnCount), a.starts, a.columns, values, starts, columns,
          nil, moved, scratch)
      }
    }
    return (structure, moved)
  }

  /// Lends what a transpose is written to, and scratch of two indices and `extra` more an entry where that helps.
  private static func transpose(
    _ a: Structure, extra: Int,
    _ write: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutableRawPointer?)
      -> Void
  ) -> Structure {
    guard a.count > 0 else { return Structure(rowCount: a.columnCount, columnCount: a.rowCount) }
    let isLarge = a.count >= 1 << 20 && a.isScattered(bytesPerColumn: 8 * 16, cache: 1 << 20)
    var scratch: [Int32] = array(isLarge ? a.count * (2 + extra) : 0) { _ in }
    var columns: [Int32] = []
    let starts: [Int32] = array(a.columnCount + 1) { starts in
      columns = array(a.count) { columns in
        scratch.withUnsafeMutableBytes { scratch in
          write(starts, columns, isLarge ? scratch.baseAddress : nil)
        }
      }
    }
    return Structure(
      rowCount: a.columnCount, columnCount: a.rowCount, starts: starts, columns: columns)
  }

  private typealias Merge = (
    Int32, Int32, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Int32>,
    UnsafePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>?
  ) -> Void

  /// The structure of all places that `a` or `b` stores. Nil where it has more entries than an index counts.
  static func union(_ a: Structure, _ b: Structure) -> Structure? {
    merge(a, b) { sad_union($0, $1, $2, $3, $4, $5, $6, $7) }
  }

  /// The structure of all places that both `a` and `b` store.
  static func intersection(_ a: Structure, _ b: Structure) -> Structure {
    guard let common = merge(a, b, { sad_intersection($0, $1, $2, $3, $4, $5, $6, $7) }) else {
      stop("an intersection has no more entries than either structure")
    }
    return common
  }

  private static func merge(_ a: Structure, _ b: Structure, _ kernel: Merge) -> Structure? {
    let work = a.count + b.count
    var starts = [Int32](repeating: 0, count: a.rowCount + 1)
    update(&starts) { starts in
      parallelRows(a.starts, work: work) { first, last in
        kernel(first, last, a.starts, a.columns, b.starts, b.columns, starts, nil)
      }
    }
    guard let count = accumulate(&starts) else { return nil }
    let columns: [Int32] = array(count) { columns in
      update(&starts) { starts in
        parallelRows(a.starts, work: work) { first, last in
          kernel(first, last, a.starts, a.columns, b.starts, b.columns, starts, columns)
        }
      }
    }
    return Structure(
      rowCount: a.rowCount, columnCount: a.columnCount, starts: starts, columns: columns)
  }

  /// Turns the lengths in `starts[1...]` into offsets and returns the last, unless it does not fit an `Int32`.
  static func accumulate(_ starts: inout [Int32]) -> Int? {
    var sum = 0
    for i in starts.indices.dropFirst() {
      sum += Int(starts[i])
      if sum > Int(Int32.max) { return nil }
      starts[i] = Int32(sum)
    }
    return sum
  }

  /// For each entry of `a` its entry in `c`, or -1 where `c` stores nothing.
  package static func locate(_ a: Structure, in c: Structure) -> [Int32] {
    array(a.count) { position in
      parallelRows(a.starts, work: a.count + c.count) { first, last in
        sad_locate(first, last, a.starts, a.columns, c.starts, c.columns, position)
      }
    }
  }
}
