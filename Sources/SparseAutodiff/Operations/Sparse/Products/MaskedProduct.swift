import SparseMatrices

/// Product of two sparse matrices on a given pattern, `C = [A op(B)]_P`, where `op(B)` is `B` or, with `transposeB`, `Bᵀ`.
///
///     A   m×n sparse      B   n×p sparse (transposed: p×n)      P   a pattern of m×p      C   on P
///
///     tangent     Ċ = [Ȧ op(B) + A op(Ḃ)]_P
///     cotangent   Ā = [C̄ op(B)ᵀ]_P(A)     B̄ = [Aᵀ C̄]_P(B)     (transposed: B̄ = [C̄ᵀ A]_P(B))
///
/// What the product has outside P is never computed into memory. Each cotangent is itself a masked product.
///
/// - Complexity: with `transposeB`, the entries of the rows of B that P names; otherwise those of the rows of B that A
///   names, each looked up in a row of P.
public struct MaskedProduct<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = CSRMatrix<S>
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  /// The pattern of the result.
  public let mask: SparsityPattern
  /// Whether `op(B)` is `Bᵀ`.
  public let transposeB: Bool
  /// The operation with a result on this pattern.
  public init(on mask: SparsityPattern, transposeB: Bool = false) {
    self.mask = mask
    self.transposeB = transposeB
  }
  /// For graphs and reports.
  public var name: String { transposeB ? "[ABᵀ]" : "[AB]" }

  public func requireShapes(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ c: CSRMatrix<S>?) {
    let (rows, columns) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    require(a.columns == rows, "A has \(a.columns) columns, op(B) has \(rows) rows")
    require(
      mask.rows == a.rows && mask.columns == columns,
      "the mask is \(mask.rows)×\(mask.columns), A op(B) is \(a.rows)×\(columns)")
    require(c == nil || c?.pattern === mask, "the result is not on the mask")
  }

  public func makeResult(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(pattern: mask, values: Kernels.uninitialized(mask.count))
  }

  public func accumulate(
    _ alpha: S, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ beta: S, into c: inout CSRMatrix<S>
  ) {
    c.add(beta) { c in
      Kernels.maskedProduct(
        a.pattern.structure, a.values, b.pattern.structure, b.values, transposeB: transposeB,
        on: mask.structure, into: &c.values)
      c.scale(by: alpha)
    }
  }

  public func cotangentA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<MaskedProduct> {
    MaskedProduct(on: a.value.pattern, transposeB: !transposeB).of(c, b)
  }

  public func cotangentB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<MaskedProduct> {
    let (left, right) = transposeB ? (c, a) : (a, c)
    return MaskedProduct(on: b.value.pattern).of(left.transposed(), right)
  }
}

extension MaskedProduct {
  /// `[A op(B)]_P`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, on mask: SparsityPattern, transposeB: Bool = false
  ) -> CSRMatrix<S> { MaskedProduct(on: mask, transposeB: transposeB).forward(a, b) }

  /// `C ← [A op(B)]_P(C)`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>, transposeB: Bool = false
  ) { MaskedProduct(on: c.pattern, transposeB: transposeB).forward(a, b, into: &c) }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, on mask: SparsityPattern, transposeB: Bool = false,
    aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    MaskedProduct(on: mask, transposeB: transposeB).jvp(a, b, aDot: aDot, bDot: bDot)
  }

  /// The cotangents of `A` and `B`; P is the pattern of the cotangent.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func vjp(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, transposeB: Bool = false, cotangent: CSRMatrix<S>
  ) -> (a: CSRMatrix<S>, b: CSRMatrix<S>) {
    MaskedProduct(on: cotangent.pattern, transposeB: transposeB).vjp(a, b, cotangent: cotangent)
  }
}

// On the tape.
extension Variable {
  /// `[A op(B)]_P`, where `op(B)` is `B` or, with `transposeB`, `Bᵀ`: ``MaskedProduct``.
  public func product<S>(
    _ b: Variable, on mask: SparsityPattern, transposeB: Bool = false
  ) -> Variable where Value == CSRMatrix<S> {
    MaskedProduct(on: mask, transposeB: transposeB)(self, b)
  }
}
