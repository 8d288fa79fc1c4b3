extension CSRMatrix {
  /// The matrix with all its zeros.
  ///
  /// - Throws: ``SizeError`` where they do not fit in memory.
  public func toDense() throws(SizeError) -> DenseMatrix<Scalar> {
    try SizeError.checkDense(
      rows: rows, columns: columns, bytesEach: MemoryLayout<Scalar>.stride)
    var dense: [Scalar] = Kernels.uninitialized(rows * columns)
    Kernels.denseScatter(pattern.structure, values, into: &dense)
    return DenseMatrix(rows: rows, columns: columns, values: dense)
  }

  /// The entries as triplets, row by row.
  public func toCOO() -> COOMatrix<Scalar> {
    COOMatrix(
      uncheckedRows: rows, columns: columns, rowIndices: pattern.rowIndices,
      columnIndices: pattern.columnIndices, values: values)
  }
}
