import SparseMatrices

// Reductions of sparse matrices that others make up.
extension Variable {
  /// The sums over an axis, as NumPy counts: over the rows (0), which gives one sum a column, or over the columns (1).
  public func sum<S>(axis: Int) -> Variable<[S]> where Value == CSRMatrix<S> {
    require(axis == 0 || axis == 1, "axis \(axis) of a matrix, which has axes 0 and 1")
    return axis == 0 ? columnSums() : rowSums()
  }

  /// The mean of all `rows × columns` elements; those that are not stored count as 0.
  public func mean<S: DenseValue>() -> Variable<S> where Value == CSRMatrix<S>, S.Scalar == S {
    sum() / (S(value.rows) * S(value.columns))
  }

  /// The means over an axis; elements that are not stored count as 0.
  public func mean<S: DenseValue>(axis: Int) -> Variable<[S]>
  where Value == CSRMatrix<S>, S.Scalar == S {
    sum(axis: axis) / S(axis == 0 ? value.rows : value.columns)
  }

  /// The sum of the diagonal.
  public func trace<S: DenseValue>() -> Variable<S> where Value == CSRMatrix<S>, S.Scalar == S {
    diagonal().sum()
  }

  /// `Aⁿ` by repeated squaring, on the structural pattern of the product.
  ///
  /// - Precondition: square, and `n ≥ 0`; `A⁰` is the identity, a constant.
  /// - Throws: ``SizeError`` where a product does not fit.
  public func power<S>(_ n: Int) throws(SizeError) -> Variable where Value == CSRMatrix<S> {
    require(
      value.rows == value.columns, "a power of a \(value.rows)×\(value.columns) matrix")
    require(n >= 0, "power \(n); it is not negative")
    if n == 0 { return Variable(.identity(value.rows)) }
    if n == 1 { return self }
    let half = try power(n / 2)
    let square = try half * half
    return n.isMultiple(of: 2) ? square : try square * self
  }
}
