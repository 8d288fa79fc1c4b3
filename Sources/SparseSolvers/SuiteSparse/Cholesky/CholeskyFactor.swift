#if SuiteSparse
import CSuiteSparse
import RealModule
import SparseAutodiff
import SparseMatrices

/// The Cholesky factor of a symmetric positive definite matrix.
///
///     P A Pᵀ = L Lᵀ        A X = B        log det A = 2 Σ log L_jj
///
/// A factor never changes, so whoever holds one may use it later and on any thread, and keeps the matrix that
/// it is of; for new values on the same pattern make the next with ``refactored(_:)-([Double])``, which analyses nothing again. Where that
/// throws, the old factor is as it was. (Overwriting the old one instead would save 6 % of the time on
/// bcsstk16, and its memory meanwhile.)
public final class CholeskyFactor: Sendable {
  /// The analysis that this and other factors share.
  public let symbolic: SymbolicCholesky
  /// The matrix that was factored.
  public let matrix: CSRMatrix<Double>
  let factor: CholmodFactor

  /// Factors the matrix with `values` on the pattern of `symbolic`.
  ///
  /// One triangle is read, the lower one where all entries are stored. Then it is also checked, in
  /// O(`count`), that the triangles agree: |a_ij − a_ji| ≤ 1e-10 · max(|a_ij|, |a_ji|, √|a_ii a_jj|), which
  /// leaves room for rounding. With storage `.lower` the upper triangle is never looked at.
  ///
  /// - Throws: ``CholmodError/nonFinite(row:column:)`` and ``CholmodError/notSymmetric(row:column:)``, before
  ///   any work; ``CholmodError/notPositiveDefinite(column:)``; ``CholmodError/outOfMemory``.
  /// - Complexity: ``SymbolicCholesky/flops``.
  public init(_ symbolic: SymbolicCholesky, _ values: [Double]) throws(CholmodError) {
    let pattern = symbolic.pattern
    require(
      values.count == pattern.count, "\(values.count) values for \(pattern.count) entries")
    try checkSymmetricValues(values, on: pattern, storage: symbolic.storage)
    self.symbolic = symbolic
    matrix = CSRMatrix(pattern: pattern, values: values)
    factor = try symbolic.analysis.factorise(pattern, values, stype: symbolic.storage.stype)
    // Huge entries can overflow on the way, and CHOLMOD takes NaN for positive.
    if let k = factor.diagonal.firstIndex(where: { !$0.isFinite }) {
      let column = symbolic.permutation[k]
      throw .nonFinite(row: column, column: column)
    }
  }

  /// Analyses and factors a matrix.
  ///
  /// - Throws: as ``SymbolicCholesky/init(_:storage:ordering:method:)`` and ``init(_:_:)-(_,[Double])``.
  public convenience init(
    _ a: CSRMatrix<Double>, storage: SymmetricStorage = .full,
    ordering: SymbolicCholesky.Ordering = .amd, method: SymbolicCholesky.Method = .simplicial
  ) throws(CholmodError) {
    try self.init(
      SymbolicCholesky(a.pattern, storage: storage, ordering: ordering, method: method), a.values)
  }

  /// The factor of a matrix with other values in the same places.
  ///
  /// - Throws: as ``init(_:_:)-(_,[Double])``; this factor is not touched.
  public func refactored(_ values: [Double]) throws(CholmodError) -> CholeskyFactor {
    try CholeskyFactor(symbolic, values)
  }

  /// The factor of another matrix on the same pattern object.
  public func refactored(_ a: CSRMatrix<Double>) throws(CholmodError) -> CholeskyFactor {
    require(a.pattern === symbolic.pattern, "the matrix is not on the factor's pattern")
    return try refactored(a.values)
  }

  /// The number of rows and columns of the matrix.
  public var order: Int { symbolic.pattern.rows }

  /// `x = A⁻¹ b`.
  ///
  /// - Throws: ``CholmodError/outOfMemory``.
  /// - Complexity: O(``SymbolicCholesky/factorCount``); `b` is lent and the result written in place.
  public func solve(_ b: [Double]) throws(CholmodError) -> [Double] {
    require(b.count == order, "\(b.count) right-hand values for a matrix of order \(order)")
    return try factor.solve(b, count: 1)
  }

