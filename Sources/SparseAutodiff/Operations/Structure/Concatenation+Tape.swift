import SparseMatrices

extension Concatenation {
  /// The concatenation of matrices on the patterns of the parts.
  public func forward<S>(_ matrices: [Variable<CSRMatrix<S>>]) -> Variable<CSRMatrix<S>> {
    ConcatenationOperation(concatenation: self)(matrices)
  }
}

extension Variable {
  /// `[A B …]`: all have the same number of rows.
  ///
  /// - Throws: ``SizeError`` where the columns or entries are more than an `Int32` counts.
  public static func horizontal<S>(_ matrices: [Variable]) throws(SizeError) -> Variable
  where Value == CSRMatrix<S> {
    try Concatenation.horizontal(matrices.map(\.value.pattern)).forward(matrices)
  }

  /// Matrices one below the other: all have the same number of columns.
  ///
  /// - Throws: ``SizeError`` where the rows or entries are more than an `Int32` counts.
  public static func vertical<S>(_ matrices: [Variable]) throws(SizeError) -> Variable
  where Value == CSRMatrix<S> {
    try Concatenation.vertical(matrices.map(\.value.pattern)).forward(matrices)
  }

  /// Matrices along the diagonal, with nothing beside them.
  ///
  /// - Throws: ``SizeError`` where the rows, columns or entries are more than an `Int32` counts.
  public static func blockDiagonal<S>(_ matrices: [Variable]) throws(SizeError) -> Variable
  where Value == CSRMatrix<S> {
    try Concatenation.diagonal(matrices.map(\.value.pattern)).forward(matrices)
  }
}

/// Matrices put together, and the parts of such a matrix.
struct ConcatenationOperation<S: SparseScalar>: NaryOperation {
  let concatenation: Concatenation
  var name: String { "concatenate" }

  func forward(_ matrices: [CSRMatrix<S>]) -> CSRMatrix<S> { concatenation.forward(matrices) }

  func vjp(
    _ matrices: [Variable<CSRMatrix<S>>], _ y: Variable<CSRMatrix<S>>,
    cotangent: Variable<CSRMatrix<S>>
  ) -> [Variable<CSRMatrix<S>>] {
    guard cotangent.tape != nil else {
      return concatenation.vjp(cotangent: cotangent.value).map { Variable($0) }
    }
    return matrices.indices.map { part($0)(cotangent) }
  }

  func jvp(
    _ matrices: [Variable<CSRMatrix<S>>], _ y: Variable<CSRMatrix<S>>,
    tangents: [Variable<CSRMatrix<S>>?]
  ) -> Variable<CSRMatrix<S>> {
    self(zip(matrices, tangents).map { $1 ?? Variable($0.value.zero) })
  }

  /// Part `i` of a concatenation; its adjoint puts a matrix there among zeros.
  private func part(_ i: Int) -> LinearOperation<CSRMatrix<S>, CSRMatrix<S>> {
    let concatenation = concatenation
    return LinearOperation(
      name: "part", map: { concatenation.vjp(cotangent: $0)[i] },
      adjoint: { matrix in
        concatenation.forward(
          concatenation.parts.enumerated().map { j, pattern in
            j == i ? matrix : CSRMatrix(pattern: pattern)
          })
      })
  }
}
