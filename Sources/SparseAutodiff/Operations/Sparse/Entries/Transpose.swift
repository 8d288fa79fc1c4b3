import SparseMatrices

/// The transposed matrix, `B = Aᵀ`, on the pattern's cached transpose.
///
///     A   m×n sparse      B   n×m on P(A)ᵀ
///
///     tangent     Ḃ = Ȧᵀ
///     cotangent   Ā = B̄ᵀ on P(A)
///
/// O(m + n + nnz) the first time on a pattern, then O(nnz): values are gathered through the permutation, and a cotangent
/// goes back through its inverse. B and its cotangent are on the object `a.pattern.transpose.pattern`.
public enum Transpose {
  /// `Aᵀ`, kept with `a` until its values change.
  public static func forward<S>(_ a: CSRMatrix<S>) -> CSRMatrix<S> { a.transposed() }

  /// `B ← Aᵀ`, in place.
  public static func forward<S>(_ a: CSRMatrix<S>, into b: inout CSRMatrix<S>) {
    let transpose = a.pattern.transpose
    require(
      b.pattern === transpose.pattern, "the result lives on the transpose of A's pattern")
    Kernels.gather(a.values, at: transpose.permutation, into: &b.values)
  }

  /// The tangent: the map is linear.
  public static func jvp<S>(aDot: CSRMatrix<S>) -> CSRMatrix<S> { forward(aDot) }

  /// The cotangent of `A`, whose values are not read.
  public static func vjp<S>(_ a: CSRMatrix<S>, cotangent: CSRMatrix<S>) -> CSRMatrix<S> {
    var aBar = CSRMatrix<S>(pattern: a.pattern, values: Kernels.uninitialized(a.count))
    vjp(cotangent: cotangent, into: &aBar)
    return aBar
  }

  /// The cotangent of `A`, into a matrix on A's pattern.
  public static func vjp<S>(cotangent: CSRMatrix<S>, into aBar: inout CSRMatrix<S>) {
    let transpose = aBar.pattern.transpose
    require(
      cotangent.pattern === transpose.pattern,
      "the cotangent lives on the transpose of A's pattern")
    Kernels.permute(cotangent.values, to: transpose.permutation, into: &aBar.values)
  }
}

// On the tape.
extension Variable {
  /// `Aᵀ`: ``Transpose``.
  public func transposed<S>() -> Variable where Value == CSRMatrix<S> {
    let pattern = value.pattern
    return LinearOperation<CSRMatrix<S>, CSRMatrix<S>>(
      name: "transpose", map: { Transpose.forward($0) },
      adjoint: { bBar in
        CSRMatrix(on: pattern) { Transpose.vjp(cotangent: bBar, into: &$0) }
      })(self)
  }
}