  /// `X = A⁻¹ B`, a column for each right-hand side.
  ///
  /// - Throws: ``CholmodError/outOfMemory``.
  /// - Complexity: O(`B.columns` · ``SymbolicCholesky/factorCount``), and a transposing copy each way:
  ///   CHOLMOD stores dense matrices by columns, we by rows.
  public func solve(_ b: DenseMatrix<Double>) throws(CholmodError) -> DenseMatrix<Double> {
    require(b.rows == order, "\(b.rows) right-hand rows for a matrix of order \(order)")
    let k = b.columns
    guard k != 1 else {
      return DenseMatrix(rows: order, columns: 1, values: try factor.solve(b.values, count: 1))
    }
    let x = try factor.solve(b.transposed().values, count: k)
    return DenseMatrix(rows: k, columns: order, values: x).transposed()
  }

  /// `Pᵀ L⁻ᵀ Z`: with independent normal numbers `Z` of variance 1, each column is a sample of the normal distribution of
  /// mean 0 and covariance A⁻¹.
  ///
  /// - Throws: ``CholmodError/outOfMemory``.
  /// - Complexity: O(`count` · ``SymbolicCholesky/factorCount``).
  public func samples(
    _ count: Int, using generator: inout SeededGenerator
  ) throws(CholmodError) -> DenseMatrix<Double> {
    let z: [Double] = generator.normals(count * order)
    let x = try factor.solve(z, count: count, system: CHOLMOD_Lt)
    return DenseMatrix(
      rows: count, columns: order, values: try factor.solve(x, count: count, system: CHOLMOD_Pt)
    ).transposed()
  }

  /// `log det A = 2 Σ log L_jj`.
  ///
  /// - Complexity: O(`order`).
  public var logDeterminant: Double {
    2 * factor.diagonal.reduce(0) { $0 + .log($1) }
  }

  /// The entries of the inverse at the places where this factor has some.
  ///
  /// - Throws: ``CholmodError/outOfMemory``.
  /// - Complexity: twice ``SymbolicCholesky/flops``, on one thread, and the memory of the fronts on one path down the tree
  ///   of elimination.
  public func selectedInverse() throws(CholmodError) -> SelectedInverse {
    try SelectedInverse(factor)
  }

  /// `L`, lower triangular: `P A Pᵀ = L Lᵀ`, where row `k` of `P A` is row `permutation[k]` of `A`.
  ///
  /// Its pattern is the structural one: entries that cancel are stored as zeros. A supernodal factor stores
  /// further zeros, where columns of nearly equal structure were joined.
  ///
  /// - Throws: ``CholmodError/outOfMemory``.
  /// - Complexity: O(``SymbolicCholesky/factorCount``) time and memory: it is a copy.
  public func lower() throws(CholmodError) -> CSRMatrix<Double> {
    let (starts, rows, values) = try factor.columns()
    let columns = SparsityPattern(
      Structure(rowCount: order, columnCount: order, starts: starts, columns: rows))
    let transpose = columns.transpose
    return CSRMatrix(
      pattern: transpose.pattern, values: Kernels.gather(values, at: transpose.permutation))
  }

  /// Row and column `k` of `L` belong to row and column `permutation[k]` of the matrix.
  public var permutation: [Int] { symbolic.permutation }
}

/// CHOLMOD computes in double precision only: a `Float` matrix is converted, and its solutions rounded.
extension CholeskyFactor {
  /// Analyses and factors a matrix of any scalar, in double precision.
  public convenience init<Scalar: SparseScalar>(
    _ a: CSRMatrix<Scalar>, storage: SymmetricStorage = .full,
    ordering: SymbolicCholesky.Ordering = .amd, method: SymbolicCholesky.Method = .simplicial
  ) throws(CholmodError) {
    try self.init(
      SymbolicCholesky(a.pattern, storage: storage, ordering: ordering, method: method),
      a.values.map { Double($0) })
  }

  /// Factors the matrix with `values` on the pattern of `symbolic`, in double precision.
  public convenience init<Scalar: SparseScalar>(
    _ symbolic: SymbolicCholesky, _ values: [Scalar]
  ) throws(CholmodError) {
    try self.init(symbolic, values.map { Double($0) })
  }

  /// `x = A⁻¹ b`, computed in double precision.
  public func solve<Scalar: SparseScalar>(_ b: [Scalar]) throws(CholmodError) -> [Scalar] {
    try solve(b.map { Double($0) }).map { Scalar($0) }
  }

  /// `X = A⁻¹ B`, computed in double precision.
  public func solve<Scalar: SparseScalar>(
    _ b: DenseMatrix<Scalar>
  ) throws(CholmodError) -> DenseMatrix<Scalar> {
    DenseMatrix<Scalar>(try solve(DenseMatrix<Double>(b)))
  }
}
#endif
