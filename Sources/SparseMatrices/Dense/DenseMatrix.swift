/// A dense matrix, stored row by row: a block of features, one row a node.
public struct DenseMatrix<Scalar: SparseScalar>: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// The entries, row by row: `rows * columns` of them.
  public var values: [Scalar] {
    get { storage }
    // In place, also from other modules.
    _modify {
      defer {
        require(
          storage.count == rows * columns, "\(storage.count) values for a \(rows)×\(columns) matrix"
        )
      }
      yield &storage
    }
  }

  private var storage: [Scalar]

  /// A matrix of given entries, row by row.
  public init(rows: Int, columns: Int, values: [Scalar]) {
    require(
      values.count == Self.count(rows, columns),
      "\(values.count) values for a \(rows)×\(columns) matrix")
    self.rows = rows
    self.columns = columns
    storage = values
  }

  /// A matrix of one value everywhere.
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(
      rows: rows, columns: columns, values: Kernels.repeating(value, Self.count(rows, columns)))
  }

  /// The number of elements of a matrix of that shape.
  private static func count(_ rows: Int, _ columns: Int) -> Int {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    require(rows >= 0 && columns >= 0 && !overflow, "a \(rows)×\(columns) matrix")
    return count
  }

  /// The element in row `i` and column `j`.
  ///
  /// - Precondition: it is in the matrix.
  public subscript(i: Int, j: Int) -> Scalar {
    get {
      values[index(i, j)]
    }
    set {
      values[index(i, j)] = newValue
    }
  }

  private func index(_ i: Int, _ j: Int) -> Int {
    require(
      i >= 0 && i < rows && j >= 0 && j < columns, "(\(i), \(j)) of a \(rows)×\(columns) matrix")
    return i * columns + j
  }
}
