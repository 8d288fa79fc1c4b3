#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// The LU factors of a square sparse matrix, with row scaling, partial pivoting and a fill-reducing order.
///
///     P R⁻¹ A Q = L U        A X = B        Aᵀ X = B
///
/// By KLU (LGPL), in double precision: made for circuits, grids and whatever else has little fill, in which it needs no
/// BLAS. A factor never changes, so any number of threads may solve with it, and keeps the matrix that it is of; for new
/// values on the same pattern make the next with ``refactored(_:)-([Double])``.
///
/// Source: Davis and Palamadai Natarajan, Algorithm 907: KLU, ACM TOMS 37(3), 2010.
public final class LUFactor: Sendable {
  /// The analysis that this and other factors share.
  public let symbolic: SymbolicLU
  /// The matrix that was factored.
  public let matrix: CSRMatrix<Double>
  private let factor: KLUFactor

  private init(
    _ symbolic: SymbolicLU, _ values: [Double], like former: LUFactor?
  ) throws(LUError) {
    let pattern = symbolic.pattern
    require(
      values.count == pattern.count, "\(values.count) values for \(pattern.count) entries")
    if let k = values.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = pattern.place(ofEntry: k)
      throw .nonFinite(row: row, column: column)
    }
    self.symbolic = symbolic
    matrix = CSRMatrix(pattern: pattern, values: values)
    if let former, let factor = try former.factor.refactored(matrix, symbolic.analysis) {
      self.factor = factor
    } else {
      factor = try KLUFactor.of(matrix, symbolic.analysis)
    }
  }

  /// Factors the matrix with `values` on the pattern of `symbolic`.
  ///
  /// - Throws: ``LUError/nonFinite(row:column:)``, before any work; ``LUError/singular(row:)``; ``LUError/overflow``;
  ///   ``LUError/indexOverflow``; ``LUError/outOfMemory``. A matrix that is singular only up to rounding is not found out:
  ///   its ``conditionEstimate()`` is huge, and so are its solutions.
  /// - Complexity: ``flops``.
  public convenience init(_ symbolic: SymbolicLU, _ values: [Double]) throws(LUError) {
    try self.init(symbolic, values, like: nil)
  }

  /// Analyses and factors a matrix.
  ///
  /// - Throws: as ``SymbolicLU/init(_:ordering:)`` and ``init(_:_:)-(_,[Double])``.
  /// - Precondition: the matrix is square.
  public convenience init(
    _ a: CSRMatrix<Double>, ordering: SymbolicLU.Ordering = .amd
  ) throws(LUError) {
    try self.init(SymbolicLU(a.pattern, ordering: ordering), a.values)
  }

  /// The factor of a matrix with other values in the same places, with the pivots of this one: no entry is searched for,
  /// so it takes a fraction of the time. Where these pivots turn out too small it looks for others.
  ///
  /// - Throws: as ``init(_:_:)-(_,[Double])``; this factor is not touched.
  public func refactored(_ values: [Double]) throws(LUError) -> LUFactor {
    try LUFactor(symbolic, values, like: self)
  }

  /// The factor of another matrix on the same pattern object.
  public func refactored(_ a: CSRMatrix<Double>) throws(LUError) -> LUFactor {
    require(a.pattern === symbolic.pattern, "the matrix is not on the factor's pattern")
    return try refactored(a.values)
  }

  /// The number of rows and columns of the matrix.
  public var order: Int { symbolic.pattern.rows }

  /// The number of entries of `L` and `U`, their diagonal counted once, and of what is between the blocks.
  public var factorCount: Int { factor.count }

  /// The floating-point operations of the factorisation.
  public var flops: Double { factor.flops(symbolic.analysis) }

  /// An estimate of the condition number `‖A‖∞ ‖A⁻¹‖∞`, from below and rarely by more than a factor of 3.
  ///
  /// - Throws: ``LUError/outOfMemory``.
  /// - Complexity: a few solves. Source: Higham and Tisseur, SIAM J. Matrix Anal. Appl. 21(4), 2000.
  public func conditionEstimate() throws(LUError) -> Double {
    try factor.conditionEstimate(matrix, symbolic.analysis)
  }

  /// `log |det A|`.
  ///
  /// - Complexity: O(`order`).
  public var logAbsoluteDeterminant: Double { factor.logDeterminant }

  /// `[A⁻ᵀ]_P(A)`: in the place of each entry `a_ij`, `(A⁻¹)_ji`, which is what the derivative of the determinant needs.
  /// So `tr(A⁻¹ B)`, for a B on A's pattern, is the inner product with B.
  ///
  /// An entry between the blocks of the block triangular form, which the determinant does not depend on, has 0.
  ///
  /// - Complexity: about that of the factorisation, on one thread; A⁻¹ is never formed.
  ///
  /// Source: Erisman and Tinney, On computing certain elements of the inverse of a sparse matrix, CACM 18(3), 1975.
  public func inverseEntries() -> CSRMatrix<Double> {
    factor.inverseEntries(matrix.pattern, symbolic.analysis)
  }

  /// `x = A⁻¹ b`, or `A⁻ᵀ b` with `transpose`.
  ///
  /// - Parameter refinements: steps of iterative refinement, `x + A⁻¹ (b − A x)`, each a product and a solve more. One
  ///   makes up for pivots that were not the largest of their columns.
  /// - Complexity: O(``factorCount``).
  public func solve(_ b: [Double], transpose: Bool = false, refinements: Int = 0) -> [Double] {
    solve(
      DenseMatrix(rows: b.count, columns: 1, values: b), transpose: transpose,
      refinements: refinements
    ).values
  }

  /// `X = A⁻¹ B`, or `A⁻ᵀ B` with `transpose`: a column for each right-hand side, four at a time, on all threads.
  ///
  /// - Parameter refinements: steps of iterative refinement.
  /// - Complexity: O(`B.columns` · ``factorCount``), and a transposing copy each way: KLU stores dense matrices by
  ///   columns, we by rows.
  public func solve(
    _ b: DenseMatrix<Double>, transpose: Bool = false, refinements: Int = 0
  ) -> DenseMatrix<Double> {
    require(b.rows == order, "\(b.rows) right-hand rows for a matrix of order \(order)")
    var x = solveOnce(b, transpose: transpose)
    for _ in 0..<refinements {
      let residual = Spmm.forward(alpha: -1, matrix, x, beta: 1, b, transpose: transpose)
      x = x + solveOnce(residual, transpose: transpose)
    }
    return x
  }

  private func solveOnce(_ b: DenseMatrix<Double>, transpose: Bool) -> DenseMatrix<Double> {
    var x = b.columns == 1 ? b.values : b.transposed().values
    factor.solve(&x, count: b.columns, transpose: transpose, symbolic.analysis)
    return b.columns == 1
      ? DenseMatrix(rows: order, columns: 1, values: x)
      : DenseMatrix(rows: b.columns, columns: order, values: x).transposed()
  }
}

