import SparseAutodiff
import SparseFiles
import SparseMatrices

/// A graph: its adjacency matrix, and whether its edges have a direction.
///
///     A_ij = weight of the edge from i to j         n nodes: n×n; what is not stored is no edge
///
/// An edge of an undirected graph is stored at both places, with one weight; a loop is stored once. A graph without
/// weights has ones. A stored zero is an edge, as it is a parameter.
public struct Graph<Scalar: SparseScalar>: Sendable, Equatable {
  /// `A`, n×n.
  public let adjacency: CSRMatrix<Scalar>
  /// Whether an edge from i to j is none from j to i.
  public let isDirected: Bool

  /// The number of nodes.
  public var nodes: Int { adjacency.rows }

  /// The number of edges; both places of an undirected one are counted as one.
  public var edges: Int {
    isDirected ? adjacency.count : (adjacency.count + loops) / 2
  }

  /// The number of edges from a node to itself.
  public var loops: Int { adjacency.pattern.diagonalEntries.count { $0 >= 0 } }

  /// Whether a weight is other than 1.
  public var isWeighted: Bool { adjacency.values != Kernels.repeating(1, adjacency.count) }

  /// `d_i = Σ_j A_ij`: the weights of the edges from each node; a loop counts once.
  public var degrees: [Scalar] { RowSums.forward(adjacency) }

  /// The graph of an adjacency matrix.
  ///
  /// - Throws: ``GraphError`` where the matrix is not square or, of an undirected graph, not symmetric.
  /// - Complexity: O(1) directed; undirected, O(nodes + entries), and the pattern's transpose is made.
  public init(adjacency: CSRMatrix<Scalar>, isDirected: Bool) throws(GraphError) {
    guard adjacency.rows == adjacency.columns else {
      throw .notSquare(rows: adjacency.rows, columns: adjacency.columns)
    }
    if !isDirected {
      _ = try GraphError.checkSymmetric(adjacency.pattern)
      let mirrored = adjacency.valuesOfTranspose()
      // A NaN is no weight, and differs from itself.
      if mirrored != adjacency.values {
        let entry = Self.firstDifference(mirrored, adjacency.values)
        let (row, column) = adjacency.pattern.place(ofEntry: entry)
        throw .notSymmetric(row: row, column: column)
      }
    }
    self.init(unchecked: adjacency, isDirected: isDirected)
  }

  init(unchecked adjacency: CSRMatrix<Scalar>, isDirected: Bool) {
    self.adjacency = adjacency
    self.isDirected = isDirected
  }

  private static func firstDifference(_ a: [Scalar], _ b: [Scalar]) -> Int {
    a.indices.first { a[$0] != b[$0] } ?? 0
  }
}

// From edges.
extension Graph {
  /// The graph of a list of edges.
  ///
  /// - Parameters:
  ///   - nodes: the number of nodes; without it, the last one that has an edge is the last.
  ///   - edges: from where to where each goes, from 0; in an undirected graph the order of the two does not matter.
  ///   - weights: one for each edge; all 1 without them.
  ///   - isDirected: whether an edge from i to j is none from j to i.
  ///   - duplicates: what becomes of an edge that is there several times. In an undirected graph (i, j) and (j, i) are
  ///     the same edge: many lists have both.
  /// - Precondition: as many weights as edges.
  /// - Throws: ``GraphError``
  public init(
    nodes: Int? = nil, edges: [(source: Int, target: Int)], weights: [Scalar]? = nil,
    isDirected: Bool, duplicates: Duplicates = .keepLast
  ) throws(GraphError) {
    // One more than the last node, held at the largest number where that overflows.
    let last = edges.reduce(-1) { max($0, $1.source, $1.target) }
    let count = nodes ?? max(last, last &+ 1)
    guard 0..<Int(Int32.max) ~= count, edges.count <= Int(Int32.max) else {
      throw .tooLarge(nodes: count, entries: edges.count)
    }
    for (e, edge) in edges.enumerated() {
      for node in [edge.source, edge.target] where node < 0 || node >= count {
        throw .nodeOutOfRange(edge: e, node: node, nodes: count)
      }
    }
    try self.init(
      nodes: count, sources: edges.map { Int32($0.source) },
      targets: edges.map { Int32($0.target) },
      weights: weights, isDirected, duplicates)
  }

  /// The graph of a list of edges from a text.
  ///
  /// - Parameters:
  ///   - list: the edges.
  ///   - isDirected: whether an edge from i to j is none from j to i.
  ///   - duplicates: what becomes of an edge that is there several times. In an undirected graph (i, j) and (j, i) are
  ///     the same edge: many lists have both.
  /// - Throws: ``GraphError``
  public init(
    _ list: EdgeList<Scalar>, isDirected: Bool, duplicates: Duplicates = .keepLast
  ) throws(GraphError) {
    try self.init(
      nodes: list.nodes, sources: list.sources, targets: list.targets, weights: list.weights,
      isDirected, duplicates)
  }

  private init(
    nodes: Int, sources: [Int32], targets: [Int32], weights: [Scalar]?, _ isDirected: Bool,
    _ duplicates: Duplicates
  ) throws(GraphError) {
    let weights = weights ?? Kernels.repeating(1, sources.count)
    require(weights.count == sources.count, "\(weights.count) weights, \(sources.count) edges")
    var (rows, columns) = (sources, targets)
    if !isDirected {
      // Both ways of writing an edge are one in the lower triangle, before duplicates are looked at.
      for e in rows.indices where rows[e] < columns[e] { swap(&rows[e], &columns[e]) }
    }
    let listed = COOMatrix(
      uncheckedRows: nodes, columns: nodes, rowIndices: rows, columnIndices: columns,
      values: weights)
    let matrix: CSRMatrix<Scalar>
    do {
      matrix = try listed.compressed(duplicates: duplicates)
    } catch .duplicate(let row, let column) {
      throw .duplicate(source: row, target: column)
    } catch {
      throw .tooLarge(nodes: nodes, entries: sources.count)
    }
    if isDirected {
      self.init(unchecked: matrix, isDirected: true)
    } else {
      self.init(unchecked: try Self.mirrored(lower: matrix), isDirected: false)
    }
  }

  /// The symmetric matrix with this lower triangle.
  private static func mirrored(lower: CSRMatrix<Scalar>) throws(GraphError) -> CSRMatrix<Scalar> {
    let upper = lower.transposed()
    do {
      let pattern = try lower.pattern.union(upper.pattern)
      return try SymmetricTying(pattern).forward(lower.values)
    } catch let error as GraphError {
      throw error
    } catch {
      throw .tooLarge(nodes: lower.rows, entries: 2 * lower.count)
    }
  }

  /// The graph whose adjacency matrix is in a Matrix Market file: directed where the file is not symmetric, unless said.
  ///
  /// A pattern file has weights 1.
  ///
  /// - Throws: ``GraphFileError``, where the matrix is not square or, of an undirected graph, not symmetric too.
  public init(matrixMarket path: String, isDirected: Bool? = nil) throws(GraphFileError) {
    let (header, matrix) = try GraphFileError.matrix { () throws(MatrixMarketError) in
      (try MatrixMarket.header(ofFile: path), try CSRMatrix<Scalar>(matrixMarket: path))
    }
    do {
      try self.init(
        adjacency: matrix, isDirected: isDirected ?? (header.symmetry != .symmetric))
    } catch .notSymmetric(let row, let column) {
      throw .matrix(.notSymmetric(path: path, row: row, column: column))
    } catch {
      throw .notSquare(path: path, rows: matrix.rows, columns: matrix.columns)
    }
  }
}
