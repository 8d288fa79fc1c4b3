import SparseMatrices

/// Sparse matrix times dense matrix, `W = α op(A) B + β C`, where `op(A)` is `A` or, with `transpose`, `Aᵀ`.
///
///     A   m×n sparse      B   n×k      C, W   m×k         (transposed: B  m×k;  C, W  n×k)
///
///     tangent     Ẇ = α̇ A B + α Ȧ B + α A Ḃ + β̇ C + β Ċ
///     cotangent   Ā = α [W̄ Bᵀ]_P(A)     B̄ = α Aᵀ W̄     ᾱ = ⟨W̄, A B⟩     C̄ = β W̄     β̄ = ⟨W̄, C⟩
///                 (transposed: Ā = α [B W̄ᵀ]_P(A), B̄ = α A W̄)
///
/// Each is O(nnz·k) and `Ā` is a sampled product (``Sddmm``) of rank k: `W̄ Bᵀ` is never formed. What
/// a coefficient of 0 is multiplied with is not read, so it may hold NaN.
///
/// `Aᵀ B` runs on all threads over the values in the order of `Aᵀ`, permuted once for each change of them and by default
/// kept with the matrix: ``SparseAction``.
///
/// Source: paper 000, (28) and (30) as corrected.
public struct Spmm<S: SparseScalar>: SparseAction {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = DenseMatrix<S>
  /// The type of the result.
  public typealias Output = DenseMatrix<S>

  /// Whether `op(A)` is `Aᵀ`.
  public let transpose: Bool
  /// Whether the entries of `Aᵀ`, where they are needed, are kept with the matrix: ``SparseAction``.
  public let keepsTranspose: Bool
  /// The operation with `A`, or with `Aᵀ`.
  public init(transpose: Bool, keepsTranspose: Bool) {
    self.transpose = transpose
    self.keepsTranspose = keepsTranspose
  }
  public init(transpose: Bool = false) {
    self.init(transpose: transpose, keepsTranspose: true)
  }
  /// For graphs and reports.
  public var name: String { transpose ? "AᵀB" : "AB" }

  public func requireShapes(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>, _ w: DenseMatrix<S>?) {
    let (rows, columns) = transpose ? (a.columns, a.rows) : (a.rows, a.columns)
    require(b.rows == columns, "B has \(b.rows) rows, op(A) has \(columns) columns")
    guard let w else { return }
    require(
      w.rows == rows && w.columns == b.columns,
      "the result is \(w.rows)×\(w.columns), op(A) B is \(rows)×\(b.columns)")
  }

  public func makeResult(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) -> DenseMatrix<S> {
    let rows = transpose ? a.columns : a.rows
    return DenseMatrix(
      rows: rows, columns: b.columns, values: Kernels.uninitialized(rows * b.columns))
  }

  public func accumulate(
    _ alpha: S, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, _ beta: S, into w: inout DenseMatrix<S>
  ) {
    let op = a.oriented(transpose, keeping: keepsTranspose)
    Kernels.spmm(alpha, op.structure, op.values, b.values, b.columns, beta, &w.values)
  }

  public func cotangentA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ w: Variable<DenseMatrix<S>>
  ) -> DeferredProduct<Sddmm<S>> {
    let sampled = Sddmm<S>(on: a.value.pattern)
    return transpose ? sampled.of(b, w) : sampled.of(w, b)
  }

  public func cotangentB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ w: Variable<DenseMatrix<S>>
  ) -> DeferredProduct<Spmm> {
    Spmm(transpose: !transpose, keepsTranspose: keepsTranspose).of(a, w)
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
    Spmm()(a, b)
  }

  /// `Aᵀ B`: ``Spmm``.
  public func transposed<S>(times b: Variable<DenseMatrix<S>>) -> Variable<DenseMatrix<S>>
  where Value == CSRMatrix<S> {
    Spmm(transpose: true)(self, b)
  }
}
