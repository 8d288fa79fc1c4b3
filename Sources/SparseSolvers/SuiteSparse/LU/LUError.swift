#if SuiteSparse
/// Why a matrix could not be factored by ``LUFactor``. Rows and columns count from 0.
public enum LUError: Error, Equatable {
  /// Whatever the values, the matrix is singular: only so many rows can each be given a column of their own in which they
  /// have an entry.
  case structurallySingular(rank: Int)
  /// No pivot was left for this row of the matrix.
  case singular(row: Int)
  /// An entry that is NaN or infinite.
  case nonFinite(row: Int, column: Int)
  /// A pivot left the range of `Double`: the matrix is scaled too badly to be factored.
  case overflow
  /// The factors have more entries than an `Int32` counts.
  case indexOverflow
  /// There is no memory for the factors, which can have many more entries than the matrix.
  case outOfMemory
}

extension LUError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .structurallySingular(let rank):
      "the matrix is singular by its pattern: only \(rank) rows can each have a pivot"
    case .singular(let row): "the matrix is singular: row \(row) has no pivot"
    case .nonFinite(let row, let column):
      "the value at row \(row), column \(column) is not finite"
    case .overflow: "a pivot left the range of Double"
    case .indexOverflow: "the factors would have more than \(Int32.max) entries"
    case .outOfMemory: "KLU ran out of memory"
    }
  }
}
#endif
