import SparseMatrices

extension Compression {
  /// The compressed matrix of given values, one for each triplet.
  public func forward<S>(_ values: Variable<[S]>) -> Variable<CSRMatrix<S>> {
    LinearOperation(
      name: "compress", map: { self.forward($0) }, adjoint: { self.vjp(cotangent: $0) })(values)
  }
}
