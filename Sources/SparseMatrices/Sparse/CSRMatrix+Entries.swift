/// The stored entries of a matrix in turn, row by row.
///
///     for (i, j, value) in a.entries { … }
public struct MatrixEntries<Scalar: SparseScalar>: Sequence, IteratorProtocol, Sendable {
  private let structure: Structure
  private let values: [Scalar]
  private var row = 0
  private var entry = 0

  init(_ matrix: CSRMatrix<Scalar>) {
    structure = matrix.pattern.structure
    values = matrix.values
  }

  public var underestimatedCount: Int { values.count - entry }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func next() -> (row: Int, column: Int, value: Scalar)? {
    guard entry < values.count else { return nil }
    while Int(structure.starts[row + 1]) <= entry { row += 1 }
    defer { entry += 1 }
    return (row, Int(structure.columns[entry]), values[entry])
  }
}

extension CSRMatrix {
  /// The stored entries, row by row.
  public var entries: MatrixEntries<Scalar> { MatrixEntries(self) }

  /// The columns and values of the stored entries of row `i`.
  public func row(_ i: Int) -> some RandomAccessCollection<(column: Int, value: Scalar)> & Sendable
  {
    pattern.entries(inRow: i).lazy.map { [pattern, values] in
      (column: Int(pattern.structure.columns[$0]), value: values[$0])
    }
  }
}
