/// What is wrong with arrays that were to become a sparse matrix, and where. Rows and columns count from 0.
public enum PatternError: Error, Equatable {
  /// A number of rows, columns or entries that is negative or does not fit an `Int32`.
  case sizeOutOfRange(rows: Int, columns: Int, entries: Int)
  /// There must be one row start more than there are rows.
  case rowStartCount(expected: Int, found: Int)
  /// A row start outside `0 ... entries`; the first must be 0 and the last the number of entries.
  case rowStartOutOfRange(row: Int, start: Int, entries: Int)
  /// A row that ends before it starts.
  case rowStartsDecrease(row: Int)
  /// A column is negative or past the last one.
  case columnOutOfRange(row: Int, column: Int, columns: Int)
  /// Within a row the columns must strictly increase; `column` is not greater than the one before it.
  case columnsNotIncreasing(row: Int, column: Int)
  /// A triplet outside the matrix.
  case tripletOutOfRange(position: Int, row: Int, column: Int)
  /// Two triplets at one place, where duplicates are refused.
  case duplicate(row: Int, column: Int)
  /// There must be one value for each entry.
  case valueCount(expected: Int, found: Int)
  /// What is wrong with compressed columns, told of the rows of the transpose.
  indirect case transposed(PatternError)

  static func check(rows: Int, columns: Int, entries: Int) throws(PatternError) {
    let range = 0...Int(Int32.max) - 1
    guard range.contains(rows), range.contains(columns), entries <= Int(Int32.max) else {
      throw .sizeOutOfRange(rows: rows, columns: columns, entries: entries)
    }
  }
}

extension PatternError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .sizeOutOfRange(let rows, let columns, let entries):
      "\(rows)×\(columns) with \(entries) entries: rows and columns go from 0 to \(Int32.max - 1), "
        + "entries to \(Int32.max)"
    case .rowStartCount(let expected, let found):
      "\(found) row starts where there must be \(expected)"
    case .rowStartOutOfRange(let row, let start, let entries):
      "row start \(start) at row \(row): they go from 0 at the first to \(entries) after the last"
    case .rowStartsDecrease(let row):
      "row \(row) ends before it starts"
    case .columnOutOfRange(let row, let column, let columns):
      "column \(column) in row \(row) of a matrix of \(columns) columns"
    case .columnsNotIncreasing(let row, let column):
      "column \(column) in row \(row) is not greater than the column before it"
    case .tripletOutOfRange(let position, let row, let column):
      "triplet \(position) is at (\(row), \(column)), outside the matrix"
    case .duplicate(let row, let column):
      "two entries at (\(row), \(column))"
    case .valueCount(let expected, let found):
      "\(found) values for \(expected) entries"
    case .transposed(let error):
      "in compressed columns, with rows and columns exchanged: \(error)"
    }
  }
}
