import SparseMatrices

extension DenseMatrix where Scalar: DenseValue, Scalar.Scalar == Scalar {
  /// The sum of all elements.
  public func sum() -> Scalar { Variable(self).sum().value }

  /// The mean of all elements.
  public func mean() -> Scalar { Variable(self).mean().value }

  /// The sums over an axis, as NumPy counts: over the rows (0), which gives one sum a column, or over the columns (1).
  public func sum(axis: Int) -> [Scalar] { Variable(self).sum(axis: axis).value }

  /// The means over an axis.
  public func mean(axis: Int) -> [Scalar] { Variable(self).mean(axis: axis).value }

  /// The Frobenius norm.
  public func norm() -> Scalar { Variable(self).norm().value }

  /// `Σ a_ij²`.
  public func squaredNorm() -> Scalar { Variable(self).squaredNorm().value }
}

extension Array where Element: SparseScalar & DenseValue, Element.Scalar == Element {
  /// The Euclidean norm.
  public func norm() -> Element { Variable(self).norm().value }
}

/// `⟨x, y⟩`, summed in double precision.
public func dot<S: SparseScalar>(_ x: [S], _ y: [S]) -> S {
  require(x.count == y.count, "the inner product of \(x.count) and \(y.count) elements")
  return Kernels.dot(x, y)
}
