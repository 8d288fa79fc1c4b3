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
public enum MaskedProduct {
  /// `[A op(B)]_P`.
  public static func forward<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, on mask: SparsityPattern, transposeB: Bool = false
  ) -> CSRMatrix<S> {
    checkShapes(a, b, mask, transposeB)
    return CSRMatrix(
      pattern: mask,
      values: Kernels.maskedProduct(
        a.pattern.structure, a.values, b.pattern.structure, b.values, transposeB: transposeB,
        on: mask.structure))
  }

  /// `C ← [A op(B)]_P(C)`.
  public static func forward<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>, transposeB: Bool = false
  ) {
    checkShapes(a, b, c.pattern, transposeB)
    Kernels.maskedProduct(
      a.pattern.structure, a.values, b.pattern.structure, b.values, transposeB: transposeB,
      on: c.pattern.structure, into: &c.values)
  }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, on mask: SparsityPattern, transposeB: Bool = false,
    aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    checkShapes(a, b, mask, transposeB)
    var dot = CSRMatrix<S>(pattern: mask)
    if let aDot {
      require(aDot.pattern === a.pattern, "a tangent lives on its matrix's pattern")
      dot = forward(aDot, b, on: mask, transposeB: transposeB)
    }
    if let bDot {
      require(bDot.pattern === b.pattern, "a tangent lives on its matrix's pattern")
      let term = forward(a, bDot, on: mask, transposeB: transposeB)
      Kernels.axpby(1, term.values, 1, &dot.values)
    }
    return dot
  }

  /// The cotangents of `A` and `B`; P is the pattern of the cotangent.
  public static func vjp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, transposeB: Bool = false, cotangent: CSRMatrix<S>
  ) -> (a: CSRMatrix<S>, b: CSRMatrix<S>) {
    (
      vjpA(a, b, transposeB: transposeB, cotangent: cotangent),
      vjpB(a, b, transposeB: transposeB, cotangent: cotangent)
    )
  }

  /// The cotangent of `A` alone: `[C̄ op(B)ᵀ]_P(A)`.
  public static func vjpA<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, transposeB: Bool = false, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    checkShapes(a, b, cotangent.pattern, transposeB)
    return forward(cotangent, b, on: a.pattern, transposeB: !transposeB)
  }

  /// The cotangent of `B` alone: `[Aᵀ C̄]_P(B)`, or `[C̄ᵀ A]_P(B)` where `B` was transposed.
  public static func vjpB<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, transposeB: Bool = false, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    checkShapes(a, b, cotangent.pattern, transposeB)
    let (left, right) = transposeB ? (cotangent, a) : (a, cotangent)
    return CSRMatrix(
      pattern: b.pattern,
      values: Kernels.maskedProduct(
        left.pattern.transpose.pattern.structure, left.valuesOfTranspose(),
        right.pattern.structure, right.values, transposeB: false, on: b.pattern.structure))
  }

  private static func checkShapes<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ mask: SparsityPattern, _ transposeB: Bool
  ) {
    let (rows, columns) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    require(a.columns == rows, "A has \(a.columns) columns, op(B) has \(rows) rows")
    require(
      mask.rows == a.rows && mask.columns == columns,
      "the mask is \(mask.rows)×\(mask.columns), A op(B) is \(a.rows)×\(columns)")
  }
}

// On the tape.
extension Variable {
  /// `[A op(B)]_P`, where `op(B)` is `B` or, with `transposeB`, `Bᵀ`: ``MaskedProduct``.
  public func product<S>(
    _ b: Variable, on mask: SparsityPattern, transposeB: Bool = false
  ) -> Variable where Value == CSRMatrix<S> {
    MaskedSparseProduct(mask: mask, transposeB: transposeB)(self, b)
  }
}

/// `[A op(B)]_P`.
struct MaskedSparseProduct<S: SparseScalar>: BilinearOperation {
  let mask: SparsityPattern
  let transposeB: Bool
  var name: String { transposeB ? "[ABᵀ]" : "[AB]" }

  func forward(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    MaskedProduct.forward(a, b, on: mask, transposeB: transposeB)
  }

  func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    cotangent.product(b, on: a.value.pattern, transposeB: !transposeB)
  }

  func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    let (left, right) = transposeB ? (cotangent, a) : (a, cotangent)
    return left.transposed().product(right, on: b.value.pattern)
  }
}
