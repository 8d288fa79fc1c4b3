import SparseMatrices

/// The diagonal of a sparse matrix, `d_i = A_ii`.
///
///     A   m×n sparse      d   min(m, n), 0 where nothing is stored
///
///     tangent     ḋ_i = Ȧ_ii
///     cotangent   Ā_ii = d̄_i where it is stored, 0 elsewhere on P(A)
///
/// O(m log of a row's entries), and O(nnz) for the cotangent.
public enum Diagonal {
  /// The diagonal.
  public static func forward<S>(_ a: CSRMatrix<S>) -> [S] { a.diagonal }

  /// `d ← ` the diagonal, in place.
  public static func forward<S>(_ a: CSRMatrix<S>, into d: inout [S]) {
    checkShapes(a.pattern, d)
    Kernels.diagonal(a.pattern.structure, a.values, into: &d)
  }

  /// The tangent: the map is linear.
  public static func jvp<S>(aDot: CSRMatrix<S>) -> [S] { forward(aDot) }

  /// The cotangent of `A`, whose values are not read.
  public static func vjp<S>(_ a: CSRMatrix<S>, cotangent: [S]) -> CSRMatrix<S> {
    var aBar = CSRMatrix<S>(pattern: a.pattern, values: Kernels.uninitialized(a.count))
    vjp(cotangent: cotangent, into: &aBar)
    return aBar
  }

  /// The cotangent of `A`, into a matrix on A's pattern.
  public static func vjp<S>(cotangent: [S], into aBar: inout CSRMatrix<S>) {
    checkShapes(aBar.pattern, cotangent)
    Kernels.setDiagonal(aBar.pattern.structure, cotangent, into: &aBar.values)
  }

  private static func checkShapes<S>(_ a: SparsityPattern, _ d: [S]) {
    require(
      d.count == min(a.rows, a.columns),
      "\(d.count) elements for the diagonal of a \(a.rows)×\(a.columns) matrix")
  }
}

/// The diagonal matrix of a vector, `D = diag(d)`.
///
///     d   n      D   n×n, stored on the diagonal, zeros included
///
///     tangent     Ḋ = diag(ḋ)
///     cotangent   d̄_i = D̄_ii
///
/// Each is O(n).
public enum DiagonalMatrix {
  /// `diag(d)` on `pattern`, or else on a new pattern object.
  public static func forward<S: SparseScalar>(
    _ d: [S], pattern: SparsityPattern? = nil
  ) -> CSRMatrix<S> {
    let pattern = pattern ?? .identity(d.count)
    checkShapes(pattern, d.count)
    return CSRMatrix(pattern: pattern, values: d)
  }

  /// `D ← diag(d)`, in place, `D` on a diagonal pattern.
  public static func forward<S>(_ d: [S], into matrix: inout CSRMatrix<S>) {
    checkShapes(matrix.pattern, d.count)
    matrix.values = d
  }

  /// The tangent, on the pattern of D where that is given.
  public static func jvp<S: SparseScalar>(
    dDot: [S], pattern: SparsityPattern? = nil
  ) -> CSRMatrix<S> {
    forward(dDot, pattern: pattern)
  }

  /// The cotangent of `d`.
  public static func vjp<S>(cotangent: CSRMatrix<S>) -> [S] {
    checkShapes(cotangent.pattern, cotangent.rows)
    return cotangent.values
  }

  /// A pattern of n×n with n entries may be another permutation's; its diagonal then is not stored in full.
  private static func checkShapes(_ pattern: SparsityPattern, _ count: Int) {
    require(
      pattern.rows == count && pattern.columns == count
        && pattern.columnIndices.elementsEqual(0..<Int32(count)) && pattern.count == count,
      "a \(pattern.rows)×\(pattern.columns) pattern that is not the diagonal of \(count) elements")
  }
}

// On the tape.
extension Variable {
  /// The elements `A_ii`, 0 where nothing is stored: ``Diagonal``.
  public func diagonal<S>() -> Variable<[S]> where Value == CSRMatrix<S> {
    let pattern = value.pattern
    return LinearOperation<CSRMatrix<S>, [S]>(
      name: "diagonal", map: { Diagonal.forward($0) },
      adjoint: { dBar in CSRMatrix(on: pattern) { Diagonal.vjp(cotangent: dBar, into: &$0) } }
    )(self)
  }

  /// `diag(d)`, on a pattern object of its own: ``DiagonalMatrix``. To have several on one object, use
  /// ``init(pattern:values:)`` with ``SparsityPattern/identity(_:)``.
  public init<S>(diagonal: Variable<[S]>) where Value == CSRMatrix<S> {
    self.init(pattern: .identity(diagonal.value.count), values: diagonal)
  }
}
