import SparseMatrices

// What variables have, of plain matrices: the operation on a constant.
extension CSRMatrix where Scalar: DenseValue, Scalar.Scalar == Scalar {
  /// The sum of all stored entries, in double precision and in an order that does not depend on threads.
  public func sum() -> Scalar { Variable(self).sum().value }

  /// The sum of all stored entries over rows times columns: entries that are not stored count as 0. NaN of no elements.
  public func mean() -> Scalar { Variable(self).mean().value }

  /// The sum of each row.
  public func rowSums() -> [Scalar] { Variable(self).rowSums().value }

  /// The sum of each column.
  public func columnSums() -> [Scalar] { Variable(self).columnSums().value }

  /// The sums over an axis, as NumPy counts: over the rows (0), which gives one sum a column, or over the columns (1).
  public func sum(axis: Int) -> [Scalar] { Variable(self).sum(axis: axis).value }

  /// The mean over an axis; entries that are not stored count as 0.
  public func mean(axis: Int) -> [Scalar] { Variable(self).mean(axis: axis).value }

  /// The Frobenius norm, `√Σ a_ij²`.
  public func norm() -> Scalar { Variable(self).norm().value }

  /// `Σ a_ij²`.
  public func squaredNorm() -> Scalar { Variable(self).squaredNorm().value }

  /// The sum of the diagonal.
  public func trace() -> Scalar { Variable(self).trace().value }

  /// `Aⁿ` by repeated squaring, on the structural pattern of the product.
  ///
  /// - Precondition: square, and `n ≥ 0`; `A⁰` is the identity.
  /// - Throws: ``SizeError`` where a product does not fit.
  public func power(_ n: Int) throws(SizeError) -> CSRMatrix {
    try Variable(self).power(n).value
  }
}
