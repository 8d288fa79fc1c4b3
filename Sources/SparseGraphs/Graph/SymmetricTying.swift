import SparseAutodiff
import SparseMatrices

/// One parameter for each undirected edge: both entries of a symmetric matrix that stand for it.
///
///     A_ij = A_ji = w_e                   for the edge e between i and j; a loop is one entry
///
///     tangent     Ȧ_ij = Ȧ_ji = ẇ_e       cotangent   w̄_e = Ā_ij + Ā_ji, of a loop Ā_ii
///
/// Each is O(entries), and so is finding the structure, once. A gradient step in `w` keeps the matrix symmetric, which one
/// in the entries need not.
public struct SymmetricTying: Sendable {
  /// An entry for each edge, in the lower triangle; its order is that of the parameters.
  public var edges: SparsityPattern { expansion.source }
  /// The entries of the symmetric matrix.
  public var pattern: SparsityPattern { expansion.pattern }
  /// The entries as a selection of edges.
  public let expansion: EntrySelection
  /// Where the edges are among the entries.
  private let lowerTriangle: EntrySelection

  /// The tying of the entries of a pattern.
  ///
  /// - Throws: ``GraphError`` where the pattern is not square or not its own transpose.
  public init(_ pattern: SparsityPattern) throws(GraphError) {
    let transpose = try GraphError.checkSymmetric(pattern)
    let lower = pattern.selectingLowerTriangle()
    var edge = [Int32](repeating: -1, count: pattern.count)
    for (e, entry) in lower.entries.enumerated() {
      edge[Int(entry)] = Int32(e)
      // Entry q of the transpose, at the place of entry q here, is the mirror image of that.
      edge[Int(transpose.permutation[Int(entry)])] = Int32(e)
    }
    lowerTriangle = lower
    expansion = EntrySelection(source: lower.pattern, pattern: pattern, entries: edge)
  }

  /// The symmetric matrix of given parameters, one for each edge.
  public func forward<S>(_ weights: [S]) -> CSRMatrix<S> {
    expansion.forward(CSRMatrix(pattern: edges, values: weights))
  }

  /// The symmetric matrix of given parameters, one for each edge.
  public func forward<S>(_ weights: Variable<[S]>) -> Variable<CSRMatrix<S>> {
    expansion.forward(Variable(pattern: edges, values: weights))
  }

  /// The parameters of a matrix on ``pattern``: its lower triangle, whatever the upper one holds.
  public func weights<S>(of a: CSRMatrix<S>) -> [S] { lowerTriangle.forward(a).values }
}
