import SparseMatrices

/// The product of two sparsity patterns, found once for many products of values on them.
///
/// The formulas are those of ``Spgemm``.
public struct SpgemmPlan: Sendable {
  /// The pattern of `A`.
  public let a: SparsityPattern
  /// The pattern of `B`.
  public let b: SparsityPattern
  /// Whether `op(A)` is `Aᵀ`.
  public let transposeA: Bool
  /// Whether `op(B)` is `Bᵀ`.
  public let transposeB: Bool
  /// The pattern of `op(A) op(B)`: every place that some pair of stored entries meets in.
  public let pattern: SparsityPattern

  /// Finds the pattern of `op(A) op(B)`.
  ///
  /// - Throws: ``SizeError`` with the size that the pattern would have, where it does not fit.
  /// - Complexity: one bit operation for each multiplication of the product, twice, and nothing is sorted.
  public init(
    _ a: SparsityPattern, _ b: SparsityPattern, transposeA: Bool = false, transposeB: Bool = false
  ) throws(SizeError) {
    try self.init(a, b, transposeA: transposeA, transposeB: transposeB, bytesEach: 4)
  }

  init(
    _ a: SparsityPattern, _ b: SparsityPattern, transposeA: Bool, transposeB: Bool, bytesEach: Int
  ) throws(SizeError) {
    let (left, right) = (a.oriented(transposeA), b.oriented(transposeB))
    require(
      left.columns == right.rows,
      """
      \(transposeA ? "Aᵀ" : "A") has \(left.columns) columns, \(transposeB ? "Bᵀ" : "B") has \
      \(right.rows) rows
      """)
    self.a = a
    self.b = b
    self.transposeA = transposeA
    self.transposeB = transposeB
    pattern = SparsityPattern(
      try Kernels.product(left.structure, right.structure, bytesEach: bytesEach))
  }

  /// `op(A) op(B)`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func forward<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    Spgemm(self).forward(a, b)
  }

  /// `C ← op(A) op(B)`, for `C` on the plan's pattern.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func forward<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>) {
    Spgemm(self).forward(a, b, into: &c)
  }

  /// `Ċ = op(Ȧ) op(B) + op(A) op(Ḃ)`, for the tangents given; those left out are zero.
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

  /// `op(A) op(B)` on the tape. Where both cotangents are needed, they come from one pass.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public func forward<S>(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> { Spgemm(self)(a, b) }

  func multiply<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout [S]) {
    let (a, b) = (a.oriented(transposeA), b.oriented(transposeB))
    Kernels.spgemm(a.structure, a.values, b.structure, b.values, pattern.structure, into: &c)
  }

  /// The cotangents of one side do not read that side's values, so these are not transposed.
  func backward<S>(
    _ side: Kernels.Side, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ cotangent: CSRMatrix<S>,
    _ aBar: inout [S], _ bBar: inout [S]
  ) {
    let left = side == .a ? a.values : a.oriented(transposeA).values
    let right = side == .b ? b.values : b.oriented(transposeB).values
    write(&aBar, on: self.a, transposed: transposeA && side != .b) { aBar in
      write(&bBar, on: self.b, transposed: transposeB && side != .a) { bBar in
        Kernels.spgemmBackward(
          side, self.a.oriented(transposeA).structure, left,
          self.b.oriented(transposeB).structure, right, pattern.structure, cotangent.values,
          &aBar, &bBar)
      }
    }
  }

  /// Has `body` write `values` or, where `transposed`, those of the transpose, which are then permuted back.
  private func write<S: SparseScalar>(
    _ values: inout [S], on pattern: SparsityPattern, transposed: Bool, by body: (inout [S]) -> Void
  ) {
    if !transposed { return body(&values) }
    var moved: [S] = Kernels.uninitialized(pattern.count)
    body(&moved)
    Kernels.permute(moved, to: pattern.transpose.permutation, into: &values)
  }

  func check<S>(_ matrix: CSRMatrix<S>, on pattern: SparsityPattern, _ name: String) {
    require(matrix.pattern === pattern, "\(name) is not on the pattern that was planned for")
  }
}

extension SparsityPattern {
  /// The pattern of `op(A)`.
  func oriented(_ transpose: Bool) -> SparsityPattern {
    transpose ? self.transpose.pattern : self
  }
}
