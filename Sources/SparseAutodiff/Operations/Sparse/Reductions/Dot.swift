import SparseMatrices

/// Inner product, `w = ⟨A, B⟩ = Σ_ij A_ij B_ij`, of two sparse matrices or of a sparse and a dense one.
///
///     A   m×n sparse      B   m×n sparse or dense      w   a scalar
///
///     tangent     ẇ = ⟨Ȧ, B⟩ + ⟨A, Ḃ⟩
///     cotangent   Ā = w̄ [B]_P(A)     B̄ = w̄ [A]_P(B), dense where B is
///
/// O(m) and the entries of A and B; on one pattern object, a product of value arrays. Added in double precision.
public enum Dot {
  /// `⟨A, B⟩`.
  public static func forward<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> S {
    Kernels.dot(a.values, restricted(b, to: a.pattern))
  }

  /// `ẇ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) -> S {
    (aDot.map { forward($0, b) } ?? 0) + (bDot.map { forward(a, $0) } ?? 0)
  }

  /// The cotangents of both.
  public static func vjp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: S
  ) -> (a: CSRMatrix<S>, b: CSRMatrix<S>) {
    (vjpA(a, b, cotangent: cotangent), vjpA(b, a, cotangent: cotangent))
  }

  /// The cotangent of `A` alone: `w̄ [B]_P(A)`. The values of `a` are not read.
  public static func vjpA<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: S
  ) -> CSRMatrix<S> {
    CSRMatrix(pattern: a.pattern, values: restricted(b, to: a.pattern, times: cotangent))
  }

  /// The cotangent of `B` alone: `w̄ [A]_P(B)`. The values of `b` are not read.
  public static func vjpB<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: S
  ) -> CSRMatrix<S> {
    vjpA(b, a, cotangent: cotangent)
  }

  /// The values of `factor [B]_P`.
  private static func restricted<S>(
    _ b: CSRMatrix<S>, to pattern: SparsityPattern, times factor: S = 1
  ) -> [S] {
    require(
      b.rows == pattern.rows && b.columns == pattern.columns,
      "the product of a \(pattern.rows)×\(pattern.columns) matrix and a \(b.rows)×\(b.columns) one")
    if b.pattern === pattern {
      return factor == 1 ? b.values : Kernels.axpby(factor, b.values, 0, b.values)
    }
    return Kernels.restrict(factor, b.pattern.structure, b.values, to: pattern.structure)
  }
}

// Sparse with dense.
extension Dot {
  /// `⟨A, B⟩`.
  public static func forward<S>(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) -> S {
    Kernels.dot(a.values, Sampled.forward(b, on: a.pattern).values)
  }

  /// `ẇ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, aDot: CSRMatrix<S>? = nil, bDot: DenseMatrix<S>? = nil
  ) -> S {
    (aDot.map { forward($0, b) } ?? 0) + (bDot.map { forward(a, $0) } ?? 0)
  }

  /// The cotangents of both; that of `B` is dense, 0 outside A's pattern.
  public static func vjp<S>(
    _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, cotangent: S
  ) -> (a: CSRMatrix<S>, b: DenseMatrix<S>) {
    (vjpA(a, b, cotangent: cotangent), vjpB(a, b, cotangent: cotangent))
  }

  /// The cotangent of `A` alone: `w̄ [B]_P(A)`. The values of `a` are not read.
  public static func vjpA<S>(
    _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, cotangent: S
  ) -> CSRMatrix<S> {
    var aBar = Sampled.forward(b, on: a.pattern)
    Kernels.scale(cotangent, &aBar.values)
    return aBar
  }

  /// The cotangent of `B` alone: `w̄ A`, dense. The values of `b` are not read.
  public static func vjpB<S>(
    _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, cotangent: S
  ) -> DenseMatrix<S> {
    Sampled.vjp(cotangent: Scaling.forward(alpha: cotangent, a))
  }
}

/// The squared Frobenius norm, `w = Σ_ij A_ij²`.
///
///     A   m×n sparse      w   a scalar
///
///     tangent     ẇ = 2 ⟨A, Ȧ⟩
///     cotangent   Ā = 2 w̄ A
///
/// Each is O(nnz). Added in double precision.
public enum SquaredNorm {
  /// `‖A‖²`.
  public static func forward<S>(_ a: CSRMatrix<S>) -> S { Kernels.dot(a.values, a.values) }

  /// `ẇ`.
  public static func jvp<S>(_ a: CSRMatrix<S>, aDot: CSRMatrix<S>) -> S { 2 * Dot.forward(a, aDot) }

  /// The cotangent of `A`.
  public static func vjp<S>(_ a: CSRMatrix<S>, cotangent: S) -> CSRMatrix<S> {
    Scaling.forward(alpha: 2 * cotangent, a)
  }
}

/// The Frobenius norm, `w = ‖A‖ = √(Σ_ij A_ij²)`.
///
///     A   m×n sparse      w   a scalar
///
///     tangent     ẇ = ⟨A, Ȧ⟩ / ‖A‖
///     cotangent   Ā = (w̄ / ‖A‖) A
///
/// Each is O(nnz). At A = 0, where the norm has a kink, both derivatives are 0, which is a subgradient. The squares are
/// added in double precision: of `Double` entries beyond about 1e±154 they overflow or vanish.
public enum FrobeniusNorm {
  /// `‖A‖`.
  public static func forward<S>(_ a: CSRMatrix<S>) -> S { Kernels.norm(a.values) }

  /// `ẇ`.
  public static func jvp<S>(_ a: CSRMatrix<S>, aDot: CSRMatrix<S>) -> S {
    let norm = forward(a)
    return norm == 0 ? 0 : Dot.forward(a, aDot) / norm
  }

  /// The cotangent of `A`.
  public static func vjp<S>(_ a: CSRMatrix<S>, cotangent: S) -> CSRMatrix<S> {
    let norm = forward(a)
    if norm == 0 { return CSRMatrix(pattern: a.pattern) }
    return Scaling.forward(alpha: cotangent / norm, a)
  }
}
