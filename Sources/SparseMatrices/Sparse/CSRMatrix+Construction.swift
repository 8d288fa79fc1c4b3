extension CSRMatrix {
  /// A matrix of a few entries written out, in any order.
  ///
  /// - Throws: ``PatternError`` naming the first entry outside the matrix, or two at one place where duplicates are
  ///   rejected.
  public init(
    rows: Int, columns: Int, entries: [(row: Int, column: Int, value: Scalar)],
    duplicates: Duplicates = .sum
  ) throws(PatternError) {
    self = try COOMatrix(rows: rows, columns: columns, entries: entries)
      .compressed(duplicates: duplicates)
  }

  /// Takes compressed rows that are known to obey the rules of ``SparsityPattern``, and checks nothing but the number
  /// of values.
  ///
  /// Arrays that break a rule make later operations read and write outside their buffers.
  public init(
    uncheckedRows rows: Int, columns: Int, rowStarts: [Int32], columnIndices: [Int32],
    values: [Scalar]
  ) {
    let pattern = SparsityPattern(
      uncheckedRows: rows, columns: columns, rowStarts: rowStarts, columnIndices: columnIndices)
    self.init(pattern: pattern, values: values)
  }

  /// The diagonal matrix with the elements of `diagonal`, zeros included.
  public init(diagonal: [Scalar]) {
    self.init(pattern: .identity(diagonal.count), values: diagonal)
  }

  /// The identity matrix.
  public static func identity(_ size: Int) -> CSRMatrix {
    CSRMatrix(pattern: .identity(size), repeating: 1)
  }

  /// `density · rows · columns` standard normal values at random places: the same for the same seed.
  ///
  /// - Precondition: `0 ≤ density ≤ 1`.
  /// - Throws: ``SizeError`` where the entries are more than an `Int32` counts or memory holds.
  /// - Complexity: O(`rows` + entries), whatever the number of places.
  public static func random(
    rows: Int, columns: Int, density: Double, seed: UInt64
  ) throws(SizeError) -> CSRMatrix {
    var generator = SeededGenerator(seed: seed)
    return try random(rows: rows, columns: columns, density: density, using: &generator)
  }

  /// `density · rows · columns` standard normal values at random places.
  ///
  /// - Precondition: `0 ≤ density ≤ 1`.
  /// - Throws: ``SizeError`` where the entries are more than an `Int32` counts or memory holds.
  /// - Complexity: O(`rows` + entries), whatever the number of places.
  public static func random(
    rows: Int, columns: Int, density: Double, using generator: inout SeededGenerator
  ) throws(SizeError) -> CSRMatrix {
    let pattern = try SparsityPattern.random(
      rows: rows, columns: columns, density: density, using: &generator)
    return CSRMatrix(pattern: pattern, values: generator.normals(pattern.count))
  }
}

extension CSRMatrix {
  /// The entries of a dense matrix that `isStored` says yes to: by default those that are not 0, NaN included.
  ///
  /// - Throws: ``PatternError/sizeOutOfRange(rows:columns:entries:)`` where an `Int32` does not count them.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(
    _ dense: DenseMatrix<Scalar>, where isStored: (Scalar) -> Bool = { $0 != 0 }
  ) throws(PatternError) {
    try PatternError.check(rows: dense.rows, columns: dense.columns, entries: 0)
    var structure = Structure(rowCount: dense.rows, columnCount: dense.columns)
    var values: [Scalar] = []
    for i in 0..<dense.rows {
      for j in 0..<dense.columns {
        let value = dense.values[i * dense.columns + j]
        guard isStored(value) else { continue }
        structure.columns.append(Int32(j))
        values.append(value)
      }
      try PatternError.check(rows: dense.rows, columns: dense.columns, entries: values.count)
      structure.starts[i + 1] = Int32(values.count)
    }
    self.init(pattern: SparsityPattern(structure), values: values)
  }

  /// The elements of a dense matrix at the places of a pattern.
  ///
  /// - Complexity: O(`rows` + entries).
  public init(_ dense: DenseMatrix<Scalar>, on pattern: SparsityPattern) {
    require(
      dense.rows == pattern.rows && dense.columns == pattern.columns,
      "a \(dense.rows)×\(dense.columns) matrix on a \(pattern.rows)×\(pattern.columns) pattern")
    var values: [Scalar] = Kernels.uninitialized(pattern.count)
    Kernels.denseGather(1, pattern.structure, nil, dense.values, into: &values)
    self.init(pattern: pattern, values: values)
  }

  /// The same matrix in this precision, on the same pattern object; where it has it already, sharing its values.
  public init<Other>(_ other: CSRMatrix<Other>) {
    self = other as? CSRMatrix ?? other.converted()
  }
}

extension CSRMatrix {
  @specialized(where Scalar == Double, Other == Float)
  @specialized(where Scalar == Float, Other == Double)
  fileprivate func converted<Other>() -> CSRMatrix<Other> {
    CSRMatrix<Other>(pattern: pattern, values: values.map { Other($0) })
  }
}
