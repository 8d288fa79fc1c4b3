import SparseAutodiff
import SparseMatrices
import SparseODE

/// Diffusion on a graph, `du/dt = −L(w) u`, with a conductance for each undirected edge.
///
///     du_i/dt = Σ_e={i,j} w_e (u_j − u_i)      L(w) = Bᵀ diag(w) B
///
///     B   m×n, row e holds +1 and −1 at the ends of edge e      w   m      u   n×k
///
///     tangent     −L(w) u̇ − Bᵀ (ẇ ⊙ B u)
///     cotangent   ū = −L(w) a      w̄_e = −Σ_c (a_i − a_j)_c (u_i − u_j)_c
///
/// Each column of `u` is a trajectory of its own; all have the same conductances. Each derivative is O((n + m) k). The
/// differences `B u` are formed before they are weighted, so a constant field has the rate 0 exactly, and `w̄` does not
/// cancel where the field is smooth.
public struct Diffusion<Scalar: SparseScalar>: DifferentiableField {
  /// `u`, n×k.
  public typealias State = DenseMatrix<Scalar>
  /// `w`, a conductance for each edge.
  public typealias Theta = [Scalar]

  /// `B`: an edge a row, +1 at the end of the smaller number.
  public let incidence: CSRMatrix<Scalar>

  /// `Bᵀ diag(w)` and `Bᵀ diag(ẇ)`.
  private var weighted: WeightedIncidence<Scalar>
  private var weightedDot: WeightedIncidence<Scalar>
  /// `B u` and `B a`.
  private var differences = State(rows: 0, columns: 0)
  private var cotangentDifferences = State(rows: 0, columns: 0)
  /// The inner products of their rows: entries of a diagonal matrix.
  private var products: CSRMatrix<Scalar>

  /// - Parameters:
  ///   - nodes: `n`
  ///   - edges: the ends of each edge, in any order. Several edges between two nodes may stand.
  /// - Precondition: no edge from a node to itself, and none beyond the nodes.
  public init(nodes: Int, edges: [(Int, Int)]) {
    require(
      0..<Int(Int32.max) ~= nodes && edges.count <= Int(Int32.max) / 2,
      "\(nodes) nodes and \(edges.count) edges")
    var columns: [Int32] = []
    columns.reserveCapacity(2 * edges.count)
    for (e, (i, j)) in edges.enumerated() {
      require(
        i >= 0 && i < nodes && j >= 0 && j < nodes && i != j,
        "edge \(e) joins \(i) and \(j) of \(nodes) nodes")
      columns.append(Int32(min(i, j)))
      columns.append(Int32(max(i, j)))
    }
    let pattern = SparsityPattern(
      uncheckedRows: edges.count, columns: nodes,
      rowStarts: (0...edges.count).map { Int32(2 * $0) },
      columnIndices: columns)
    incidence = CSRMatrix(
      pattern: pattern, values: columns.indices.map { $0.isMultiple(of: 2) ? 1 : -1 })
    weighted = WeightedIncidence(incidence.transposed())
    weightedDot = weighted
    products = CSRMatrix(pattern: .identity(edges.count))
  }

  /// The graph of a symmetric pattern: an edge for each entry below the diagonal, row by row.
  ///
  /// - Precondition: the pattern is square. What it stores on and above the diagonal is unused.
  public init(adjacency pattern: SparsityPattern) {
    require(
      pattern.rows == pattern.columns, "a graph of \(pattern.rows)×\(pattern.columns) entries")
    let columns = pattern.columnIndices
    self.init(
      nodes: pattern.rows,
      edges: (0..<pattern.rows).flatMap { i in
        pattern.entries(inRow: i).lazy.map { (Int(columns[$0]), i) }.filter { $0.0 < i }
      })
  }

  /// The number of nodes.
  public var nodeCount: Int { incidence.columns }
  /// The number of edges.
  public var edgeCount: Int { incidence.rows }

  /// The ends of edge `e`, the smaller number first.
  public func edge(_ e: Int) -> (Int, Int) {
    let columns = incidence.pattern.structure.columns
    return (Int(columns[2 * e]), Int(columns[2 * e + 1]))
  }

  /// A bound of the eigenvalues of `L(w)`, Gershgorin's: twice the largest sum of conductances at a node.
  ///
  /// An explicit method that is stable on `[−s, 0]` takes steps of at most `s` over it.
  public func spectralBound(_ conductances: [Scalar]) -> Double {
    var sums = [Double](repeating: 0, count: nodeCount)
    for (e, w) in conductances.enumerated() {
      let (i, j) = edge(e)
      sums[i] += abs(Double(w))
      sums[j] += abs(Double(w))
    }
    return 2 * (sums.max() ?? 0)
  }

  public mutating func evaluate(_ t: Double, _ y: State, _ theta: Theta, into rate: inout State) {
    prepare(y, theta)
    Spmm.forward(incidence, y, into: &differences)
    Spmm.forward(alpha: -1, weighted.matrix, differences, into: &rate)
  }

  public mutating func vjp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, cotangent: inout State,
    into yBar: inout State, adding thetaBar: inout Theta
  ) -> Double {
    prepare(y, theta)
    Spmm.forward(incidence, y, into: &differences)
    Spmm.forward(incidence, cotangent, into: &cotangentDifferences)
    Spmm.forward(alpha: -1, weighted.matrix, cotangentDifferences, into: &yBar)
    Sddmm.forward(alpha: -1, cotangentDifferences, differences, into: &products)
    Kernels.axpy(1, products.values, &thetaBar)
    return 0
  }

  public mutating func jvp(
    _ t: Double, _ y: State, _ theta: Theta, rate: State, tDot: Double, yDot: State,
    thetaDot: Theta, into rateDot: inout State
  ) {
    prepare(y, theta)
    weightedDot.setWeights(thetaDot, of: incidence)
    Spmm.forward(incidence, yDot, into: &differences)
    Spmm.forward(alpha: -1, weighted.matrix, differences, into: &rateDot)
    Spmm.forward(incidence, y, into: &differences)
    Spmm.forward(alpha: -1, weightedDot.matrix, differences, beta: 1, into: &rateDot)
  }

  private mutating func prepare(_ y: State, _ theta: Theta) {
    weighted.setWeights(theta, of: incidence)
    guard differences.columns != y.columns || differences.rows != edgeCount else { return }
    differences = State(rows: edgeCount, columns: y.columns)
    cotangentDifferences = differences
  }
}

/// `Bᵀ diag(w)`, computed again only where `w` changes: a solver hands over the same conductances at every stage, and two
/// arrays of one buffer compare at once.
private struct WeightedIncidence<Scalar: SparseScalar>: Sendable {
  private(set) var matrix: CSRMatrix<Scalar>
  private var weights: [Scalar]?

  init(_ transposedIncidence: CSRMatrix<Scalar>) { matrix = transposedIncidence }

  mutating func setWeights(_ w: [Scalar], of incidence: CSRMatrix<Scalar>) {
    require(w.count == incidence.rows, "\(w.count) conductances of \(incidence.rows) edges")
    if weights == w { return }
    Scaling.forward(incidence.transposed(), columns: w, into: &matrix)
    weights = w
  }
}
