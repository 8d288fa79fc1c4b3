import SparseMatrices

/// Sparse matrix times vector, `w = α op(A) x + β y`, where `op(A)` is `A` or, with `transpose`, `Aᵀ`.
///
///     A   m×n sparse      x   n      y, w   m             (transposed: x  m;  y, w  n)
///
///     tangent     ẇ = α̇ A x + α Ȧ x + α A ẋ + β̇ y + β ẏ
///     cotangent   Ā = α [w̄ xᵀ]_P(A)     x̄ = α Aᵀ w̄     ᾱ = ⟨w̄, A x⟩     ȳ = β w̄     β̄ = ⟨w̄, y⟩
///                 (transposed: Ā = α [x w̄ᵀ]_P(A), x̄ = α A w̄)
///
/// Each is O(m + n + nnz); `w̄ xᵀ` is never formed. Where β = 0, `y` is not read, so it may hold NaN.
///
/// `Aᵀ x` on a matrix whose ``CSRMatrix/transposed()`` was made before runs on all threads; otherwise it is a scatter on
/// one. The bits are the same.
///
/// Source: paper 001, equations 9 to 20; its (8) is corrected.
public enum Gemv {
  /// `α op(A) x`.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], transpose: Bool = false
  ) -> [S] {
    checkShapes(a, x, transpose)
    guard transpose else { return Kernels.gemv(alpha, a.pattern.structure, a.values, x) }
    if let values = a.transposedValues.current {
      return Kernels.gemv(alpha, a.pattern.transpose.pattern.structure, values, x)
    }
    var w = Kernels.gemvScatter(a.pattern.structure, a.values, x)
    if alpha != 1 { Kernels.scale(alpha, &w) }
    return w
  }

  /// `α op(A) x + β y`.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], beta: S, _ y: [S], transpose: Bool = false
  ) -> [S] {
    checkShapes(a, x, y, transpose)
    if !transpose { return Kernels.gemv(alpha, a.pattern.structure, a.values, x, beta, y) }
    var w = y
    forward(alpha: alpha, a, x, beta: beta, into: &w, transpose: true)
    return w
  }

  /// `w ← α op(A) x + β w`, in place.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], beta: S = 0, into w: inout [S],
    transpose: Bool = false
  ) {
    checkShapes(a, x, w, transpose)
    if !transpose {
      Kernels.gemv(alpha, a.pattern.structure, a.values, x, beta, &w)
    } else if let values = a.transposedValues.current {
      Kernels.gemv(alpha, a.pattern.transpose.pattern.structure, values, x, beta, &w)
    } else {
      let sum = Kernels.gemvScatter(a.pattern.structure, a.values, x)
      Kernels.axpby(alpha, sum, beta, &w)
    }
  }

  /// `ẇ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], beta: S = 0, _ y: [S]? = nil,
    transpose: Bool = false, alphaDot: S = 0, aDot: CSRMatrix<S>? = nil, xDot: [S]? = nil,
    betaDot: S = 0, yDot: [S]? = nil
  ) -> [S] {
    checkShapes(a, x, transpose)
    if let y { checkShapes(a, x, y, transpose) }
    if let yDot { checkShapes(a, x, yDot, transpose) }
    var dot: [S] = Kernels.zeros(transpose ? a.columns : a.rows)
    if alphaDot != 0 {
      forward(alpha: alphaDot, a, x, beta: 1, into: &dot, transpose: transpose)
    }
    if let aDot {
      require(aDot.pattern === a.pattern, "a tangent lives on its matrix's pattern")
      forward(alpha: alpha, aDot, x, beta: 1, into: &dot, transpose: transpose)
    }
    if let xDot { forward(alpha: alpha, a, xDot, beta: 1, into: &dot, transpose: transpose) }
    if let y, betaDot != 0 { Kernels.axpy(betaDot, y, &dot) }
    if let yDot { Kernels.axpy(beta, yDot, &dot) }
    return dot
  }

  /// The cotangents of `α`, `A` and `x`.
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], transpose: Bool = false, cotangent: [S]
  ) -> (alpha: S, a: CSRMatrix<S>, x: [S]) {
    var aBar = CSRMatrix<S>(pattern: a.pattern, values: Kernels.uninitialized(a.count))
    var xBar: [S] = Kernels.uninitialized(x.count)
    let alphaBar = vjp(
      alpha: alpha, a, x, transpose: transpose, cotangent: cotangent, into: &aBar, &xBar)
    return (alphaBar, aBar, xBar)
  }

  /// The cotangents of `A` and `x`, into a matrix on A's pattern and an array of x's length; returns that of `α`.
  @discardableResult
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], transpose: Bool = false, cotangent: [S],
    into aBar: inout CSRMatrix<S>, _ xBar: inout [S]
  ) -> S {
    checkShapes(a, x, cotangent, transpose)
    require(aBar.pattern === a.pattern, "a gradient lives on its matrix's pattern")
    require(xBar.count == x.count, "x̄ has \(xBar.count) elements, x has \(x.count)")
    if !transpose, Threads.count == 1 || a.count < Threads.serialCutoff, a.count > 0 {
      Kernels.gemvBackward(
        alpha, a.pattern.structure, a.values, cotangent, x, &aBar.values, &xBar)
    } else {
      vjpA(alpha: alpha, a, x, transpose: transpose, cotangent: cotangent, into: &aBar)
      forward(a, cotangent, into: &xBar, transpose: !transpose)
    }
    // Before it is scaled, x̄ holds op(A)ᵀ w̄, and ⟨w̄, op(A) x⟩ is its product with x.
    let alphaBar = Kernels.dot(xBar, x)
    if alpha != 1 { Kernels.scale(alpha, &xBar) }
    return alphaBar
  }

  /// The cotangents of all five arguments.
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], beta: S, _ y: [S], transpose: Bool = false,
    cotangent: [S]
  ) -> (alpha: S, a: CSRMatrix<S>, x: [S], beta: S, y: [S]) {
    checkShapes(a, x, y, transpose)
    let (alphaBar, aBar, xBar) = vjp(
      alpha: alpha, a, x, transpose: transpose, cotangent: cotangent)
    var yBar = cotangent
    Kernels.scale(beta, &yBar)
    return (alphaBar, aBar, xBar, Kernels.dot(cotangent, y), yBar)
  }

  /// The cotangent of `A` alone: `α [w̄ xᵀ]_P(A)`. The values of `a` are not read.
  public static func vjpA<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], transpose: Bool = false, cotangent: [S]
  ) -> CSRMatrix<S> {
    checkShapes(a, x, cotangent, transpose)
    let (g, h) = transpose ? (x, cotangent) : (cotangent, x)
    return CSRMatrix(
      pattern: a.pattern, values: Kernels.outer(alpha, a.pattern.structure, g, h))
  }

  /// The cotangent of `A`, into a matrix on A's pattern.
  public static func vjpA<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ x: [S], transpose: Bool = false, cotangent: [S],
    into aBar: inout CSRMatrix<S>
  ) {
    checkShapes(a, x, cotangent, transpose)
    require(aBar.pattern === a.pattern, "a gradient lives on its matrix's pattern")
    let (g, h) = transpose ? (x, cotangent) : (cotangent, x)
    Kernels.outer(alpha, a.pattern.structure, g, h, into: &aBar.values)
  }

  /// The cotangent of `x` alone: `α op(A)ᵀ w̄`.
  public static func vjpX<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, transpose: Bool = false, cotangent: [S]
  ) -> [S] {
    forward(alpha: alpha, a, cotangent, transpose: !transpose)
  }

  private static func checkShapes<S>(_ a: CSRMatrix<S>, _ x: [S], _ transpose: Bool) {
    let columns = transpose ? a.rows : a.columns
    require(x.count == columns, "x has \(x.count) elements, op(A) has \(columns) columns")
  }

  private static func checkShapes<S>(
    _ a: CSRMatrix<S>, _ x: [S], _ w: [S], _ transpose: Bool
  ) {
    checkShapes(a, x, transpose)
    let rows = transpose ? a.columns : a.rows
    require(w.count == rows, "the result has \(w.count) elements, op(A) has \(rows) rows")
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
    MatrixVectorProduct(transpose: false)(a, x)
  }

  /// `Aᵀ x`: ``Gemv``.
  public func transposed<S>(times x: Variable<[S]>) -> Variable<[S]>
  where Value == CSRMatrix<S> {
    MatrixVectorProduct(transpose: true)(self, x)
  }
}

