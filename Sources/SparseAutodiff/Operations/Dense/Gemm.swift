import SparseMatrices

/// Dense matrix times dense matrix, `W = α op(A) op(B) + β C`, through the BLAS where the package is built with it.
///
///     op(A)   m×k      op(B)   k×n      C, W   m×n          op(A) is A or, with `transposeA`, Aᵀ; likewise op(B)
///
///     tangent     Ẇ = α̇ op(A) op(B) + α op(Ȧ) op(B) + α op(A) op(Ḃ) + β̇ C + β Ċ
///     cotangent   op(A)‾ = α W̄ op(B)ᵀ     op(B)‾ = α op(A)ᵀ W̄     ᾱ = ⟨W̄, op(A) op(B)⟩     C̄ = β W̄     β̄ = ⟨W̄, C⟩
///
/// Each is O(m k n). Where β = 0, `C` is not read, so it may hold NaN.
public enum Gemm {
  /// `α op(A) op(B)`.
  public static func forward<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, transposeA: Bool = false,
    transposeB: Bool = false
  ) -> DenseMatrix<S> {
    let shape = productShape(a._shape, transposeA, b._shape, transposeB)
    var w = DenseMatrix<S>(
      rows: shape.rows, columns: shape.columns, values: Kernels.uninitialized(shape.count))
    forward(alpha: alpha, a, b, into: &w, transposeA: transposeA, transposeB: transposeB)
    return w
  }

  /// `α op(A) op(B) + β C`.
  public static func forward<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, beta: S, _ c: DenseMatrix<S>,
    transposeA: Bool = false, transposeB: Bool = false
  ) -> DenseMatrix<S> {
    var w = c
    forward(
      alpha: alpha, a, b, beta: beta, into: &w, transposeA: transposeA, transposeB: transposeB)
    return w
  }

  /// `W ← α op(A) op(B) + β W`, in place.
  public static func forward<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, beta: S = 0,
    into w: inout DenseMatrix<S>, transposeA: Bool = false, transposeB: Bool = false
  ) {
    let shape = productShape(a._shape, transposeA, b._shape, transposeB)
    require(
      w._shape == shape,
      "the result is \(w.rows)×\(w.columns), op(A) op(B) is \(shape.rows)×\(shape.columns)")
    DenseProducts.gemm(
      alpha, a.values, a._shape, transposeA: transposeA, b.values, b._shape,
      transposeB: transposeB, beta, into: &w.values)
  }

  /// `Ẇ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, beta: S = 0,
    _ c: DenseMatrix<S>? = nil, transposeA: Bool = false, transposeB: Bool = false,
    alphaDot: S = 0, aDot: DenseMatrix<S>? = nil, bDot: DenseMatrix<S>? = nil, betaDot: S = 0,
    cDot: DenseMatrix<S>? = nil
  ) -> DenseMatrix<S> {
    let shape = productShape(a._shape, transposeA, b._shape, transposeB)
    var dot = DenseMatrix<S>(rows: shape.rows, columns: shape.columns)
    func accumulate(_ alpha: S, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>) {
      forward(
        alpha: alpha, a, b, beta: 1, into: &dot, transposeA: transposeA, transposeB: transposeB)
    }
    if alphaDot != 0 { accumulate(alphaDot, a, b) }
    if let aDot { accumulate(alpha, aDot, b) }
    if let bDot { accumulate(alpha, a, bDot) }
    if let c, betaDot != 0 { Kernels.axpy(betaDot, c.values, &dot.values) }
    if let cDot { Kernels.axpy(beta, cDot.values, &dot.values) }
    return dot
  }

  /// The cotangents of `α`, `A` and `B`.
  public static func vjp<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, transposeA: Bool = false,
    transposeB: Bool = false, cotangent: DenseMatrix<S>
  ) -> (alpha: S, a: DenseMatrix<S>, b: DenseMatrix<S>) {
    var aBar = vjpA(a, b, transposeA: transposeA, transposeB: transposeB, cotangent: cotangent)
    let bBar = vjpB(
      alpha: alpha, a, b, transposeA: transposeA, transposeB: transposeB, cotangent: cotangent)
    // Before it is scaled, Ā is W̄ op(B)ᵀ, and ⟨W̄, op(A) op(B)⟩ is its product with A.
    let alphaBar = Kernels.dot(aBar.values, a.values)
    if alpha != 1 { Kernels.scale(alpha, &aBar.values) }
    return (alphaBar, aBar, bBar)
  }

  /// The cotangents of all five arguments.
  public static func vjp<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, beta: S, _ c: DenseMatrix<S>,
    transposeA: Bool = false, transposeB: Bool = false, cotangent: DenseMatrix<S>
  ) -> (alpha: S, a: DenseMatrix<S>, b: DenseMatrix<S>, beta: S, c: DenseMatrix<S>) {
    let (alphaBar, aBar, bBar) = vjp(
      alpha: alpha, a, b, transposeA: transposeA, transposeB: transposeB, cotangent: cotangent)
    var cBar = cotangent
    Kernels.scale(beta, &cBar.values)
    return (alphaBar, aBar, bBar, Kernels.dot(cotangent.values, c.values), cBar)
  }

  /// The cotangent of `A` alone. The values of `a` are not read.
  public static func vjpA<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, transposeA: Bool = false,
    transposeB: Bool = false, cotangent: DenseMatrix<S>
  ) -> DenseMatrix<S> {
    checkCotangent(productShape(a._shape, transposeA, b._shape, transposeB), cotangent)
    return transposeA
      ? forward(alpha: alpha, b, cotangent, transposeA: transposeB, transposeB: true)
      : forward(alpha: alpha, cotangent, b, transposeB: !transposeB)
  }

  /// The cotangent of `B` alone. The values of `b` are not read.
  public static func vjpB<S>(
    alpha: S = 1, _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, transposeA: Bool = false,
    transposeB: Bool = false, cotangent: DenseMatrix<S>
  ) -> DenseMatrix<S> {
    checkCotangent(productShape(a._shape, transposeA, b._shape, transposeB), cotangent)
    return transposeB
      ? forward(alpha: alpha, cotangent, a, transposeA: true, transposeB: transposeA)
      : forward(alpha: alpha, a, cotangent, transposeA: !transposeA)
  }

  static func productShape(
    _ a: DenseShape, _ transposeA: Bool, _ b: DenseShape, _ transposeB: Bool
  ) -> DenseShape {
    let (opA, opB) = (transposeA ? a.transposed : a, transposeB ? b.transposed : b)
    require(
      opA.columns == opB.rows,
      "op(A) is \(opA.rows)×\(opA.columns), op(B) is \(opB.rows)×\(opB.columns)")
    return DenseShape(rows: opA.rows, columns: opB.columns)
  }

  private static func checkCotangent<S>(_ shape: DenseShape, _ cotangent: DenseMatrix<S>) {
    require(
      cotangent._shape == shape,
      "W̄ is \(cotangent.rows)×\(cotangent.columns), op(A) op(B) is \(shape.rows)×\(shape.columns)")
  }
}
