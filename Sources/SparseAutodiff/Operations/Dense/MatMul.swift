import SparseMatrices

/// The product of two dense matrices on the tape, `Y = op(A) op(B)`, or of `count` pairs of blocks, one below the other.
///
///     op(A)   m×k      op(B)   k×n      Y   m×n
///
///     tangent     Ẏ = op(Ȧ) op(B) + op(A) op(Ḃ)
///     cotangent   op(A)‾ = Ȳ op(B)ᵀ     op(B)‾ = op(A)ᵀ Ȳ
///
/// Vectors are columns or rows as the shapes say, so this is the product of a matrix and a vector and of two vectors, too.
/// In particular A b has B̄ = Aᵀ ȳ, a vector. (Paper 002 prints `A.T @ G_` with a padded `G_` there.)
struct MatMul<A: DenseValue, B: DenseValue, Output: DenseValue>: BinaryOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  /// The shapes of one block as it is stored.
  let a: DenseShape
  let b: DenseShape
  var transposeA = false
  var transposeB = false
  var count = 1
  var name: String { "matmul" }

  func forward(_ a: A, _ b: B) -> Output {
    let block = Gemm.productShape(self.a, transposeA, self.b, transposeB)
    var values: [A.Scalar] = Kernels.uninitialized(count * block.count)
    DenseProducts.gemm(
      1, a._elements, self.a, transposeA: transposeA, b._elements, self.b, transposeB: transposeB,
      0, into: &values, count: count)
    return Output(
      _shape: DenseShape(rows: count * block.rows, columns: block.columns), _elements: values)
  }

  func vjp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, cotangent: Variable<Output>,
    needs: (a: Bool, b: Bool)
  ) -> (a: Variable<A>?, b: Variable<B>?) {
    let g = Gemm.productShape(self.a, transposeA, self.b, transposeB)
    var (aBar, bBar): (Variable<A>?, Variable<B>?)
    if needs.a {
      aBar =
        transposeA
        ? MatMul<B, Output, A>(
          a: self.b, b: g, transposeA: transposeB, transposeB: true, count: count)(b, cotangent)
        : MatMul<Output, B, A>(a: g, b: self.b, transposeB: !transposeB, count: count)(cotangent, b)
    }
    if needs.b {
      bBar =
        transposeB
        ? MatMul<Output, A, B>(
          a: g, b: self.a, transposeA: true, transposeB: transposeA, count: count)(cotangent, a)
        : MatMul<A, Output, B>(a: self.a, b: g, transposeA: !transposeA, count: count)(a, cotangent)
    }
    return (aBar, bBar)
  }

  func jvp(
    _ a: Variable<A>, _ b: Variable<B>, _ y: Variable<Output>, aDot: Variable<A>?,
    bDot: Variable<B>?
  ) -> Variable<Output> {
    sum(aDot.map { self($0, b) }, bDot.map { self(a, $0) }) ?? Variable(y.value.zero)
  }
}

/// `op(A) op(B)`, where `op(A)` is `A` or, with `transposeA`, `Aᵀ`.
public func matmul<S>(
  _ a: Variable<DenseMatrix<S>>, _ b: Variable<DenseMatrix<S>>, transposeA: Bool = false,
  transposeB: Bool = false
) -> Variable<DenseMatrix<S>> {
  MatMul(
    a: a.value._shape, b: b.value._shape, transposeA: transposeA, transposeB: transposeB)(a, b)
}

/// `op(A) x`, a vector.
public func matmul<S>(
  _ a: Variable<DenseMatrix<S>>, _ x: Variable<[S]>, transposeA: Bool = false
) -> Variable<[S]> {
  MatMul(a: a.value._shape, b: .column(x.value.count), transposeA: transposeA)(a, x)
}

/// `xᵀ op(B)`, a vector.
public func matmul<S>(
  _ x: Variable<[S]>, _ b: Variable<DenseMatrix<S>>, transposeB: Bool = false
) -> Variable<[S]> {
  MatMul(a: .row(x.value.count), b: b.value._shape, transposeB: transposeB)(x, b)
}

/// `xᵀ y`, a scalar: `dot(_:_:)`.
public func matmul<S: DenseValue>(_ x: Variable<[S]>, _ y: Variable<[S]>) -> Variable<S>
where S.Scalar == S { dot(x, y) }

/// `x yᵀ`, a matrix.
public func outer<S>(_ x: Variable<[S]>, _ y: Variable<[S]>) -> Variable<DenseMatrix<S>> {
  MatMul(a: .column(x.value.count), b: .row(y.value.count))(x, y)
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
  return MatMul(a: block(a.value), b: block(b.value), count: count)(a, b)
}
