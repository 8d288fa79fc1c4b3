/// Where the stored entries of a sparse matrix are; what they hold is the matrix's business.
///
/// Entry `k` of row `i` is in column `columnIndices[k]`, for `k` in `rowStarts[i] ..< rowStarts[i + 1]`. Within a row the
/// columns strictly increase.
///
/// A pattern never changes and is shared by identity: a matrix, its tangent and its gradient hold the same object, so
/// "same pattern" is the O(1) question `a.pattern === b.pattern`, and what is computed from a pattern, such as its
/// transpose, is computed once.
public final class SparsityPattern: Sendable {
  package let structure: Structure
  package let transposeCache = Lazy<PatternTranspose>()
  /// The pattern that this one is the transpose of, as long as it lives. It holds this one, so not the other way round.
  weak let transposedFrom: SparsityPattern?
  let permutationBack = Lazy<[Int32]>()

  /// Takes arrays from outside and checks all of them.
  ///
  /// - Parameters:
  ///   - rows: number of rows; `rowStarts` has one element more.
  ///   - columns: number of columns.
  ///   - rowStarts: where each row begins in `columnIndices`; starts with 0, ends with the number of entries.
  ///   - columnIndices: the column of each entry, strictly increasing within a row.
  /// - Throws: ``PatternError`` naming the first place that breaks a rule.
  /// - Complexity: O(`rows` + `count`).
  public convenience init(
    rows: Int, columns: Int, rowStarts: [Int], columnIndices: [Int]
  ) throws(PatternError) {
    try PatternError.check(rows: rows, columns: columns, entries: columnIndices.count)
    try Self.checkEnds(of: rowStarts, rows: rows, entries: columnIndices.count)
    for i in rowStarts.indices where rowStarts[i] < 0 || rowStarts[i] > columnIndices.count {
      throw .rowStartOutOfRange(row: i, start: rowStarts[i], entries: columnIndices.count)
    }
    for i in 0..<rows where rowStarts[i] > rowStarts[i + 1] {
      throw .rowStartsDecrease(row: i)
    }
    for k in columnIndices.indices where columnIndices[k] < 0 || columnIndices[k] >= columns {
      let row = rowStarts.lastIndex { $0 <= k } ?? 0
      throw .columnOutOfRange(row: row, column: columnIndices[k], columns: columns)
    }
    try self.init(
      rows: rows, columns: columns, rowStarts: rowStarts.map(Int32.init),
      columnIndices: columnIndices.map(Int32.init))
  }

  /// Takes arrays from outside and checks all of them; the form that copies nothing.
  ///
  /// - Throws: ``PatternError`` naming the first place that breaks a rule.
  /// - Complexity: O(`rows` + `count`).
  public convenience init(
    rows: Int, columns: Int, rowStarts: [Int32], columnIndices: [Int32]
  ) throws(PatternError) {
    try PatternError.check(rows: rows, columns: columns, entries: columnIndices.count)
    try Self.checkEnds(of: rowStarts, rows: rows, entries: columnIndices.count)
    let structure = Structure(
      rowCount: rows, columnCount: columns, starts: rowStarts, columns: columnIndices)
    if let fault = Kernels.firstFault(structure) {
      switch fault.kind {
      case .startsDecrease: throw .rowStartsDecrease(row: fault.row)
      case .columnOutOfRange:
        throw .columnOutOfRange(
          row: fault.row, column: Int(columnIndices[fault.entry]), columns: columns)
      case .columnsNotIncreasing:
        throw .columnsNotIncreasing(row: fault.row, column: Int(columnIndices[fault.entry]))
      }
    }
    self.init(structure)
  }

  static func checkEnds(
    of rowStarts: [some BinaryInteger], rows: Int, entries: Int
  ) throws(PatternError) {
    guard rowStarts.count == rows + 1 else {
      throw .rowStartCount(expected: rows + 1, found: rowStarts.count)
    }
    for (row, expected) in [(0, 0), (rows, entries)] where Int(rowStarts[row]) != expected {
      throw .rowStartOutOfRange(row: row, start: Int(rowStarts[row]), entries: entries)
    }
  }

  /// Takes arrays that are known to obey the rules, and checks nothing.
  ///
  /// Arrays that break a rule make later operations read and write outside their buffers.
  public convenience init(
    uncheckedRows rows: Int, columns: Int, rowStarts: [Int32], columnIndices: [Int32]
  ) {
    self.init(
      Structure(rowCount: rows, columnCount: columns, starts: rowStarts, columns: columnIndices))
  }

  package init(_ structure: Structure, transposedFrom: SparsityPattern? = nil) {
    self.structure = structure
    self.transposedFrom = transposedFrom
  }

  /// The number of rows.
  public var rows: Int { structure.rowCount }
  /// The number of columns.
  public var columns: Int { structure.columnCount }
  /// Where each row begins in ``columnIndices``; `rows + 1` numbers.
  public var rowStarts: [Int32] { structure.starts }
  /// The column of each stored entry.
  public var columnIndices: [Int32] { structure.columns }
  /// The number of stored entries.
  public var count: Int { structure.count }

  /// The entries of row `i`, as positions in ``columnIndices`` and in a matrix's values.
  public func entries(inRow i: Int) -> Range<Int> {
    require(i >= 0 && i < rows, "row \(i) of a pattern of \(rows) rows")
    return Int(structure.starts[i])..<Int(structure.starts[i + 1])
  }

  /// The position of the entry in row `i` and column `j`, or nil where nothing is stored.
  ///
  /// - Complexity: O(log of the row's entries).
  public func entry(_ i: Int, _ j: Int) -> Int? {
    require(j >= 0 && j < columns, "column \(j) of a pattern of \(columns) columns")
    let range = entries(inRow: i)
    let k = firstEntry(in: range, atOrAfterColumn: j)
    return k < range.upperBound && Int(structure.columns[k]) == j ? k : nil
  }

  /// The first of a row's entries whose column is at least `j`, or the end of `range`.
  func firstEntry(in range: Range<Int>, atOrAfterColumn j: Int) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if Int(structure.columns[middle]) < j { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The row and column of entry `k`.
  ///
  /// - Complexity: O(log `rows`).
  public func place(ofEntry k: Int) -> (row: Int, column: Int) {
    require(k >= 0 && k < count, "entry \(k) of a pattern of \(count) entries")
    var low = 0
    var high = rows
    while low + 1 < high {
      let middle = (low + high) / 2
      if Int(structure.starts[middle]) <= k { low = middle } else { high = middle }
    }
    return (low, Int(structure.columns[k]))
  }
}

extension SparsityPattern: Equatable {
  /// Whether both store the same places of the same shape; at once where they are one object.
  public static func == (a: SparsityPattern, b: SparsityPattern) -> Bool {
    a === b || a.structure == b.structure
  }
}
