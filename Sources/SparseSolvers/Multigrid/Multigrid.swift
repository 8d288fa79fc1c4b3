import SparseAutodiff
import SparseMatrices

/// Algebraic multigrid by smoothed aggregation, as a preconditioner for symmetric positive definite matrices: one V-cycle.
///
///     let multigrid = try Multigrid(a)
///     let solution = try ConjugateGradients().solve(a, b, preconditioner: multigrid)
///
/// With it the number of iterations grows slowly with the number of unknowns (13 on a grid of 300×300 points, 18 on one of
/// 1000×1000), and the time of each is that of a few products.
/// It is for the matrices of elliptic equations, graphs and networks.
///
/// Rows with strong connections are joined to aggregates, which are the unknowns of the next level; the vectors that the
/// matrix nearly takes to zero, constants unless others are given, are smoothed into the way back. The bits do not depend on
/// the number of threads.
///
/// Source: Vaněk, Mandel, Brezina, Algebraic multigrid by smoothed aggregation, Computing 56, 1996.
public struct Multigrid<Scalar: SparseScalar>: LinearOperator {
  /// How the levels are made.
  public struct Options: Sendable {
    /// A connection is strong where `|a_ij| ≥ strength √(a_ii a_jj)`, with half of it on each further level. Raise it for
    /// connections that differ with their direction.
    public var strength: Double
    /// Steps of the smoother before and after the coarse levels.
    public var smootherDegree: Int
    /// A level of at most so many unknowns is solved directly.
    public var coarsest: Int

    /// By default for Poisson's equation and its like.
    public init(strength: Double = 0.08, smootherDegree: Int = 2, coarsest: Int = 200) {
      self.strength = strength
      self.smootherDegree = smootherDegree
      self.coarsest = coarsest
    }
  }

  private let options: Options
  private let levels: [MultigridLevel<Scalar>]
  private let coarsest: CSRMatrix<Scalar>
  private let direct: DenseCholesky<Scalar>

  public var rows: Int { levels.first?.a.rows ?? coarsest.rows }
  public var columns: Int { rows }

  /// The hierarchy of a symmetric positive definite matrix.
  ///
  /// - Parameter nearNull: vectors, as columns, that the matrix takes nearly to zero, such as the motions of a rigid body;
  ///   nil is the constant one.
  /// - Throws: ``PreconditionerError/notPositive(row:)`` where a diagonal entry is not positive, and
  ///   ``PreconditionerError/tooLarge(_:)``.
  /// - Complexity: a few sparse products a level.
  public init(
    _ a: CSRMatrix<Scalar>, nearNull: DenseMatrix<Scalar>? = nil, options: Options = .init()
  ) throws(PreconditionerError) {
    require(a.rows == a.columns, "a preconditioner of a \(a.rows)×\(a.columns) matrix")
    require(
      nearNull == nil || nearNull?.rows == a.rows,
      "vectors of \(nearNull?.rows ?? 0) elements for a matrix of order \(a.rows)")
    var (levels, matrix): ([MultigridLevel<Scalar>], CSRMatrix<Scalar>) = ([], a)
    var vectors = nearNull ?? DenseMatrix(rows: a.rows, columns: 1, repeating: 1)
    var strength = options.strength
    while matrix.rows > options.coarsest {
      let diagonal = try Self.positiveDiagonal(of: matrix)
      let (strong, kept) = Self.strongConnections(matrix, diagonal, strength)
      do throws(SizeError) {
        let tentative = try TentativeProlongation(Aggregation(strong), vectors)
        guard tentative.coarse.rows < matrix.rows else { break }
        let coarsening = try MultigridCoarsening(
          matrix, strong: strong, kept: kept, tentative: tentative.matrix)
        let (level, coarse) = MultigridLevel.make(matrix, diagonal, coarsening)
        levels.append(level)
        (matrix, vectors) = (coarse, tentative.coarse)
      } catch { throw .tooLarge(error) }
      strength /= 2
    }
    try self.init(options, levels, matrix)
  }

