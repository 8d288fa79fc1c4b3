extension CSRMatrix: ExpressibleByArrayLiteral {
  /// Rows as they are written, `[[2, 0, 1], [0, 3, 0]]`, of which the zeros are not stored.
  ///
  /// - Precondition: all rows are equally long.
  public init(arrayLiteral rows: [Scalar]...) {
    do {
      self = try CSRMatrix(DenseMatrix(rows))
    } catch {
      stop("\(error)")
    }
  }
}
