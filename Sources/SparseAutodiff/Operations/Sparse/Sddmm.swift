import SparseMatrices

/// Sampled product of two dense matrices, `C = α S ⊙ [X Yᵀ]_P(S)`.
///
///     S   m×n sparse      X   m×k      Y   n×k      C   on P(S)
///
///     tangent     Ċ = α̇ S ⊙ X Yᵀ + α Ṡ ⊙ X Yᵀ + α S ⊙ (Ẋ Yᵀ + X Ẏᵀ)
///     cotangent   with M = α C̄ ⊙ S on P(S):   X̄ = M Y     Ȳ = Mᵀ X
///                 S̄ = α C̄ ⊙ [X Yᵀ]_P          ᾱ = ⟨C̄, S ⊙ X Yᵀ⟩
///
/// Each is O(nnz·k); `X Yᵀ` is never formed. A pattern in place of `S` stands for ones on it.
public enum Sddmm {
  /// `α S ⊙ [X Yᵀ]_P(S)`.
  public static func forward<S>(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>
  ) -> CSRMatrix<S> {
    checkShapes(s.pattern, x, y)
    return CSRMatrix(
      pattern: s.pattern,
      values: Kernels.sddmm(
        alpha, s.pattern.structure, s.values, x.values, y.values, x.columns))
  }

  /// `α [X Yᵀ]_P`.
  public static func forward<S>(
    alpha: S = 1, _ pattern: SparsityPattern, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>
  ) -> CSRMatrix<S> {
    checkShapes(pattern, x, y)
    return CSRMatrix(
      pattern: pattern,
      values: Kernels.sddmm(alpha, pattern.structure, nil, x.values, y.values, x.columns))
  }

  /// `C ← α S ⊙ [X Yᵀ]_P(S)`, for `C` on S's pattern.
  public static func forward<S>(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>,
    into c: inout CSRMatrix<S>
  ) {
    checkShapes(s.pattern, x, y)
    require(c.pattern === s.pattern, "the result lives on S's pattern")
    Kernels.sddmm(
      alpha, s.pattern.structure, s.values, x.values, y.values, x.columns, into: &c.values)
  }

  /// `C ← α [X Yᵀ]_P(C)`.
  public static func forward<S>(
    alpha: S = 1, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>, into c: inout CSRMatrix<S>
  ) {
    checkShapes(c.pattern, x, y)
    Kernels.sddmm(
      alpha, c.pattern.structure, nil, x.values, y.values, x.columns, into: &c.values)
  }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>, alphaDot: S = 0,
    sDot: CSRMatrix<S>? = nil, xDot: DenseMatrix<S>? = nil, yDot: DenseMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    var dot = CSRMatrix<S>(pattern: s.pattern)
    func add(_ term: CSRMatrix<S>) { Kernels.axpby(1, term.values, 1, &dot.values) }
    if alphaDot != 0 { add(forward(alpha: alphaDot, s, x, y)) }
    if let sDot {
      require(sDot.pattern === s.pattern, "a tangent lives on its matrix's pattern")
      add(forward(alpha: alpha, sDot, x, y))
    }
    if let xDot { add(forward(alpha: alpha, s, xDot, y)) }
    if let yDot { add(forward(alpha: alpha, s, x, yDot)) }
    return dot
  }

  /// The cotangents of `α`, `S`, `X` and `Y`.
  public static func vjp<S>(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>,
    cotangent: CSRMatrix<S>
  ) -> (alpha: S, s: CSRMatrix<S>, x: DenseMatrix<S>, y: DenseMatrix<S>) {
    checkShapes(s.pattern, x, y)
    require(cotangent.pattern === s.pattern, "the cotangent is not on the result's pattern")
    let m = CSRMatrix(
      pattern: s.pattern, values: Kernels.multiply(alpha, cotangent.values, s.values))
    // C̄ ⊙ [X Yᵀ]_P, with the cotangent in the place of S.
    var sBar = forward(cotangent, x, y)
    let alphaBar = Kernels.dot(sBar.values, s.values)
    if alpha != 1 { Kernels.scale(alpha, &sBar.values) }
    return (alphaBar, sBar, Spmm.forward(m, y), Spmm.forward(m, x, transpose: true))
  }

  /// The cotangents of `α`, `X` and `Y` in `α [X Yᵀ]_P`, P the pattern of the cotangent.
  public static func vjp<S>(
    alpha: S = 1, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (alpha: S, x: DenseMatrix<S>, y: DenseMatrix<S>) {
    checkShapes(cotangent.pattern, x, y)
    var xBar = Spmm.forward(cotangent, y)
    let alphaBar = Kernels.dot(xBar.values, x.values)
    if alpha != 1 { Kernels.scale(alpha, &xBar.values) }
    return (alphaBar, xBar, Spmm.forward(alpha: alpha, cotangent, x, transpose: true))
  }

  private static func checkShapes<S>(
    _ pattern: SparsityPattern, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>
  ) {
    require(x.rows == pattern.rows, "X has \(x.rows) rows, the pattern \(pattern.rows)")
    require(
      y.rows == pattern.columns, "Y has \(y.rows) rows, the pattern \(pattern.columns) columns")
    require(x.columns == y.columns, "X has \(x.columns) columns, Y has \(y.columns)")
  }
}

// On the tape.
extension Variable {
  /// `S ⊙ [X Yᵀ]_P(S)`: ``Sddmm``.
  public func sampledProduct<S>(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>
  ) -> Variable where Value == CSRMatrix<S> {
    // The product's entries are kept, so that S̄ needs no second product.
    hadamard(value.pattern.sampledProduct(x, y))
  }
}

extension SparsityPattern {
  /// `[X Yᵀ]_P`, P this pattern: ``Sddmm``.
  public func sampledProduct<S>(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    SampledDenseProduct(pattern: self)(x, y)
  }
}

/// `[X Yᵀ]_P`.
struct SampledDenseProduct<S: SparseScalar>: BilinearOperation {
  let pattern: SparsityPattern
  var name: String { "[XYᵀ]" }

  func forward(_ x: DenseMatrix<S>, _ y: DenseMatrix<S>) -> CSRMatrix<S> {
    Sddmm.forward(pattern, x, y)
  }

  func vjpA(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>,
    cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<DenseMatrix<S>> { cotangent * y }

  func vjpB(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>,
    cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<DenseMatrix<S>> { cotangent.transposed(times: x) }
}
