/// The stored entries of a matrix in turn, row by row.
///
///     for (i, j, value) in a.entries { … }
public struct MatrixEntries<Scalar: SparseScalar>: Sequence, IteratorProtocol, Sendable {
  private let matrix: CSRMatrix<Scalar>
  private var row = 0
  private var position = 0

  init(_ matrix: CSRMatrix<Scalar>) {
    self.matrix = matrix
  }

  public var underestimatedCount: Int { matrix.count - position }

  public mutating func next() -> (row: Int, column: Int, value: Scalar)? {
    guard position < matrix.count else { return nil }
    let structure = matrix.pattern.structure
    while Int(structure.starts[row + 1]) <= position { row += 1 }
    defer { position += 1 }
    return (row, Int(structure.columns[position]), matrix.values[position])
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
