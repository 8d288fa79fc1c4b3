import CSparseKernels

extension Kernels {
  /// The compressed rows of triplets, duplicates summed in their order: for one use. Where values will change on the same
  /// places, the map of ``compress(rows:columns:rowCount:columnCount:)`` is better.
  static func compress<S: SparseScalar>(
    rows: [Int32], columns: [Int32], values: [S], rowCount: Int, columnCount: Int
  ) -> (structure: Structure, values: [S]) {
    let n = Int64(values.count)
    let (rowCount32, columnCount32) = (Int32(rowCount), Int32(columnCount))
    let bytes = S._kernels.table.compressScratch(n, rowCount32)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer { scratch.deallocate() }
    sad_advise_large(scratch, bytes)
    let longest = S._kernels.table.deal(n, rows, columns, values, rowCount32, scratch)
    var keys: [UInt64] = array(2 * max(1, Int(longest))) { _ in }
    var entries = 0
    var columnsOfEntries: [Int32] = []
    var valuesOfEntries: [S] = []
    let starts: [Int32] = array(rowCount + 1) { starts in
      columnsOfEntries = array(max(1, values.count)) { outColumns in
        valuesOfEntries = array(max(1, values.count)) { outValues in
          update(&keys) { keys in
            entries = Int(
              S._kernels.table.gatherRows(
                n, rows, columns, values, rowCount32, columnCount32, longest, scratch, keys,
                starts, outColumns, outValues))
          }
        }
      }
    }
    columnsOfEntries.removeLast(columnsOfEntries.count - entries)
    valuesOfEntries.removeLast(valuesOfEntries.count - entries)
    let structure = Structure(
      rowCount: rowCount, columnCount: columnCount, starts: starts, columns: columnsOfEntries)
    return (structure, valuesOfEntries)
  }
}
