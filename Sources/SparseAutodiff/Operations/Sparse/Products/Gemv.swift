import SparseMatrices

/// Sparse matrix times vector, `w = α op(A) x + β y`, where `op(A)` is `A` or, with `transpose`, `Aᵀ`.
///
///     A   m×n sparse      x   n      y, w   m             (transposed: x  m;  y, w  n)
///
///     tangent     ẇ = α̇ A x + α Ȧ x + α A ẋ + β̇ y + β ẏ
///     cotangent   Ā = α [w̄ xᵀ]_P(A)     x̄ = α Aᵀ w̄     ᾱ = ⟨w̄, A x⟩     ȳ = β w̄     β̄ = ⟨w̄, y⟩
///                 (transposed: Ā = α [x w̄ᵀ]_P(A), x̄ = α A w̄)
///
/// Each is O(m + n + nnz); `w̄ xᵀ` is never formed. What a coefficient of 0 is multiplied with is not read, so it may hold
/// NaN.
///
/// `Aᵀ x` on a matrix that keeps its transpose runs on all threads; otherwise it is a scatter on one, and by default
/// nothing is kept: ``SparseAction``.
///
/// Source: paper 001, equations 9 to 20; its (8) is corrected.
public struct Gemv<S: SparseScalar>: SparseAction {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = [S]
  /// The type of the result.
  public typealias Output = [S]

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
    self.init(transpose: transpose, keepsTranspose: false)
  }
  /// For graphs and reports.
  public var name: String { transpose ? "Aᵀx" : "Ax" }

  public func requireShapes(_ a: CSRMatrix<S>, _ x: [S], _ w: [S]?) {
    let (rows, columns) = transpose ? (a.columns, a.rows) : (a.rows, a.columns)
    require(x.count == columns, "x has \(x.count) elements, op(A) has \(columns) columns")
    guard let w else { return }
    require(w.count == rows, "the result has \(w.count) elements, op(A) has \(rows) rows")
  }

  public func makeResult(_ a: CSRMatrix<S>, _ x: [S]) -> [S] {
    Kernels.uninitialized(transpose ? a.columns : a.rows)
  }

  public func accumulate(
    _ alpha: S, _ a: CSRMatrix<S>, _ x: [S], _ beta: S, into w: inout [S]
  ) {
    if !transpose || keepsTranspose || a.transposedValues.current != nil {
      let op = a.oriented(transpose)
      Kernels.gemv(alpha, op.structure, op.values, x, beta, &w)
    } else if beta == 0 {
      Kernels.gemvScatter(a.pattern.structure, a.values, x, into: &w)
      w.scale(by: alpha)
    } else {
      var sum = makeResult(a, x)
      Kernels.gemvScatter(a.pattern.structure, a.values, x, into: &sum)
      Kernels.axpby(alpha, sum, beta, &w)
    }
  }

  public func cotangentA(
    _ a: Variable<CSRMatrix<S>>, _ x: Variable<[S]>, _ w: Variable<[S]>
  ) -> DeferredProduct<SampledOuter<S>> {
    let outer = SampledOuter<S>(on: a.value.pattern)
    return transpose ? outer.of(x, w) : outer.of(w, x)
  }

  public func cotangentB(
    _ a: Variable<CSRMatrix<S>>, _ x: Variable<[S]>, _ w: Variable<[S]>
  ) -> DeferredProduct<Gemv> {
    Gemv(transpose: !transpose, keepsTranspose: keepsTranspose).of(a, w)
  }

  /// On one thread both come from one pass over the entries.
  public func backward(
    alpha: S, _ a: CSRMatrix<S>, _ x: [S], cotangent: [S], into aBar: inout CSRMatrix<S>,
    unscaled xBar: inout [S]
  ) {
    if !transpose, Threads.count == 1 || a.count < Threads.serialCutoff, a.count > 0 {
      Kernels.gemvBackward(
        alpha, a.pattern.structure, a.values, cotangent, x, &aBar.values, &xBar)
    } else {
      backwardApart(alpha: alpha, a, x, cotangent: cotangent, into: &aBar, unscaled: &xBar)
    }
  }
}

extension CSRMatrix {
  /// `A x`: ``Gemv``.
  public static func * (a: CSRMatrix, x: [Scalar]) -> [Scalar] { Gemv.forward(a, x) }
}

// On the tape.
extension Variable {
  /// `A x`: ``Gemv``.
  public static func * <S>(a: Variable, x: Variable<[S]>) -> Variable<[S]>
  where Value == CSRMatrix<S> {
    Gemv()(a, x)
  }

  /// `Aᵀ x`: ``Gemv``.
  public func transposed<S>(times x: Variable<[S]>) -> Variable<[S]>
  where Value == CSRMatrix<S> {
    Gemv(transpose: true)(self, x)
  }
}
