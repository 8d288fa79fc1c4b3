import SparseMatrices

/// Sparse matrix times dense matrix, `W = α op(A) B + β C`, where `op(A)` is `A` or, with `transpose`, `Aᵀ`.
///
///     A   m×n sparse      B   n×k      C, W   m×k         (transposed: B  m×k;  C, W  n×k)
///
///     tangent     Ẇ = α̇ A B + α Ȧ B + α A Ḃ + β̇ C + β Ċ
///     cotangent   Ā = α [W̄ Bᵀ]_P(A)     B̄ = α Aᵀ W̄     ᾱ = ⟨W̄, A B⟩     C̄ = β W̄     β̄ = ⟨W̄, C⟩
///                 (transposed: Ā = α [B W̄ᵀ]_P(A), B̄ = α A W̄)
///
/// Each is O(nnz·k) and `Ā` is a sampled product (``Sddmm``) of rank k: `W̄ Bᵀ` is never formed. Where β = 0, `C` is
/// not read, so it may hold NaN.
///
/// `Aᵀ` runs row-parallel over the cached transposed pattern; the values are permuted once for each change of them, and
/// that copy, 4 or 8 bytes an entry, stays with the matrix.
///
/// Source: paper 001, section 2; paper 000, (28) and (30) as corrected.
public enum Spmm {
  /// `α op(A) B`.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, transpose: Bool = false
  ) -> DenseMatrix<S> {
    checkShapes(a, transpose, b)
    let op = Operand(a, transpose)
    return DenseMatrix(
      rows: op.structure.rowCount, columns: b.columns,
      values: Kernels.spmm(alpha, op.structure, op.values, b.values, b.columns))
  }

  /// `α op(A) B + β C`.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, beta: S, _ c: DenseMatrix<S>,
    transpose: Bool = false
  ) -> DenseMatrix<S> {
    checkShapes(a, transpose, b, c)
    let op = Operand(a, transpose)
    return DenseMatrix(
      rows: c.rows, columns: c.columns,
      values: Kernels.spmm(alpha, op.structure, op.values, b.values, b.columns, beta, c.values))
  }

  /// `C ← α op(A) B + β C`, in place.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, beta: S = 0, into c: inout DenseMatrix<S>,
    transpose: Bool = false
  ) {
    checkShapes(a, transpose, b, c)
    let op = Operand(a, transpose)
    Kernels.spmm(alpha, op.structure, op.values, b.values, b.columns, beta, &c.values)
  }

  /// `Ẇ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, beta: S = 0, _ c: DenseMatrix<S>? = nil,
    transpose: Bool = false, alphaDot: S = 0, aDot: CSRMatrix<S>? = nil,
    bDot: DenseMatrix<S>? = nil, betaDot: S = 0, cDot: DenseMatrix<S>? = nil
  ) -> DenseMatrix<S> {
    checkShapes(a, transpose, b, c)
    if let cDot { checkShapes(a, transpose, b, cDot) }
    var dot = DenseMatrix<S>(rows: transpose ? a.columns : a.rows, columns: b.columns)
    if alphaDot != 0 {
      forward(alpha: alphaDot, a, b, beta: 1, into: &dot, transpose: transpose)
    }
    if let aDot {
      require(aDot.pattern === a.pattern, "a tangent lives on its matrix's pattern")
      forward(alpha: alpha, aDot, b, beta: 1, into: &dot, transpose: transpose)
    }
    if let bDot { forward(alpha: alpha, a, bDot, beta: 1, into: &dot, transpose: transpose) }
    if let c, betaDot != 0 { Kernels.axpby(betaDot, c.values, 1, &dot.values) }
    if let cDot { Kernels.axpby(beta, cDot.values, 1, &dot.values) }
    return dot
  }

  /// The cotangents of `α`, `A` and `B`.
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, transpose: Bool = false,
    cotangent: DenseMatrix<S>
  ) -> (alpha: S, a: CSRMatrix<S>, b: DenseMatrix<S>) {
    let aBar = vjpA(alpha: alpha, a, b, transpose: transpose, cotangent: cotangent)
    var bBar = forward(a, cotangent, transpose: !transpose)
    // Before it is scaled, B̄ holds op(A)ᵀ W̄, and ⟨W̄, op(A) B⟩ is its product with B.
    let alphaBar = Kernels.dot(bBar.values, b.values)
    if alpha != 1 { Kernels.scale(alpha, &bBar.values) }
    return (alphaBar, aBar, bBar)
  }

  /// The cotangents of all five arguments.
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, beta: S, _ c: DenseMatrix<S>,
    transpose: Bool = false, cotangent: DenseMatrix<S>
  ) -> (alpha: S, a: CSRMatrix<S>, b: DenseMatrix<S>, beta: S, c: DenseMatrix<S>) {
    checkShapes(a, transpose, b, c)
    let (alphaBar, aBar, bBar) = vjp(
      alpha: alpha, a, b, transpose: transpose, cotangent: cotangent)
    var cBar = cotangent
    Kernels.scale(beta, &cBar.values)
    return (alphaBar, aBar, bBar, Kernels.dot(cotangent.values, c.values), cBar)
  }

  /// The cotangent of `A` alone: `α [W̄ Bᵀ]_P(A)`. The values of `a` are not read.
  public static func vjpA<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, transpose: Bool = false,
    cotangent: DenseMatrix<S>
  ) -> CSRMatrix<S> {
    transpose
      ? Sddmm.forward(alpha: alpha, a.pattern, b, cotangent)
      : Sddmm.forward(alpha: alpha, a.pattern, cotangent, b)
  }

  /// The cotangent of `A`, into a matrix on A's pattern.
  public static func vjpA<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, transpose: Bool = false,
    cotangent: DenseMatrix<S>, into aBar: inout CSRMatrix<S>
  ) {
    require(aBar.pattern === a.pattern, "a gradient lives on its matrix's pattern")
    if transpose {
      Sddmm.forward(alpha: alpha, b, cotangent, into: &aBar)
    } else {
      Sddmm.forward(alpha: alpha, cotangent, b, into: &aBar)
    }
  }

  /// The cotangent of `B` alone: `α op(A)ᵀ W̄`.
  public static func vjpB<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, transpose: Bool = false, cotangent: DenseMatrix<S>
  ) -> DenseMatrix<S> {
    forward(alpha: alpha, a, cotangent, transpose: !transpose)
  }

  /// The cotangent of `B`, into a matrix of B's shape.
  public static func vjpB<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, transpose: Bool = false, cotangent: DenseMatrix<S>,
    into bBar: inout DenseMatrix<S>
  ) {
    forward(alpha: alpha, a, cotangent, into: &bBar, transpose: !transpose)
  }

  /// `op(A)` as the rows that the kernel walks.
  private struct Operand<S: SparseScalar> {
    let structure: Structure
    let values: [S]

    init(_ a: CSRMatrix<S>, _ transpose: Bool) {
      values = transpose ? a.valuesOfTranspose() : a.values
      structure = transpose ? a.pattern.transpose.pattern.structure : a.pattern.structure
    }
  }

  private static func checkShapes<S>(
    _ a: CSRMatrix<S>, _ transpose: Bool, _ b: DenseMatrix<S>, _ c: DenseMatrix<S>? = nil
  ) {
    let (rows, columns) = transpose ? (a.columns, a.rows) : (a.rows, a.columns)
    require(b.rows == columns, "B has \(b.rows) rows, op(A) has \(columns) columns")
    guard let c else { return }
    require(
      c.rows == rows && c.columns == b.columns,
      "the result is \(c.rows)×\(c.columns), op(A) B is \(rows)×\(b.columns)")
  }
}

