import SparseMatrices

/// Product of two dense matrices, `W = α op(A) op(B) + β C`, through the BLAS where the package is built with it, or of
/// `count` pairs of blocks, one below the other.
///
///     op(A)   m×k      op(B)   k×n      C, W   m×n          op(A) is A or, with `transposeA`, Aᵀ; likewise op(B)
///
///     tangent     Ẇ = α̇ op(A) op(B) + α op(Ȧ) op(B) + α op(A) op(Ḃ) + β̇ C + β Ċ
///     cotangent   op(A)‾ = α W̄ op(B)ᵀ     op(B)‾ = α op(A)ᵀ W̄     ᾱ = ⟨W̄, op(A) op(B)⟩     C̄ = β W̄     β̄ = ⟨W̄, C⟩
///
/// Each is O(m k n). What a coefficient of 0 is multiplied with is not read, so it may hold NaN.
///
/// Vectors are columns or rows as the shapes say, so this is the product of a matrix and a vector and of two vectors, too.
/// In particular A b has B̄ = Aᵀ w̄, a vector. (Paper 002 prints `A.T @ G_` with a padded `G_` there.)
///
/// The static forms are of matrices; on the tape it is `matmul`.
public struct Gemm<A: DenseValue, B: DenseValue, Output: DenseValue>: ProductOperation
where A.Scalar == B.Scalar, A.Scalar == Output.Scalar {
  /// The shapes of one block as it is stored.
  let a: DenseShape
  let b: DenseShape
  var transposeA = false
  var transposeB = false
  /// Whether the product is `op(B) op(A)` instead, as it is in some cotangents.
  var isSwapped = false
  var count = 1
  /// For graphs and reports.
  public var name: String { "matmul" }

  /// The shape of one block of the product.
  private var block: DenseShape {
    let (opA, opB) = (transposeA ? a.transposed : a, transposeB ? b.transposed : b)
    let (left, right) = isSwapped ? (opB, opA) : (opA, opB)
    require(
      left.columns == right.rows,
      "op(A) is \(left.rows)×\(left.columns), op(B) is \(right.rows)×\(right.columns)")
    return DenseShape(rows: left.rows, columns: right.columns)
  }

  public func requireShapes(_ a: A, _ b: B, _ w: Output?) {
    let block = block
    require(
      a._shape.count == count * self.a.count && b._shape.count == count * self.b.count,
      "\(a.shapeDescription) and \(b.shapeDescription) are not the shapes of the product")
    guard let w else { return }
    let (rows, columns) = (count * block.rows, block.columns)
    var fits = w._shape.count == rows * columns
    if case .dense(let w) = w._slot { fits = w.rows == rows && w.columns == columns }
    require(fits, "the result is \(w.shapeDescription), op(A) op(B) is \(rows)×\(columns)")
  }

  public func makeResult(_ a: A, _ b: B) -> Output {
    let block = block
    return Output(
      _shape: DenseShape(rows: count * block.rows, columns: block.columns),
      _elements: Kernels.uninitialized(count * block.count))
  }

  public func accumulate(
    _ alpha: A.Scalar, _ a: A, _ b: B, _ beta: A.Scalar, into w: inout Output
  ) {
    w.updateCoordinateBlocks { _, w in
      if isSwapped {
        DenseProducts.gemm(
          alpha, b._elements, self.b, transposeA: transposeB, a._elements, self.a,
          transposeB: transposeA, beta, into: &w, count: count)
      } else {
        DenseProducts.gemm(
          alpha, a._elements, self.a, transposeA: transposeA, b._elements, self.b,
          transposeB: transposeB, beta, into: &w, count: count)
      }
    }
  }

  // Of `W = op(A) op(B)`, Ā is W̄ op(B)ᵀ, or op(B) W̄ᵀ where A was transposed; B̄ is op(A)ᵀ W̄, or W̄ᵀ op(A).

  public func cotangentA(
    _ a: Variable<A>, _ b: Variable<B>, _ w: Variable<Output>
  ) -> DeferredProduct<Gemm<Output, B, A>> {
    Gemm<Output, B, A>(
      a: block, b: self.b, transposeA: transposeA, transposeB: transposeA == transposeB,
      isSwapped: isSwapped != transposeA, count: count
    ).of(w, b)
  }

  public func cotangentB(
    _ a: Variable<A>, _ b: Variable<B>, _ w: Variable<Output>
  ) -> DeferredProduct<Gemm<A, Output, B>> {
    Gemm<A, Output, B>(
      a: self.a, b: block, transposeA: transposeA == transposeB, transposeB: transposeB,
      isSwapped: isSwapped != transposeB, count: count
    ).of(a, w)
  }
}

// Of three matrices.
extension Gemm where A == B, Output == A {
  private init(_ a: A, _ b: B, _ transposeA: Bool, _ transposeB: Bool) {
    self.init(a: a._shape, b: b._shape, transposeA: transposeA, transposeB: transposeB)
  }

  /// `α op(A) op(B)`.
  @specialized(where A == DenseMatrix<Double>)
  @specialized(where A == DenseMatrix<Float>)
  public static func forward(
    alpha: Scalar = 1, _ a: A, _ b: B, transposeA: Bool = false, transposeB: Bool = false
  ) -> Output { Gemm(a, b, transposeA, transposeB).forward(alpha: alpha, a, b) }

  /// `α op(A) op(B) + β C`.
  @specialized(where A == DenseMatrix<Double>)
  @specialized(where A == DenseMatrix<Float>)
  public static func forward(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar, _ c: Output, transposeA: Bool = false,
    transposeB: Bool = false
  ) -> Output { Gemm(a, b, transposeA, transposeB).forward(alpha: alpha, a, b, beta: beta, c) }

  /// `W ← α op(A) op(B) + β W`, in place.
  @specialized(where A == DenseMatrix<Double>)
  @specialized(where A == DenseMatrix<Float>)
  public static func forward(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar = 0, into w: inout Output,
    transposeA: Bool = false, transposeB: Bool = false
  ) { Gemm(a, b, transposeA, transposeB).forward(alpha: alpha, a, b, beta: beta, into: &w) }

  /// `Ẇ`, for the tangents given; those left out are zero.
  public static func jvp(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar = 0, _ c: Output? = nil,
    transposeA: Bool = false, transposeB: Bool = false, alphaDot: Scalar = 0, aDot: A? = nil,
    bDot: B? = nil, betaDot: Scalar = 0, cDot: Output? = nil
  ) -> Output {
    Gemm(a, b, transposeA, transposeB).jvp(
      alpha: alpha, a, b, beta: beta, c, alphaDot: alphaDot, aDot: aDot, bDot: bDot,
      betaDot: betaDot, cDot: cDot)
  }

  /// The cotangents of `α`, `A` and `B`.
  public static func vjp(
    alpha: Scalar = 1, _ a: A, _ b: B, transposeA: Bool = false, transposeB: Bool = false,
    cotangent: Output
  ) -> (alpha: Scalar, a: A, b: B) {
    Gemm(a, b, transposeA, transposeB).vjp(alpha: alpha, a, b, cotangent: cotangent)
  }

  /// The cotangents of all five arguments.
  public static func vjp(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar, _ c: Output, transposeA: Bool = false,
    transposeB: Bool = false, cotangent: Output
  ) -> (alpha: Scalar, a: A, b: B, beta: Scalar, c: Output) {
    Gemm(a, b, transposeA, transposeB).vjp(
      alpha: alpha, a, b, beta: beta, c, cotangent: cotangent)
  }
}
