#if SuiteSparse
import SparseMatrices

/// What the LU factorisation of a square matrix owes to its pattern alone: the blocks of its block triangular form, and
/// the order of elimination in each.
///
/// It is made once for a pattern and shared by the factors of all matrices on it, on any thread.
public final class SymbolicLU: Sendable {
  /// The order of elimination, which decides how many entries the factors have.
  public enum Ordering: Sendable {
    /// As the matrix is numbered, within each block.
    case natural
    /// Approximate minimum degree of `A + Aᵀ`: for patterns that are nearly symmetric, as of circuits and grids.
    case amd
    /// Column approximate minimum degree: for patterns far from symmetric.
    case colamd
  }

  /// The pattern that was analysed.
  public let pattern: SparsityPattern
  /// The ordering that was asked for.
  public let ordering: Ordering
  let analysis: KLUAnalysis

  /// Analyses a pattern.
  ///
  /// - Throws: ``LUError/structurallySingular(rank:)``; ``LUError/indexOverflow``; ``LUError/outOfMemory``.
  /// - Precondition: the pattern is square.
  /// - Complexity: for minimum degree, about O(`pattern.count` log `pattern.rows`) on meshes.
  public init(_ pattern: SparsityPattern, ordering: Ordering = .amd) throws(LUError) {
    require(
      pattern.rows == pattern.columns,
      "a matrix to factor is square, not \(pattern.rows)×\(pattern.columns)")
    self.pattern = pattern
    self.ordering = ordering
    analysis = try KLUAnalysis.of(pattern, ordering: ordering)
  }

  /// The number of diagonal blocks of the block triangular form; only these are factored.
  public var blockCount: Int { analysis.pointer.map { Int($0.pointee.nblocks) } ?? 0 }

  /// The number of rows of the largest block.
  public var largestBlock: Int { analysis.pointer.map { Int($0.pointee.maxblock) } ?? 0 }

  /// The factor of the matrix with these values on ``pattern``.
  ///
  /// - Throws: as ``LUFactor/init(_:_:)-(_,[Double])``.
  public func factor(_ values: [Double]) throws(LUError) -> LUFactor {
    try LUFactor(self, values)
  }
}
#endif