  private init(
    _ options: Options, _ levels: [MultigridLevel<Scalar>], _ coarsest: CSRMatrix<Scalar>
  ) throws(PreconditionerError) {
    do throws(SizeError) {
      try SizeError.check(
        "the coarsest level, made dense,", entries: coarsest.rows * coarsest.rows,
        bytesEach: MemoryLayout<Scalar>.stride)
    } catch { throw .tooLarge(error) }
    (self.options, self.levels, self.coarsest) = (options, levels, coarsest)
    direct = DenseCholesky(coarsest)
  }

  /// The hierarchy of another matrix on the same pattern, with the aggregates and all the patterns of this one: values alone
  /// are computed. It is as good as a new one while the same connections are strong.
  ///
  /// - Throws: ``PreconditionerError/notPositive(row:)``.
  /// - Complexity: the numerical part of the sparse products.
  public func updated(_ a: CSRMatrix<Scalar>) throws(PreconditionerError) -> Multigrid {
    let pattern = levels.first?.a.pattern ?? coarsest.pattern
    require(a.pattern === pattern, "the matrix is not on the pattern of the hierarchy")
    var (updated, matrix): ([MultigridLevel<Scalar>], CSRMatrix<Scalar>) = ([], a)
    for level in levels {
      let diagonal = try Self.positiveDiagonal(of: matrix)
      let (next, coarse) = MultigridLevel.make(matrix, diagonal, level.coarsening)
      updated.append(next)
      matrix = coarse
    }
    return try Multigrid(options, updated, matrix)
  }

  /// The unknowns and the stored entries of each level.
  public var sizes: [(unknowns: Int, entries: Int)] {
    (levels.map(\.a) + [coarsest]).map { ($0.rows, $0.count) }
  }

  /// The entries of all levels, for each of the matrix itself: what a cycle costs.
  public var operatorComplexity: Double {
    let entries = sizes.map(\.entries)
    return Double(entries.reduce(0, +)) / Double(max(1, entries.first ?? 0))
  }

  public func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    require(x.count == rows, "\(x.count) values for a preconditioner of order \(rows)")
    y = cycle(0, x)
  }

  private func cycle(_ depth: Int, _ b: [Scalar]) -> [Scalar] {
    guard depth < levels.count else { return direct.solve(b) }
    let level = levels[depth]
    let x = level.smoothed(b, from: nil, degree: options.smootherDegree)
    let residual = Kernels.gemv(-1, level.a.pattern.structure, level.a.values, x, 1, b)
    let right = Kernels.gemv(
      1, level.restriction.pattern.structure, level.restriction.values, residual)
    let corrected = Kernels.gemv(
      1, level.p.pattern.structure, level.p.values, cycle(depth + 1, right), 1, x)
    return level.smoothed(b, from: corrected, degree: options.smootherDegree)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func positiveDiagonal(
    of a: CSRMatrix<Scalar>
  ) throws(PreconditionerError) -> [Scalar] {
    let diagonal = a.diagonal
    if let row = diagonal.firstIndex(where: { !($0 > 0) }) { throw .notPositive(row: row) }
    return diagonal
  }

  /// The strong connections with the diagonal, and where they are in A; of a matrix without weak ones its own pattern and
  /// nothing.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private static func strongConnections(
    _ a: CSRMatrix<Scalar>, _ diagonal: [Scalar], _ strength: Double
  ) -> (SparsityPattern, kept: [Int32]) {
    let structure = a.pattern.structure
    let roots = diagonal.map { Scalar.sqrt($0) }
    let least = Scalar(strength)
    var (kept, columns, starts): ([Int32], [Int32], [Int32]) = ([], [], [0])
    kept.reserveCapacity(a.count)
    for i in 0..<a.rows {
      for k in a.pattern.entries(inRow: i) {
        let j = Int(structure.columns[k])
        guard i == j || a.values[k].magnitude >= least * roots[i] * roots[j] else { continue }
        kept.append(Int32(k))
        columns.append(Int32(j))
      }
      starts.append(Int32(kept.count))
    }
    if kept.count == a.count { return (a.pattern, []) }
    let strong = Structure(rowCount: a.rows, columnCount: a.rows, starts: starts, columns: columns)
    return (SparsityPattern(strong), kept)
  }
}
