import SparseAD

/// A matrix to measure with, and what goes with it.
struct Problem<S: BenchmarkScalar> {
  let name: String
  let a: CSRMatrix<S>
  /// The right factor of products with `a`.
  let factor: CSRMatrix<S>
  /// The second term of sums with `a`, on another pattern.
  let term: CSRMatrix<S>
  /// Whether to measure the factorisation and solution of linear systems, rather than products and sums.
  let isSystem: Bool

  init(
    _ name: String, _ a: CSRMatrix<S>, factor: CSRMatrix<S>? = nil, term: CSRMatrix<S>? = nil,
    isSystem: Bool = false
  ) {
    self.name = name
    self.a = a
    self.factor = factor ?? (a.rows == a.columns ? a : a.transposed())
    self.term = term ?? a.rowsRotated()
    self.isSystem = isSystem
  }

  /// The bytes of a scalar.
  var s: Int { MemoryLayout<S>.stride }

  /// The bytes of a matrix with this pattern.
  func bytes(_ pattern: SparsityPattern) -> Int { structureBytes(pattern) + s * pattern.count }

  /// The bytes of the columns and row starts.
  func structureBytes(_ pattern: SparsityPattern) -> Int {
    4 * pattern.count + 4 * (pattern.rows + 1)
  }

  func vector(_ count: Int, seed: UInt64 = 1) -> [S] {
    var random = Random(seed: seed)
    return S.array(random.numbers(count))
  }

  func dense(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> DenseMatrix<S> {
    DenseMatrix(rows: rows, columns: columns, values: vector(rows * columns, seed: seed))
  }

  /// Random values on a pattern: a cotangent.
  func values(on pattern: SparsityPattern, seed: UInt64 = 1) -> CSRMatrix<S> {
    CSRMatrix(pattern: pattern, values: vector(pattern.count, seed: seed))
  }
}

extension CSRMatrix {
  /// The same rows, each moved down by one and the last one to the top: another pattern of the same shape.
  func rowsRotated() -> CSRMatrix {
    guard rows > 1 else { return self }
    let last = pattern.entries(inRow: rows - 1)
    let starts =
      [0, Int32(last.count)] + pattern.rowStarts[1..<rows].map { $0 + Int32(last.count) }
    let moved = SparsityPattern(
      uncheckedRows: rows, columns: columns, rowStarts: starts,
      columnIndices: Array(pattern.columnIndices[last] + pattern.columnIndices[..<last.lowerBound]))
    return CSRMatrix(
      pattern: moved, values: Array(values[last] + values[..<last.lowerBound]))
  }
}

/// A problem that is made when its turn comes, so that no more than one is in memory.
struct ProblemSource<S: BenchmarkScalar> {
  let name: String
  let make: () throws -> Problem<S>
}

extension ProblemSource {
  /// The generated problems and the graph that ships.
  static func standard(quick: Bool) -> [ProblemSource] {
    func scalars(_ a: CSRMatrix<Double>) -> CSRMatrix<S> {
      CSRMatrix(pattern: a.pattern, values: S.array(a.values))
    }
    func source(
      _ name: String, _ a: @escaping () throws -> CSRMatrix<Double>,
      term: (() throws -> CSRMatrix<Double>)? = nil, isSystem: Bool = false
    ) -> ProblemSource {
      ProblemSource(name: name) {
        Problem(
          name, scalars(try a()), term: try term.map { scalars(try $0()) }, isSystem: isSystem)
      }
    }
    let plane = quick ? 200 : 1000
    let cube = quick ? 16 : 40
    let scale = quick ? 11 : 14
    let nodes = quick ? 10_000 : 100_000
    let systemPlane = quick ? 60 : 300
    let systemCube = quick ? 10 : 20
    return [
      source("karate", Graphs.karate),
      source("cora", { try Graphs.cora(seed: 8) }, term: { try Graphs.cora(seed: 9) }),
      source("poisson2d-\(plane)", { Grid.poisson(plane) }, term: { Grid.ninePoint(plane) }),
      source("brick27-\(cube)", { Grid.brick(cube) }, term: { Grid.sevenPoint(cube) }),
      source(
        "rmat-\(scale)", { try Graphs.rmat(scale: scale, edgesPerNode: 8, seed: 3) },
        term: { try Graphs.rmat(scale: scale, edgesPerNode: 8, seed: 4) }),
      source(
        "uniform-\(nodes)", { try Graphs.uniform(nodes, degree: 16, seed: 5) },
        term: { try Graphs.uniform(nodes, degree: 16, seed: 6) }),
      source("poisson2d-\(systemPlane)", { Grid.poisson(systemPlane) }, isSystem: true),
      source("brick27-\(systemCube)", { Grid.brick(systemCube) }, isSystem: true),
    ]
  }
}
