import SparseMatrices

// The values of a sparse matrix as a vector, and back: how elementwise functions of vectors act on stored entries.
extension Variable {
  /// The value of each stored entry, row by row.
  public func values<S>() -> Variable<[S]> where Value == CSRMatrix<S> {
    placing(on: value.pattern).transposed(self)
  }

  /// A matrix of given values on a pattern; `values` has one element for each entry.
  public init<S>(pattern: SparsityPattern, values: Variable<[S]>) where Value == CSRMatrix<S> {
    self = placing(on: pattern)(values)
  }
}

private func placing<S>(on pattern: SparsityPattern) -> LinearOperation<[S], CSRMatrix<S>> {
  LinearOperation(
    name: "values", map: { CSRMatrix(pattern: pattern, values: $0) }, adjoint: { $0.values })
}
