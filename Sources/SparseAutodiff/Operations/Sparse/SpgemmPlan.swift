import SparseMatrices

/// The product of two sparsity patterns, found once for many products of values on them.
///
/// The formulas are those of ``Spgemm``.
public struct SpgemmPlan: Sendable {
  public let a: SparsityPattern
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
  public func forward<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    check(a, b)
    return CSRMatrix(
      pattern: pattern,
      values: Kernels.spgemm(
        self.a.structure, a.values, self.b.structure, b.values, pattern.structure))
  }

  /// `C ← A B`, for `C` on the plan's pattern.
  public func forward<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>) {
    check(a, b)
    check(c, pattern, "the result")
    Kernels.spgemm(
      self.a.structure, a.values, self.b.structure, b.values, pattern.structure, into: &c.values)
  }

  /// `Ċ = Ȧ B + A Ḃ`, for the tangents given; those left out are zero.
  public func jvp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    check(a, b)
    var dot = aDot.map { forward($0, b) } ?? CSRMatrix(pattern: pattern)
    if let bDot { Kernels.axpby(1, forward(a, bDot).values, 1, &dot.values) }
    return dot
  }

  /// The cotangents of `A` and `B`, from one pass.
  public func vjp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (a: CSRMatrix<S>, b: CSRMatrix<S>) {
    var aBar = CSRMatrix<S>(pattern: self.a, values: Kernels.uninitialized(self.a.count))
    var bBar = CSRMatrix<S>(pattern: self.b, values: Kernels.uninitialized(self.b.count))
    vjp(a, b, cotangent: cotangent, into: &aBar, &bBar)
    return (aBar, bBar)
  }

  /// The cotangents of `A` and `B`, into matrices on their patterns.
  public func vjp<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>, into aBar: inout CSRMatrix<S>,
    _ bBar: inout CSRMatrix<S>
  ) {
    check(aBar, self.a, "a gradient")
    check(bBar, self.b, "a gradient")
    backward(.both, a, b, cotangent, &aBar.values, &bBar.values)
  }

  /// The cotangent of `A` alone.
  public func vjpA<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    var aBar = CSRMatrix<S>(pattern: self.a, values: Kernels.uninitialized(self.a.count))
    var unused: [S] = [0]
    backward(.a, a, b, cotangent, &aBar.values, &unused)
    return aBar
  }

  /// The cotangent of `B` alone.
  public func vjpB<S>(
    _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    var bBar = CSRMatrix<S>(pattern: self.b, values: Kernels.uninitialized(self.b.count))
    var unused: [S] = [0]
    backward(.b, a, b, cotangent, &unused, &bBar.values)
    return bBar
  }

  private func backward<S>(
    _ side: Kernels.Side, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ cotangent: CSRMatrix<S>,
    _ aBar: inout [S], _ bBar: inout [S]
  ) {
    check(a, b)
    check(cotangent, pattern, "the cotangent")
    Kernels.spgemmBackward(
      side, self.a.structure, a.values, self.b.structure, b.values, pattern.structure,
      cotangent.values, &aBar, &bBar)
  }

  private func check<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) {
    check(a, self.a, "A")
    check(b, self.b, "B")
  }

  private func check<S>(_ matrix: CSRMatrix<S>, _ pattern: SparsityPattern, _ name: String) {
    require(matrix.pattern === pattern, "\(name) is not on the pattern that was planned for")
  }
}
