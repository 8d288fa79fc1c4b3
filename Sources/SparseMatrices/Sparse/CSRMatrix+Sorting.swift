/// Compressed rows and columns whose entries come in any order, as libraries keep them that do not sort their results.
extension CSRMatrix {
  /// Takes compressed rows from outside, in any order within a row, checks all of them and sorts them.
  ///
  /// - Parameter unsortedColumnIndices: the column of each entry.
  /// - Throws: ``PatternError`` naming the first place that breaks a rule, and ``PatternError/duplicate(row:column:)`` for
  ///   two entries at one place; to sum those, take the entries as a ``COOMatrix``.
  /// - Complexity: O(`rows` + entries), and a sort of each row.
  public init(
    rows: Int, columns: Int, rowStarts: [Int], unsortedColumnIndices: [Int], values: [Scalar]
  ) throws(PatternError) {
    self = try COOMatrix(
      rows: rows, columns: columns,
      rowIndices: indices(rowStarts, lines: rows, entries: unsortedColumnIndices.count),
      columnIndices: unsortedColumnIndices, values: values
    ).compressed(duplicates: .reject)
  }

  /// Takes compressed rows from outside, in any order within a row, checks all of them and sorts them.
  ///
  /// - Parameter unsortedColumnIndices: the column of each entry.
  /// - Throws: ``PatternError`` naming the first place that breaks a rule, and ``PatternError/duplicate(row:column:)`` for
  ///   two entries at one place; to sum those, take the entries as a ``COOMatrix``.
  /// - Complexity: O(`rows` + entries), and a sort of each row.
  public init(
    rows: Int, columns: Int, rowStarts: [Int32], unsortedColumnIndices: [Int32], values: [Scalar]
  ) throws(PatternError) {
    self = try COOMatrix(
      rows: rows, columns: columns,
      rowIndices: indices(rowStarts, lines: rows, entries: unsortedColumnIndices.count),
      columnIndices: unsortedColumnIndices, values: values
    ).compressed(duplicates: .reject)
  }

  /// Takes compressed columns from outside, in any order within a column, checks all of them and sorts them.
  ///
  /// - Parameter unsortedRowIndices: the row of each entry.
  /// - Throws: ``PatternError`` naming the first place that breaks a rule, ``PatternError/transposed(_:)`` where it is among
  ///   the starts, and ``PatternError/duplicate(row:column:)`` for two entries at one place.
  /// - Complexity: O(`rows` + `columns` + entries), and a sort of each row.
  public init(
    rows: Int, columns: Int, columnStarts: [Int], unsortedRowIndices: [Int], values: [Scalar]
  ) throws(PatternError) {
    self = try COOMatrix(
      rows: rows, columns: columns, rowIndices: unsortedRowIndices,
      columnIndices: columnIndices(
        columnStarts, columns: columns, entries: unsortedRowIndices.count),
      values: values
    ).compressed(duplicates: .reject)
  }

  /// Takes compressed columns from outside, in any order within a column, checks all of them and sorts them.
  ///
  /// - Parameter unsortedRowIndices: the row of each entry.
  /// - Throws: ``PatternError`` naming the first place that breaks a rule, ``PatternError/transposed(_:)`` where it is among
  ///   the starts, and ``PatternError/duplicate(row:column:)`` for two entries at one place.
  /// - Complexity: O(`rows` + `columns` + entries), and a sort of each row.
  public init(
    rows: Int, columns: Int, columnStarts: [Int32], unsortedRowIndices: [Int32], values: [Scalar]
  ) throws(PatternError) {
    self = try COOMatrix(
      rows: rows, columns: columns, rowIndices: unsortedRowIndices,
      columnIndices: columnIndices(
        columnStarts, columns: columns, entries: unsortedRowIndices.count),
      values: values
    ).compressed(duplicates: .reject)
  }
}

/// The row of each entry of compressed rows, from their starts, all of which are checked.
private func indices<Index: FixedWidthInteger>(
  _ starts: [Index], lines: Int, entries: Int
) throws(PatternError) -> [Index] {
  try PatternError.check(rows: lines, columns: 0, entries: entries)
  try SparsityPattern.checkEnds(of: starts, rows: lines, entries: entries)
  var indices: [Index] = []
  indices.reserveCapacity(entries)
  for i in 0..<lines {
    let (start, end) = (starts[i], starts[i + 1])
    guard end <= entries else {
      throw .rowStartOutOfRange(row: i + 1, start: Int(end), entries: entries)
    }
    guard start <= end else { throw .rowStartsDecrease(row: i) }
    indices.append(contentsOf: repeatElement(Index(i), count: Int(end - start)))
  }
  return indices
}

/// The column of each entry of compressed columns.
private func columnIndices<Index: FixedWidthInteger>(
  _ starts: [Index], columns: Int, entries: Int
) throws(PatternError) -> [Index] {
  do throws(PatternError) {
    return try indices(starts, lines: columns, entries: entries)
  } catch {
    throw .transposed(error)
  }
}
