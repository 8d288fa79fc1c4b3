#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// Which entries of a symmetric matrix are stored.
public enum SymmetricStorage: Sendable {
  /// All of them. Where one triangle is read, it is the lower one.
  case full
  /// The lower triangle and the diagonal, row ≥ column; entries above the diagonal are ignored.
  case lower
  /// The upper triangle and the diagonal, row ≤ column; entries below the diagonal are ignored.
  case upper

  /// The triangle in CHOLMOD's terms, which takes our rows for columns.
  var stype: Int32 { self == .upper ? -1 : 1 }
}

/// What the Cholesky factorisation of a symmetric matrix owes to its pattern alone: the order of elimination
/// and the structure of `L`.
///
///     P A Pᵀ = L Lᵀ
///
/// It is made once for a pattern and shared by the factors of all matrices on it, on any thread.
public final class SymbolicCholesky: Sendable {
  /// The order of elimination, which decides how many entries `L` has.
  public enum Ordering: Sendable {
    /// As the matrix is numbered.
    case natural
    /// Approximate minimum degree.
    case amd
    /// Nested dissection; for large meshes, especially in three dimensions.
    case metis
  }

  /// How the entries of `L` are computed.
  public enum Method: Sendable {
    /// Row by row. LGPL.
    case simplicial
    /// By dense blocks and the BLAS, with as many threads as that is set to; for factors with much fill. This
    /// part of CHOLMOD is licensed under the **GPL**. (A `libcholmod` as distributions ship it contains that
    /// code whether it is called or not.)
    case supernodal
  }

  /// The pattern that was analysed.
  public let pattern: SparsityPattern
  /// Which part of the symmetric matrix the pattern stores.
  public let storage: SymmetricStorage
  /// The ordering that was asked for.
  public let ordering: Ordering
  /// The method that was asked for.
  public let method: Method
  let analysis: CholmodFactor

  /// Analyses the pattern of a symmetric matrix.
  ///
  /// - Throws: ``CholmodError/notSymmetric(row:column:)`` where `storage` is full and an entry's mirror image
  ///   is not stored; ``CholmodError/indexOverflow``; ``CholmodError/notInstalled``;
  ///   ``CholmodError/outOfMemory``.
  /// - Complexity: for minimum degree, about O(`pattern.count` log `pattern.rows`) on meshes. With full
  ///   storage the pattern's transpose is made, if it was not yet, and stays with the pattern.
  public init(
    _ pattern: SparsityPattern, storage: SymmetricStorage = .full, ordering: Ordering = .amd,
    method: Method = .simplicial
  ) throws(CholmodError) {
    require(
      pattern.rows == pattern.columns,
      "a symmetric matrix is square, not \(pattern.rows)×\(pattern.columns)")
    if storage == .full, let (row, column) = Self.firstWithoutMirror(pattern) {
      throw .notSymmetric(row: row, column: column)
    }
    self.pattern = pattern
    self.storage = storage
    self.ordering = ordering
    self.method = method
    analysis = try CholmodFactor.analyse(
      pattern, stype: storage.stype, ordering: ordering, method: method)
  }

  /// The number of entries of `L`, the diagonal included.
  public var factorCount: Int { Int(analysis.predicted.count) }

  /// The floating-point operations of one factorisation.
  public var flops: Double { analysis.predicted.flops }

  /// Row and column `k` of `L` belong to row and column `permutation[k]` of the matrix.
  public var permutation: [Int] { analysis.permutation }

  /// The factor of the matrix with these values on ``pattern``.
  ///
  /// - Throws: as ``CholeskyFactor/init(_:_:)-(_,[Double])``.
  public func factor(_ values: [Double]) throws(CholmodError) -> CholeskyFactor {
    try CholeskyFactor(self, values)
  }

  /// The first entry whose mirror image is not stored.
  private static func firstWithoutMirror(_ pattern: SparsityPattern) -> (row: Int, column: Int)? {
    guard pattern.transpose.pattern != pattern else { return nil }
    for i in 0..<pattern.rows {
      for k in pattern.entries(inRow: i) {
        let j = Int(pattern.structure.columns[k])
        if pattern.entry(j, i) == nil { return (i, j) }
      }
    }
    return nil
  }
}
#endif
