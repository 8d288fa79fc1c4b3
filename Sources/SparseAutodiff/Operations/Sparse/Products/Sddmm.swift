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
///
/// As an operation it is `α [X Yᵀ]_P + β C`; the static forms take an `S` as well.
public struct Sddmm<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = DenseMatrix<S>
  /// The type of the second factor.
  public typealias B = DenseMatrix<S>
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  /// The pattern of the result.
  public let pattern: SparsityPattern
  /// The operation with a result on this pattern.
  public init(on pattern: SparsityPattern) { self.pattern = pattern }
  /// For graphs and reports.
  public var name: String { "[XYᵀ]" }

  public func requireShapes(_ x: DenseMatrix<S>, _ y: DenseMatrix<S>, _ c: CSRMatrix<S>?) {
    require(x.rows == pattern.rows, "X has \(x.rows) rows, the pattern \(pattern.rows)")
    require(
      y.rows == pattern.columns, "Y has \(y.rows) rows, the pattern \(pattern.columns) columns")
    require(x.columns == y.columns, "X has \(x.columns) columns, Y has \(y.columns)")
    require(c == nil || c?.pattern === pattern, "the result is not on the product's pattern")
  }

  public func makeResult(_ x: DenseMatrix<S>, _ y: DenseMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(pattern: pattern, values: Kernels.uninitialized(pattern.count))
  }

  public func accumulate(
    _ alpha: S, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>, _ beta: S, into c: inout CSRMatrix<S>
  ) { c.add(beta) { product(alpha, nil, x, y, into: &$0) } }

  public func cotangentA(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Spmm<S>> { Spmm().of(c, y) }

  public func cotangentB(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Spmm<S>> { Spmm(transpose: true).of(c, x) }

  fileprivate func product(
    _ alpha: S, _ s: CSRMatrix<S>?, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>,
    into c: inout CSRMatrix<S>
  ) {
    Kernels.sddmm(
      alpha, pattern.structure, s?.values, x.values, y.values, x.columns, into: &c.values)
  }
}

// On a pattern.
extension Sddmm {
  /// `α [X Yᵀ]_P`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    alpha: S = 1, _ pattern: SparsityPattern, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>
  ) -> CSRMatrix<S> { Sddmm(on: pattern).forward(alpha: alpha, x, y) }

  /// `C ← α [X Yᵀ]_P(C)`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    alpha: S = 1, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>, into c: inout CSRMatrix<S>
  ) { Sddmm(on: c.pattern).forward(alpha: alpha, x, y, into: &c) }

  /// The cotangents of `α`, `X` and `Y` in `α [X Yᵀ]_P`, P the pattern of the cotangent.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func vjp(
    alpha: S = 1, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (alpha: S, x: DenseMatrix<S>, y: DenseMatrix<S>) {
    let bars = Sddmm(on: cotangent.pattern).vjp(alpha: alpha, x, y, cotangent: cotangent)
    return (bars.alpha, bars.a, bars.b)
  }
}

// With a sparse factor.
extension Sddmm {
  /// `α S ⊙ [X Yᵀ]_P(S)`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>
  ) -> CSRMatrix<S> {
    let product = Sddmm(on: s.pattern)
    product.requireShapes(x, y, nil)
    var c = product.makeResult(x, y)
    product.product(alpha, s, x, y, into: &c)
    return c
  }

  /// `C ← α S ⊙ [X Yᵀ]_P(S)`, for `C` on S's pattern.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>,
    into c: inout CSRMatrix<S>
  ) {
    let product = Sddmm(on: s.pattern)
    product.requireShapes(x, y, c)
    product.product(alpha, s, x, y, into: &c)
  }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>, alphaDot: S = 0,
    sDot: CSRMatrix<S>? = nil, xDot: DenseMatrix<S>? = nil, yDot: DenseMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    var dot = CSRMatrix<S>(pattern: s.pattern)
    if alphaDot != 0 { dot.add(forward(alpha: alphaDot, s, x, y)) }
    if let sDot {
      requireTangent(sDot, of: s)
      dot.add(forward(alpha: alpha, sDot, x, y))
    }
    if let xDot { dot.add(forward(alpha: alpha, s, xDot, y)) }
    if let yDot { dot.add(forward(alpha: alpha, s, x, yDot)) }
    return dot
  }

  /// The cotangents of `α`, `S`, `X` and `Y`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func vjp(
    alpha: S = 1, _ s: CSRMatrix<S>, _ x: DenseMatrix<S>, _ y: DenseMatrix<S>,
    cotangent: CSRMatrix<S>
  ) -> (alpha: S, s: CSRMatrix<S>, x: DenseMatrix<S>, y: DenseMatrix<S>) {
    let product = Sddmm(on: s.pattern)
    product.requireShapes(x, y, cotangent)
    let m = CSRMatrix(
      pattern: s.pattern, values: Kernels.multiply(alpha, cotangent.values, s.values))
    // C̄ ⊙ [X Yᵀ]_P, with the cotangent in the place of S.
    var sBar = forward(cotangent, x, y)
    let alphaBar = Kernels.dot(sBar.values, s.values)
    sBar.scale(by: alpha)
    let bars = product.vjp(x, y, cotangent: m)
    return (alphaBar, sBar, bars.a, bars.b)
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
    Sddmm(on: self)(x, y)
  }
}
