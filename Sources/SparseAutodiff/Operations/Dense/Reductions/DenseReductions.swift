import SparseMatrices

extension Variable where Value: DenseValue {
  /// `Σ x_i` over all elements, added in double precision.
  public func sum<S: DenseValue>() -> Variable<S> where S.Scalar == S, Value.Scalar == S {
    SumTo(from: value._shape, to: .scalar, shape: .scalar)(self)
  }

  /// The mean of all elements; NaN of none.
  public func mean<S: DenseValue>() -> Variable<S> where S.Scalar == S, Value.Scalar == S {
    sum() / S(value._shape.count)
  }
}

extension Variable {
  /// Sums along an axis, added in double precision: over the rows for `axis` 0, a vector of a sum for each column; over the
  /// columns for `axis` 1, a vector of a sum for each row.
  public func sum<S>(axis: Int) -> Variable<[S]> where Value == DenseMatrix<S> {
    let (m, n) = (value.rows, value.columns)
    checkAxis(axis)
    return axis == 0
      ? SumTo(from: value._shape, to: .row(n), shape: .row(n))(self)
      : SumTo(from: value._shape, to: .column(m), shape: .row(m))(self)
  }

  /// Means along an axis: see `sum(axis:)`.
  public func mean<S>(axis: Int) -> Variable<[S]>
  where Value == DenseMatrix<S>, S: DenseValue, S.Scalar == S {
    sum(axis: axis) / S(axis == 0 ? value.rows : value.columns)
  }
}

/// Stops at anything but an axis of a matrix.
func checkAxis(_ axis: Int) {
  require(axis == 0 || axis == 1, "a matrix has the axes 0 and 1, and not \(axis)")
}
