/// A sparse matrix in compressed rows: a shared pattern and one value for each stored entry.
///
/// Stored entries are the matrix's parameters, explicit zeros included: no operation drops one, and a gradient of the
/// matrix is a `CSRMatrix` on the same pattern object.
public struct CSRMatrix<Scalar: SparseScalar>: Sendable {
  /// Where the stored entries are; shared by identity with tangents and gradients.
  public let pattern: SparsityPattern

  /// The value of each stored entry, row by row.
  public var values: [Scalar] {
    get { storage }
    // In place, also from other modules: changing one value in a loop allocates nothing.
    _modify {
      defer {
        require(
          storage.count == pattern.count, "\(storage.count) values for \(pattern.count) entries")
        forgetTranspose()
      }
      yield &storage
    }
  }

  private var storage: [Scalar]

  /// The values in the order of the transposed pattern; shared by copies of the matrix until one changes.
  package private(set) var transposedValues = Lazy<[Scalar]>()

  private mutating func forgetTranspose() {
    if isKnownUniquelyReferenced(&transposedValues) {
      transposedValues.reset()
    } else {
      transposedValues = Lazy()
    }
  }

  /// A matrix of given values on a pattern; `values` has one element for each entry.
  public init(pattern: SparsityPattern, values: [Scalar]) {
    require(
      values.count == pattern.count, "\(values.count) values for \(pattern.count) entries")
    self.pattern = pattern
    storage = values
  }

  /// One value everywhere on a pattern; zero is where a gradient begins to accumulate.
  public init(pattern: SparsityPattern, repeating value: Scalar = 0) {
    self.init(pattern: pattern, values: Kernels.repeating(value, pattern.count))
  }

  /// Takes compressed rows from outside and checks all of them.
  ///
  /// Values may be anything, NaN and infinities included.
  ///
  /// - Throws: ``PatternError`` naming the first place that breaks a rule of ``SparsityPattern``.
  public init(
    rows: Int, columns: Int, rowStarts: [Int], columnIndices: [Int], values: [Scalar]
  ) throws(PatternError) {
    guard values.count == columnIndices.count else {
      throw .valueCount(expected: columnIndices.count, found: values.count)
    }
    let pattern = try SparsityPattern(
      rows: rows, columns: columns, rowStarts: rowStarts, columnIndices: columnIndices)
    self.init(pattern: pattern, values: values)
  }

  /// Takes compressed rows from outside and checks all of them; the form that copies nothing.
  ///
  /// Values may be anything, NaN and infinities included.
  ///
  /// - Throws: ``PatternError`` naming the first place that breaks a rule of ``SparsityPattern``.
  public init(
    rows: Int, columns: Int, rowStarts: [Int32], columnIndices: [Int32], values: [Scalar]
  ) throws(PatternError) {
    guard values.count == columnIndices.count else {
      throw .valueCount(expected: columnIndices.count, found: values.count)
    }
    let pattern = try SparsityPattern(
      rows: rows, columns: columns, rowStarts: rowStarts, columnIndices: columnIndices)
    self.init(pattern: pattern, values: values)
  }

  /// The values of the transpose, on `pattern.transpose.pattern`: permuted once for each change of the values, or, unless
  /// they are to be kept, for this call alone.
  package func valuesOfTranspose(keeping: Bool = true) -> [Scalar] {
    keeping
      ? transposedValues { pattern.transposing(values) }
      : transposedValues.current ?? pattern.transposing(values)
  }

  /// The number of rows.
  public var rows: Int { pattern.rows }
  /// The number of columns.
  public var columns: Int { pattern.columns }
  /// The number of stored entries, explicit zeros included.
  public var count: Int { pattern.count }
  /// The number of stored entries whose value is not 0.
  public var nonzeros: Int { values.count { $0 != 0 } }

  /// The value in row `i` and column `j`: 0 where nothing is stored.
  ///
  /// - Complexity: O(log of the row's entries).
  public subscript(i: Int, j: Int) -> Scalar {
    pattern.entry(i, j).map { values[$0] } ?? 0
  }
}

extension CSRMatrix: Equatable {
  /// Whether both have equal patterns and equal values.
  public static func == (a: CSRMatrix, b: CSRMatrix) -> Bool {
    a.pattern == b.pattern && a.values == b.values
  }
}
