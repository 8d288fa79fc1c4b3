import SparseMatrices

// Products of dense matrices and vectors on the tape: ``Gemm``.

/// `op(A) op(B)`, where `op(A)` is `A` or, with `transposeA`, `Aᵀ`.
public func matmul<S>(
  _ a: Variable<DenseMatrix<S>>, _ b: Variable<DenseMatrix<S>>, transposeA: Bool = false,
  transposeB: Bool = false
) -> Variable<DenseMatrix<S>> {
  Gemm(
    a: a.value._shape, b: b.value._shape, transposeA: transposeA, transposeB: transposeB)(a, b)
}

/// `op(A) x`, a vector.
public func matmul<S>(
  _ a: Variable<DenseMatrix<S>>, _ x: Variable<[S]>, transposeA: Bool = false
) -> Variable<[S]> {
  Gemm(a: a.value._shape, b: .column(x.value.count), transposeA: transposeA)(a, x)
}

/// `xᵀ op(B)`, a vector.
public func matmul<S>(
  _ x: Variable<[S]>, _ b: Variable<DenseMatrix<S>>, transposeB: Bool = false
) -> Variable<[S]> {
  Gemm(a: .row(x.value.count), b: b.value._shape, transposeB: transposeB)(x, b)
}

/// `xᵀ y`, a scalar: `dot(_:_:)`.
public func matmul<S: DenseValue>(_ x: Variable<[S]>, _ y: Variable<[S]>) -> Variable<S>
where S.Scalar == S { dot(x, y) }

/// `x yᵀ`, a matrix.
public func outer<S>(_ x: Variable<[S]>, _ y: Variable<[S]>) -> Variable<DenseMatrix<S>> {
  Gemm(a: .column(x.value.count), b: .row(y.value.count))(x, y)
}

/// The products of `count` pairs of blocks: with `A` the matrices A₀, A₁, … one below the other and `B` likewise, the
/// matrices A₀ B₀, A₁ B₁, … one below the other.
///
///     A   (count m)×k      B   (count k)×n      result   (count m)×n
///
/// This is NumPy's `matmul` with a leading batch dimension, whose arrays are laid out in memory just so.
public func batchedMatmul<S>(
  _ a: Variable<DenseMatrix<S>>, _ b: Variable<DenseMatrix<S>>, count: Int
) -> Variable<DenseMatrix<S>> {
  func block(_ x: DenseMatrix<S>) -> DenseShape {
    require(
      count > 0 && x.rows % count == 0, "\(x.rows) rows are not \(count) blocks of equal size")
    return DenseShape(rows: x.rows / count, columns: x.columns)
  }
  return Gemm(a: block(a.value), b: block(b.value), count: count)(a, b)
}