/// KLU computes in double precision only: a `Float` matrix is converted, and its solutions rounded.
extension LUFactor {
  /// Analyses and factors a matrix of any scalar, in double precision.
  ///
  /// - Throws: as ``init(_:ordering:)-(CSRMatrix<Double>,_)``.
  public convenience init<Scalar: SparseScalar>(
    _ a: CSRMatrix<Scalar>, ordering: SymbolicLU.Ordering = .amd
  ) throws(LUError) {
    try self.init(SymbolicLU(a.pattern, ordering: ordering), a.values)
  }

  /// Factors the matrix with `values` on the pattern of `symbolic`, in double precision.
  ///
  /// - Throws: as ``init(_:_:)-(_,[Double])``.
  public convenience init<Scalar: SparseScalar>(
    _ symbolic: SymbolicLU, _ values: [Scalar]
  ) throws(LUError) {
    try self.init(symbolic, values.map { Double($0) })
  }

  /// The factor of another matrix on the same pattern object, in double precision.
  ///
  /// - Throws: as ``init(_:_:)-(_,[Double])``; this factor is not touched.
  public func refactored<Scalar: SparseScalar>(
    _ a: CSRMatrix<Scalar>
  ) throws(LUError) -> LUFactor {
    require(a.pattern === symbolic.pattern, "the matrix is not on the factor's pattern")
    return try refactored(a.values.map { Double($0) })
  }

  /// `A⁻¹ b`, or `A⁻ᵀ b` with `transpose`, computed in double precision.
  public func solve<Scalar: SparseScalar>(
    _ b: [Scalar], transpose: Bool = false, refinements: Int = 0
  ) -> [Scalar] {
    solve(b.map { Double($0) }, transpose: transpose, refinements: refinements).map { Scalar($0) }
  }

  /// `A⁻¹ B`, or `A⁻ᵀ B` with `transpose`, computed in double precision.
  public func solve<Scalar: SparseScalar>(
    _ b: DenseMatrix<Scalar>, transpose: Bool = false, refinements: Int = 0
  ) -> DenseMatrix<Scalar> {
    DenseMatrix<Scalar>(
      solve(DenseMatrix<Double>(b), transpose: transpose, refinements: refinements))
  }
}
#endif
