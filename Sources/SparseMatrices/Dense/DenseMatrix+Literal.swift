extension DenseMatrix: ExpressibleByArrayLiteral {
  /// Rows as they are written: `[[1, 2], [3, 4]]`.
  ///
  /// - Precondition: all rows are equally long.
  public init(arrayLiteral rows: [Scalar]...) { self.init(rows) }
}
