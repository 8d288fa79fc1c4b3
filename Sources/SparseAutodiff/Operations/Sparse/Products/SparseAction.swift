import SparseMatrices

/// A sparse matrix applied to what a dense one can be applied to, `w = α op(A) b + β c`, where `op(A)` is `A` or, with
/// `transpose`, `Aᵀ`: ``Gemv`` and ``Spmm``.
///
/// ## The transpose
///
/// The entries of `Aᵀ` row by row, once made, stay with the matrix until a value of it changes: 4 or 8 bytes an entry.
/// ``CSRMatrix/transposed()`` makes them, and so does a product with ``keepsTranspose``. Any product with `Aᵀ` that finds them
/// runs over them on all threads. One that does not find them, and is not to keep them, does without: ``Gemv`` scatters the
/// rows of `A` on one thread, ``Spmm`` permutes the values for itself alone. The bits are the same.
///
/// The default is what is faster where the values have changed since the last product: `Gemv` does not keep, as making
/// the entries costs more than one vector; `Spmm` keeps, as its columns share the cost.
///
/// The static forms are those of ``ProductOperation``, for calls that want no operation object: `Gemv.forward(a, x)`.
public protocol SparseAction: ProductOperation where B == Output {
  /// Whether `op(A)` is `Aᵀ`.
  var transpose: Bool { get }
  /// Whether the entries of `Aᵀ`, where they are needed, are kept with the matrix.
  var keepsTranspose: Bool { get }
  /// The operation with `A`, or with `Aᵀ`, that keeps the entries of `Aᵀ` where that is the faster default.
  init(transpose: Bool)
}

extension SparseAction {
  /// `α op(A) b`.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func forward(
    alpha: Scalar = 1, _ a: A, _ b: B, transpose: Bool = false
  ) -> Output { Self(transpose: transpose).forward(alpha: alpha, a, b) }

  /// `α op(A) b + β c`.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func forward(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar, _ c: Output, transpose: Bool = false
  ) -> Output { Self(transpose: transpose).forward(alpha: alpha, a, b, beta: beta, c) }

  /// `w ← α op(A) b + β w`, in place.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func forward(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar = 0, into w: inout Output,
    transpose: Bool = false
  ) { Self(transpose: transpose).forward(alpha: alpha, a, b, beta: beta, into: &w) }

  /// `ẇ`, for the tangents given; those left out are zero.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func jvp(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar = 0, _ c: Output? = nil,
    transpose: Bool = false, alphaDot: Scalar = 0, aDot: A? = nil, bDot: B? = nil,
    betaDot: Scalar = 0, cDot: Output? = nil
  ) -> Output {
    Self(transpose: transpose).jvp(
      alpha: alpha, a, b, beta: beta, c, alphaDot: alphaDot, aDot: aDot, bDot: bDot,
      betaDot: betaDot, cDot: cDot)
  }

  /// The cotangents of `α`, `A` and `b`.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func vjp(
    alpha: Scalar = 1, _ a: A, _ b: B, transpose: Bool = false, cotangent: Output
  ) -> (alpha: Scalar, a: A, b: B) {
    Self(transpose: transpose).vjp(alpha: alpha, a, b, cotangent: cotangent)
  }

  /// The cotangents of `A` and `b`, in place; returns that of `α`.
  @discardableResult
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func vjp(
    alpha: Scalar = 1, _ a: A, _ b: B, transpose: Bool = false, cotangent: Output,
    into aBar: inout A, _ bBar: inout B
  ) -> Scalar {
    Self(transpose: transpose).vjp(
      alpha: alpha, a, b, cotangent: cotangent, into: &aBar, &bBar)
  }

  /// The cotangents of all five arguments.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func vjp(
    alpha: Scalar = 1, _ a: A, _ b: B, beta: Scalar, _ c: Output, transpose: Bool = false,
    cotangent: Output
  ) -> (alpha: Scalar, a: A, b: B, beta: Scalar, c: Output) {
    Self(transpose: transpose).vjp(alpha: alpha, a, b, beta: beta, c, cotangent: cotangent)
  }

  /// The cotangent of `A` alone. The values of `a` are not read.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func vjpA(
    alpha: Scalar = 1, _ a: A, _ b: B, transpose: Bool = false, cotangent: Output
  ) -> A { Self(transpose: transpose).vjpA(alpha: alpha, a, b, cotangent: cotangent) }

  /// The cotangent of `A`, into a matrix on A's pattern.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func vjpA(
    alpha: Scalar = 1, _ a: A, _ b: B, transpose: Bool = false, cotangent: Output,
    into aBar: inout A
  ) {
    Self(transpose: transpose).cotangentA(Variable(a), Variable(b), Variable(cotangent))
      .write(alpha: alpha, into: &aBar)
  }

  /// The cotangent of `b` alone: `α op(A)ᵀ w̄`.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func vjpB(
    alpha: Scalar = 1, _ a: A, transpose: Bool = false, cotangent: Output
  ) -> B { forward(alpha: alpha, a, cotangent, transpose: !transpose) }

  /// The cotangent of `b`, into a value of b's shape.
  @specialized(where Self == Gemv<Double>)
  @specialized(where Self == Gemv<Float>)
  @specialized(where Self == Spmm<Double>)
  @specialized(where Self == Spmm<Float>)
  public static func vjpB(
    alpha: Scalar = 1, _ a: A, transpose: Bool = false, cotangent: Output, into bBar: inout B
  ) { forward(alpha: alpha, a, cotangent, into: &bBar, transpose: !transpose) }
}

extension CSRMatrix {
  /// `op(A)` row by row, as the kernels walk it.
  func oriented(
    _ transpose: Bool, keeping: Bool = true
  ) -> (structure: Structure, values: [Scalar]) {
    if !transpose { return (pattern.structure, values) }
    // The values first: they bring the pattern along.
    let values = valuesOfTranspose(keeping: keeping)
    return (pattern.transpose.pattern.structure, values)
  }
}
