/// Compressed columns: the layout of SuiteSparse, MATLAB and Eigen, which is the compressed rows of the transpose.
extension CSRMatrix {
  /// Takes compressed columns from outside and checks all of them. Values may be anything, NaN and infinities included.
  ///
  /// - Throws: ``PatternError/transposed(_:)`` with the first place that breaks a rule.
  /// - Complexity: O(`rows` + `columns` + `count`).
  public init(
    rows: Int, columns: Int, columnStarts: [Int], rowIndices: [Int], values: [Scalar]
  ) throws(PatternError) {
    do throws(PatternError) {
      self = try CSRMatrix(
        rows: columns, columns: rows, rowStarts: columnStarts, columnIndices: rowIndices,
        values: values
      ).transposed()
    } catch {
      throw .transposed(error)
    }
  }

  /// Takes compressed columns from outside and checks all of them. Values may be anything, NaN and infinities included.
  ///
  /// - Throws: ``PatternError/transposed(_:)`` with the first place that breaks a rule.
  /// - Complexity: O(`rows` + `columns` + `count`).
  public init(
    rows: Int, columns: Int, columnStarts: [Int32], rowIndices: [Int32], values: [Scalar]
  ) throws(PatternError) {
    do throws(PatternError) {
      self = try CSRMatrix(
        rows: columns, columns: rows, rowStarts: columnStarts, columnIndices: rowIndices,
        values: values
      ).transposed()
    } catch {
      throw .transposed(error)
    }
  }

  /// Takes compressed columns that are known to obey the rules, and checks nothing but the number of values.
  ///
  /// Arrays that break a rule make this and later operations read and write outside their buffers.
  public init(
    uncheckedRows rows: Int, columns: Int, columnStarts: [Int32], rowIndices: [Int32],
    values: [Scalar]
  ) {
    self = CSRMatrix(
      uncheckedRows: columns, columns: rows, rowStarts: columnStarts, columnIndices: rowIndices,
      values: values
    ).transposed()
  }

  /// The matrix in compressed columns: where each column begins, and the row and value of each entry.
  ///
  /// - Complexity: that of ``transposed()``.
  public func toCSC() -> (columnStarts: [Int32], rowIndices: [Int32], values: [Scalar]) {
    let transposed = transposed()
    return (transposed.pattern.rowStarts, transposed.pattern.columnIndices, transposed.values)
  }
}
