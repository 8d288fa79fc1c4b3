import SparseMatrices

/// The sum of each row, `w_i = Σ_j A_ij`.
///
///     A   m×n sparse      w   m
///
///     tangent     ẇ_i = Σ_j Ȧ_ij
///     cotangent   Ā_ij = w̄_i on P(A)
///
/// Each is O(m + nnz). The sum of an empty row is 0.
public enum RowSums {
  /// The sum of each row.
  public static func forward<S>(_ a: CSRMatrix<S>) -> [S] {
    var w: [S] = Kernels.uninitialized(a.rows)
    forward(a, into: &w)
    return w
  }

  /// `w ← ` the sums, in place.
  public static func forward<S>(_ a: CSRMatrix<S>, into w: inout [S]) {
    require(w.count == a.rows, "\(w.count) elements for the sums of \(a.rows) rows")
    Kernels.rowSums(a.pattern.structure, a.values, into: &w)
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
    require(
      cotangent.count == aBar.rows,
      "\(cotangent.count) elements for the sums of \(aBar.rows) rows")
    Kernels.spreadRows(aBar.pattern.structure, cotangent, into: &aBar.values)
  }
}

/// The sum of each column, `w_j = Σ_i A_ij`.
///
///     A   m×n sparse      w   n
///
///     tangent     ẇ_j = Σ_i Ȧ_ij
///     cotangent   Ā_ij = w̄_j on P(A)
///
/// Each is O(m + n + nnz). On all threads where the pattern's transpose was made before, else on one; the bits are the
/// same.
public enum ColumnSums {
  /// The sum of each column.
  public static func forward<S>(_ a: CSRMatrix<S>) -> [S] {
    a.pattern.columnSums(of: a.values)
  }

  /// `w ← ` the sums, in place.
  public static func forward<S>(_ a: CSRMatrix<S>, into w: inout [S]) {
    require(w.count == a.columns, "\(w.count) elements for the sums of \(a.columns) columns")
    a.pattern.columnSums(of: a.values, into: &w)
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
    require(
      cotangent.count == aBar.columns,
      "\(cotangent.count) elements for the sums of \(aBar.columns) columns")
    Kernels.gather(cotangent, at: aBar.pattern.structure.columns, into: &aBar.values)
  }
}

/// The sum of all entries, `w = Σ_ij A_ij`, added in double precision.
///
///     A   m×n sparse      w   a scalar
///
///     tangent     ẇ = Σ_ij Ȧ_ij
///     cotangent   Ā_ij = w̄ on P(A)
///
/// Each is O(nnz).
public enum Sum {
  /// The sum of all entries.
  public static func forward<S>(_ a: CSRMatrix<S>) -> S { Kernels.sum(a.values) }

  /// The tangent: the map is linear.
  public static func jvp<S>(aDot: CSRMatrix<S>) -> S { forward(aDot) }

  /// The cotangent of `A`, whose values are not read.
  public static func vjp<S>(_ a: CSRMatrix<S>, cotangent: S) -> CSRMatrix<S> {
    CSRMatrix(pattern: a.pattern, repeating: cotangent)
  }
}

extension SparsityPattern {
  /// `Σ_i x_i a_ij b_ij` for each column j, of values on this pattern; factors left out are 1.
  func columnSums<S: SparseScalar>(of a: [S], times b: [S]? = nil, _ x: [S]? = nil) -> [S] {
    var sum: [S] = Kernels.uninitialized(columns)
    columnSums(of: a, times: b, x, into: &sum)
    return sum
  }

  /// The same, in place.
  fileprivate func columnSums<S: SparseScalar>(
    of a: [S], times b: [S]? = nil, _ x: [S]? = nil, into sum: inout [S]
  ) {
    // A transpose is not worth making for this; with one at hand, a gather on all threads beats a scatter on one.
    if Threads.count > 1, count >= Threads.serialCutoff, let transpose = transposeCache.current {
      Kernels.columnSums(
        transposed: transpose.pattern.structure, transpose.permutation, a, times: b, x, into: &sum)
    } else {
      Kernels.columnSums(structure, a, times: b, x, into: &sum)
    }
  }
}

// On the tape.
extension Variable {
  /// The sum of each row: ``RowSums``.
  public func rowSums<S>() -> Variable<[S]> where Value == CSRMatrix<S> {
    let pattern = value.pattern
    return LinearOperation<CSRMatrix<S>, [S]>(
      name: "row sums", map: { RowSums.forward($0) },
      adjoint: { wBar in CSRMatrix(on: pattern) { RowSums.vjp(cotangent: wBar, into: &$0) } }
    )(self)
  }

  /// The sum of each column: ``ColumnSums``.
  public func columnSums<S>() -> Variable<[S]> where Value == CSRMatrix<S> {
    let pattern = value.pattern
    return LinearOperation<CSRMatrix<S>, [S]>(
      name: "column sums", map: { ColumnSums.forward($0) },
      adjoint: { wBar in CSRMatrix(on: pattern) { ColumnSums.vjp(cotangent: wBar, into: &$0) } }
    )(self)
  }

  /// The sum of all entries: ``Sum``.
  public func sum<S: TapeValue>() -> Variable<S> where Value == CSRMatrix<S>, S.Scalar == S {
    let pattern = value.pattern
    return LinearOperation<CSRMatrix<S>, S>(
      name: "sum", map: { Sum.forward($0) },
      adjoint: { CSRMatrix(pattern: pattern, repeating: $0) })(self)
  }
}
