import SparseMatrices

/// The product of two sparsity patterns, found once for many products of values on them.
///
/// The formulas are those of ``Spgemm``.
public struct SpgemmPlan: Sendable {
  /// The pattern of `A`.
  public let a: SparsityPattern
  /// The pattern of `B`.
  public let b: SparsityPattern
  /// The pattern of `A B`: every place that some pair of stored entries meets in.
  public let pattern: SparsityPattern

  /// Finds the pattern of `A B`.
  ///
  /// - Throws: ``SizeError`` with the size that the pattern would have, where it does not fit.
  /// - Complexity: one bit operation for each multiplication of the product, twice, and nothing is sorted.
  public init(_ a: SparsityPattern, _ b: SparsityPattern) throws(SizeError) {
    try self.init(a, b, bytesEach: 4)
  }

  init(_ a: SparsityPattern, _ b: SparsityPattern, bytesEach: Int) throws(SizeError) {
    require(a.columns == b.rows, "A has \(a.columns) columns, B has \(b.rows) rows")
    self.a = a
    self.b = b
    pattern = SparsityPattern(
      try Kernels.product(a.structure, b.structure, bytesEach: bytesEach))
  }

  /// `A B`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func forward<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    Spgemm(self).forward(a, b)
  }

  /// `C ← A B`, for `C` on the plan's pattern.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func forward<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>) {
    Spgemm(self).forward(a, b, into: &c)
  }

  /// `Ċ = Ȧ B + A Ḃ`, for the tangents given; those left out are zero.
  public func jvp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    Spgemm(self).jvp(alpha: 1, a, b, aDot: aDot, bDot: bDot)
  }

  /// The cotangents of `A` and `B`, from one pass.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func vjp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (a: CSRMatrix<S>, b: CSRMatrix<S>) {
    Spgemm(self).vjp(a, b, cotangent: cotangent)
  }

  /// The cotangents of `A` and `B`, into matrices on their patterns.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func vjp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>, into aBar: inout CSRMatrix<S>,
    _ bBar: inout CSRMatrix<S>
  ) {
    let product = Spgemm<S>(self)
    product.requireShapes(a, b, cotangent)
    product.requireShapes(aBar, bBar, nil)
    product.backward(alpha: 1, a, b, cotangent: cotangent, into: &aBar, unscaled: &bBar)
  }

  /// The cotangent of `A` alone.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func vjpA<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> { Spgemm(self).vjpA(a, b, cotangent: cotangent) }

  /// The cotangent of `B` alone.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func vjpB<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> { Spgemm(self).vjpB(a, b, cotangent: cotangent) }

  /// `A B` on the tape. Where both cotangents are needed, they come from one pass.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func forward<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> { Spgemm(self)(a, b) }

  func backward<S>(
    _ side: Kernels.Side, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ cotangent: CSRMatrix<S>,
    _ aBar: inout [S], _ bBar: inout [S]
  ) {
    Kernels.spgemmBackward(
      side, self.a.structure, a.values, self.b.structure, b.values, pattern.structure,
      cotangent.values, &aBar, &bBar)
  }

  func check<S>(_ matrix: CSRMatrix<S>, on pattern: SparsityPattern, _ name: String) {
    require(matrix.pattern === pattern, "\(name) is not on the pattern that was planned for")
  }
}