extension CSRMatrix {
  /// `A B`: ``Spmm``.
  public static func * (a: CSRMatrix, b: DenseMatrix<Scalar>) -> DenseMatrix<Scalar> {
    Spmm.forward(a, b)
  }
}

// On the tape.
extension Variable {
  /// `A B`: ``Spmm``.
  public static func * <S>(a: Variable, b: Variable<DenseMatrix<S>>) -> Variable<DenseMatrix<S>>
  where Value == CSRMatrix<S> {
    SparseDenseProduct(transpose: false)(a, b)
  }

  /// `Aᵀ B`: ``Spmm``.
  public func transposed<S>(times b: Variable<DenseMatrix<S>>) -> Variable<DenseMatrix<S>>
  where Value == CSRMatrix<S> {
    SparseDenseProduct(transpose: true)(self, b)
  }
}

/// `op(A) B`.
package struct SparseDenseProduct<S: SparseScalar>: BilinearOperation {
  package let transpose: Bool

  package init(transpose: Bool) { self.transpose = transpose }

  package var name: String { transpose ? "AᵀB" : "AB" }

  package func forward(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) -> DenseMatrix<S> {
    Spmm.forward(a, b, transpose: transpose)
  }

  package func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>,
    cotangent: Variable<DenseMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    let pattern = a.value.pattern
    return transpose
      ? pattern.sampledProduct(b, cotangent) : pattern.sampledProduct(cotangent, b)
  }

  package func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>,
    cotangent: Variable<DenseMatrix<S>>
  ) -> Variable<DenseMatrix<S>> {
    SparseDenseProduct(transpose: !transpose)(a, cotangent)
  }
}
