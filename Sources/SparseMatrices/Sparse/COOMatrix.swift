/// A sparse matrix as triplets in any order, several at one place allowed: how matrices arrive.
///
/// The matrix is the sum of its triplets. ``compressed(duplicates:)`` makes the ``CSRMatrix`` that all operations work on.
public struct COOMatrix<Scalar: SparseScalar>: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The row of each triplet.
  public private(set) var rowIndices: [Int32]
  /// The column of each triplet.
  public private(set) var columnIndices: [Int32]
  /// The value of each triplet.
  public private(set) var values: [Scalar]

  /// The number of triplets.
  public var count: Int { values.count }

  /// An empty matrix.
  ///
  /// - Throws: ``PatternError`` where a size is negative or does not fit an `Int32`.
  public init(rows: Int, columns: Int) throws(PatternError) {
    try PatternError.check(rows: rows, columns: columns, entries: 0)
    self.init(uncheckedRows: rows, columns: columns, rowIndices: [], columnIndices: [], values: [])
  }

  /// Takes triplets from outside and checks all of them. Values may be anything, NaN and infinities included.
  ///
  /// - Throws: ``PatternError`` naming the first triplet outside the matrix.
  public init(
    rows: Int, columns: Int, rowIndices: [Int], columnIndices: [Int], values: [Scalar]
  ) throws(PatternError) {
    try PatternError.check(rows: rows, columns: columns, entries: values.count)
    for found in [rowIndices.count, columnIndices.count] where found != values.count {
      throw .valueCount(expected: found, found: values.count)
    }
    for k in values.indices
    where rowIndices[k] < 0 || rowIndices[k] >= rows || columnIndices[k] < 0
      || columnIndices[k] >= columns
    {
      throw .tripletOutOfRange(position: k, row: rowIndices[k], column: columnIndices[k])
    }
    self.init(
      uncheckedRows: rows, columns: columns, rowIndices: rowIndices.map(Int32.init),
      columnIndices: columnIndices.map(Int32.init), values: values)
  }

  /// Takes triplets from outside and checks all of them; the form that copies nothing.
  ///
  /// - Throws: ``PatternError`` naming the first triplet outside the matrix.
  public init(
    rows: Int, columns: Int, rowIndices: [Int32], columnIndices: [Int32], values: [Scalar]
  ) throws(PatternError) {
    try PatternError.check(rows: rows, columns: columns, entries: values.count)
    for found in [rowIndices.count, columnIndices.count] where found != values.count {
      throw .valueCount(expected: found, found: values.count)
    }
    if let k = Kernels.firstBadTriplet(
      rows: rowIndices, columns: columnIndices, rowCount: rows, columnCount: columns)
    {
      throw .tripletOutOfRange(
        position: k, row: Int(rowIndices[k]), column: Int(columnIndices[k]))
    }
    self.init(
      uncheckedRows: rows, columns: columns, rowIndices: rowIndices, columnIndices: columnIndices,
      values: values)
  }

  /// A matrix of a few triplets written out.
  ///
  /// - Throws: ``PatternError`` naming the first triplet outside the matrix.
  public init(
    rows: Int, columns: Int, entries: [(row: Int, column: Int, value: Scalar)]
  ) throws(PatternError) {
    try self.init(
      rows: rows, columns: columns, rowIndices: entries.map(\.row),
      columnIndices: entries.map(\.column), values: entries.map(\.value))
  }

  /// Takes triplets that are known to lie within the matrix, and checks nothing.
  public init(
    uncheckedRows rows: Int, columns: Int, rowIndices: [Int32], columnIndices: [Int32],
    values: [Scalar]
  ) {
    self.rows = rows
    self.columns = columns
    self.rowIndices = rowIndices
    self.columnIndices = columnIndices
    self.values = values
  }

  /// Adds one triplet.
  ///
  /// - Throws: ``PatternError/tripletOutOfRange(position:row:column:)``, and the matrix stays as it was.
  public mutating func append(_ value: Scalar, row: Int, column: Int) throws(PatternError) {
    guard row >= 0, row < rows, column >= 0, column < columns else {
      throw .tripletOutOfRange(position: count, row: row, column: column)
    }
    try PatternError.check(rows: rows, columns: columns, entries: count + 1)
    rowIndices.append(Int32(row))
    columnIndices.append(Int32(column))
    values.append(value)
  }

  /// Makes room for so many triplets.
  public mutating func reserveCapacity(_ count: Int) {
    rowIndices.reserveCapacity(count)
    columnIndices.reserveCapacity(count)
    values.reserveCapacity(count)
  }
}

extension COOMatrix {
  /// The triplets in their order.
  public var entries: some RandomAccessCollection<(row: Int, column: Int, value: Scalar)> & Sendable
  {
    values.indices.lazy.map { [rowIndices, columnIndices, values] in
      (row: Int(rowIndices[$0]), column: Int(columnIndices[$0]), value: values[$0])
    }
  }
}
