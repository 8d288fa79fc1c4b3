import SparseMatrices

/// A sparse matrix with all its zeros, `D = A`.
///
///     A   m×n sparse      D   m×n dense
///
///     tangent     Ḋ = Ȧ
///     cotangent   Ā = [D̄]_P(A)
///
/// O(m n); the cotangent O(m + nnz).
public enum ToDense {
  /// - Throws: ``SizeError`` where the dense matrix would not fit in memory.
  public static func forward<S>(_ a: CSRMatrix<S>) throws(SizeError) -> DenseMatrix<S> {
    try a.toDense()
  }

  /// `D ← A`, in place.
  public static func forward<S>(_ a: CSRMatrix<S>, into d: inout DenseMatrix<S>) {
    checkShapes(d, a.pattern)
    Kernels.denseScatter(a.pattern.structure, a.values, into: &d.values)
  }

  /// The tangent: the map is linear.
  ///
  /// - Throws: ``SizeError`` where the dense matrix would not fit in memory.
  public static func jvp<S>(aDot: CSRMatrix<S>) throws(SizeError) -> DenseMatrix<S> {
    try forward(aDot)
  }

  /// The cotangent of `A`, whose values are not read.
  public static func vjp<S>(_ a: CSRMatrix<S>, cotangent: DenseMatrix<S>) -> CSRMatrix<S> {
    Sampled.forward(cotangent, on: a.pattern)
  }

  /// The cotangent of `A`, into a matrix on A's pattern.
  public static func vjp<S>(cotangent: DenseMatrix<S>, into aBar: inout CSRMatrix<S>) {
    Sampled.forward(cotangent, into: &aBar)
  }
}

/// The entries of a dense matrix at the places of a pattern, `C = [D]_P`.
///
///     D   m×n dense      P   m×n      C   m×n sparse on P
///
///     tangent     Ċ = [Ḋ]_P
///     cotangent   D̄ = C̄, 0 outside P
///
/// O(m + nnz); the cotangent O(m n).
public enum Sampled {
  /// `[D]_P`.
  public static func forward<S>(
    _ d: DenseMatrix<S>, on pattern: SparsityPattern
  ) -> CSRMatrix<S> {
    var c = CSRMatrix<S>(pattern: pattern, values: Kernels.uninitialized(pattern.count))
    forward(d, into: &c)
    return c
  }

  /// `C ← [D]_P(C)`, in place.
  public static func forward<S>(_ d: DenseMatrix<S>, into c: inout CSRMatrix<S>) {
    checkShapes(d, c.pattern)
    Kernels.denseGather(1, c.pattern.structure, nil, d.values, into: &c.values)
  }

  /// The tangent: the map is linear.
  public static func jvp<S>(dDot: DenseMatrix<S>, on pattern: SparsityPattern) -> CSRMatrix<S> {
    forward(dDot, on: pattern)
  }

  /// The cotangent of `D`, of the shape that D had.
  public static func vjp<S>(cotangent: CSRMatrix<S>) -> DenseMatrix<S> {
    let (rows, columns) = (cotangent.rows, cotangent.columns)
    var dBar = DenseMatrix<S>(
      rows: rows, columns: columns, values: Kernels.uninitialized(rows * columns))
    vjp(cotangent: cotangent, into: &dBar)
    return dBar
  }

  /// The cotangent of `D`, in place.
  public static func vjp<S>(cotangent: CSRMatrix<S>, into dBar: inout DenseMatrix<S>) {
    ToDense.forward(cotangent, into: &dBar)
  }
}

private func checkShapes<S>(_ d: DenseMatrix<S>, _ pattern: SparsityPattern) {
  require(
    d.rows == pattern.rows && d.columns == pattern.columns,
    "a dense \(d.rows)×\(d.columns) matrix and a \(pattern.rows)×\(pattern.columns) pattern")
}

// On the tape.
extension Variable {
  /// The matrix with all its zeros: ``ToDense``.
  ///
  /// - Throws: ``SizeError`` where the dense matrix would not fit in memory.
  public func toDense<S>() throws(SizeError) -> Variable<DenseMatrix<S>>
  where Value == CSRMatrix<S> {
    let pattern = value.pattern
    try SizeError.checkDense(
      rows: pattern.rows, columns: pattern.columns, bytesEach: MemoryLayout<S>.stride)
    return sampling(pattern).transposed(self)
  }

  /// `[D]_P`: ``Sampled``.
  public func sampled<S>(on pattern: SparsityPattern) -> Variable<CSRMatrix<S>>
  where Value == DenseMatrix<S> {
    sampling(pattern)(self)
  }
}

func sampling<S>(
  _ pattern: SparsityPattern
) -> LinearOperation<DenseMatrix<S>, CSRMatrix<S>> {
  LinearOperation(
    name: "sample", map: { Sampled.forward($0, on: pattern) },
    adjoint: { Sampled.vjp(cotangent: $0) })
}
