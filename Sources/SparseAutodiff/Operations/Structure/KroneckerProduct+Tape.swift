import SparseMatrices

extension KroneckerProduct {
  /// `A ⊗ B`.
  public func forward<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    // Each entry is one of A times one of B: two selections, multiplied elementwise.
    let left = EntrySelection(source: self.a, pattern: pattern, entries: aEntries)
    let right = EntrySelection(source: self.b, pattern: pattern, entries: bEntries)
    return left.forward(a).hadamard(right.forward(b))
  }
}

extension Variable {
  /// `A ⊗ B`, the matrix of blocks `a_ij B`: ``KroneckerProduct``.
  ///
  /// - Throws: ``SizeError`` where the rows, columns or entries are more than an `Int32` counts or memory holds.
  public func kronecker<S>(_ b: Variable) throws(SizeError) -> Variable
  where Value == CSRMatrix<S> {
    try KroneckerProduct(value.pattern, b.value.pattern).forward(self, b)
  }
}