/// `op(A) x`.
struct MatrixVectorProduct<S: SparseScalar>: BilinearOperation {
  let transpose: Bool
  var name: String { transpose ? "Aᵀx" : "Ax" }

  func forward(_ a: CSRMatrix<S>, _ x: [S]) -> [S] { Gemv.forward(a, x, transpose: transpose) }

  func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ x: Variable<[S]>, cotangent: Variable<[S]>
  ) -> Variable<CSRMatrix<S>> {
    let product = SampledOuterProduct<S>(pattern: a.value.pattern)
    return transpose ? product(x, cotangent) : product(cotangent, x)
  }

  func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ x: Variable<[S]>, cotangent: Variable<[S]>
  ) -> Variable<[S]> {
    MatrixVectorProduct(transpose: !transpose)(a, cotangent)
  }

  func vjp(_ a: CSRMatrix<S>, _ x: [S], cotangent: [S]) -> (a: CSRMatrix<S>, b: [S])? {
    let bars = Gemv.vjp(a, x, transpose: transpose, cotangent: cotangent)
    return (bars.a, bars.x)
  }
}

/// `[g hᵀ]_P`.
struct SampledOuterProduct<S: SparseScalar>: BilinearOperation {
  let pattern: SparsityPattern
  var name: String { "[ghᵀ]" }

  func forward(_ g: [S], _ h: [S]) -> CSRMatrix<S> {
    CSRMatrix(pattern: pattern, values: Kernels.outer(1, pattern.structure, g, h))
  }

  func vjpA(
    _ g: Variable<[S]>, _ h: Variable<[S]>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<[S]> { cotangent * h }

  func vjpB(
    _ g: Variable<[S]>, _ h: Variable<[S]>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<[S]> { cotangent.transposed(times: g) }
}
