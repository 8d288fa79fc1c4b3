import SparseAD
import TestSupport
import Testing

@Suite struct MultigridTests {
  typealias Cases = IterativeCases

  /// The five-point Laplacian of a `side`×`side` grid, by bands: `across` is how much stronger rows are coupled.
  static func poisson(_ side: Int, across: Double = 1) throws -> CSRMatrix<Double> {
    let n = side * side
    let right = (0..<n - 1).map { ($0 + 1) % side == 0 ? 0 : -1.0 }
    let down = [Double](repeating: -across, count: n - side)
    return try CSRMatrix(
      rows: n, columns: n,
      diagonals: [
        0: [Double](repeating: 2 + 2 * across, count: n), 1: right, -1: right, side: down,
        -side: down,
      ])
  }

  /// The number of iterations hardly grows with the number of unknowns.
  @Test func flatIterations() throws {
    var iterations: [Int] = []
    for side in [25, 50, 100, 200] {
      let a = try Self.poisson(side)
      let multigrid = try Multigrid(a)
      #expect(multigrid.sizes.last.map { $0.unknowns <= 200 } == true)
      #expect(multigrid.operatorComplexity < 1.6)
      let solution = try ConjugateGradients().solve(
        a, Cases.vector(a.rows), preconditioner: multigrid)
      #expect(
        Cases.residual(a, solution.x, Cases.vector(a.rows)) <= 1e-8
          * Cases.norm(Cases.vector(a.rows)))
      iterations.append(solution.iterations)
    }
    #expect((iterations.max() ?? 0) - (iterations.min() ?? 0) <= 4, "\(iterations)")
    #expect(iterations.allSatisfy { $0 <= 20 }, "\(iterations)")
  }

  /// A preconditioner of conjugate gradients: symmetric and positive definite.
  @Test func symmetric() throws {
    let a = try Self.poisson(40)
    let multigrid = try Multigrid(a, options: .init(coarsest: 30))
    let (u, v) = (Cases.vector(1600, seed: 1), Cases.vector(1600, seed: 2))
    var (mu, mv) = (u, v)
    multigrid.apply(u, transpose: false, into: &mu)
    multigrid.apply(v, transpose: true, into: &mv)
    func product(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect((product(mu, v) - product(u, mv)).magnitude < 1e-12 * product(mu, u))
    #expect(product(mu, u) > 0)
  }

  /// Other values on the same pattern: the bits of a new hierarchy, as long as the same connections are strong.
  @Test func updated() throws {
    let a = try Self.poisson(40)
    let other = CSRMatrix(
      pattern: a.pattern,
      values: zip(a.values, a.pattern.columnIndices).map {
        $0 * 3 + ($0 > 0 ? 1 : 0) * Double($1 % 5)
      })
    let options = Multigrid<Double>.Options(strength: 0)
    let new = try Multigrid(other, options: options)
    let updated = try Multigrid(a, options: options).updated(other)
    let b = Cases.vector(1600)
    var (x, y) = (b, b)
    new.apply(b, transpose: false, into: &x)
    updated.apply(b, transpose: false, into: &y)
    #expect(x == y)
  }

  /// Rows that are coupled a hundred times as strongly: only strong connections make aggregates.
  @Test func anisotropic() throws {
    let a = try Self.poisson(64, across: 100)
    let b = Cases.vector(a.rows)
    let solution = try ConjugateGradients().solve(a, b, preconditioner: Multigrid(a))
    #expect(solution.iterations <= 40, "\(solution.iterations)")
  }

  /// Only fluxes are given: constants are in the null space, and the right-hand side has none.
  @Test func singular() throws {
    var a = try Self.poisson(50)
    let sums = a.sum(axis: 1)
    for i in 0..<a.rows { if let k = a.pattern.entry(i, i) { a.values[k] -= sums[i] } }
    var b = Cases.vector(a.rows)
    let mean = b.reduce(0, +) / Double(b.count)
    for i in b.indices { b[i] -= mean }
    let solution = try ConjugateGradients().solve(a, b, preconditioner: Multigrid(a))
    #expect(solution.iterations <= 25, "\(solution.iterations)")
  }

  /// Two uncoupled problems in one matrix: with a vector for each as with one for both, and where one of them is 0 in an
  /// aggregate.
  @Test func severalVectors() throws {
    let n = 400
    let a = try CSRMatrix<Double>.banded(2 * n, [0: 2.001, 2: -1, -2: -1])
    let vectors = DenseMatrix(
      rows: 2 * n, columns: 2, values: (0..<2 * n).flatMap { $0 % 2 == 0 ? [1.0, 0] : [0, 1] })
    let b = Cases.vector(2 * n)
    for nearNull in [nil, vectors] {
      let solution = try ConjugateGradients().solve(
        a, b, preconditioner: Multigrid(a, nearNull: nearNull, options: .init(coarsest: 20)))
      #expect(solution.iterations <= 25, "\(solution.iterations)")
    }
  }

  @Test func small() throws {
    // Directly, and without any connection.
    for a in [
      try Self.poisson(5), CSRMatrix(diagonal: (1...500).map(Double.init)), CSRMatrix(diagonal: []),
    ] {
      let b = Cases.vector(a.rows)
      let solution = try ConjugateGradients().solve(a, b, preconditioner: Multigrid(a))
      #expect(Cases.residual(a, solution.x, b) <= 1e-8 * Cases.norm(b))
    }
    #expect(throws: PreconditionerError.notPositive(row: 300)) {
      try Multigrid(CSRMatrix<Double>(diagonal: (0..<500).map { $0 == 300 ? -1 : 1 }))
    }
  }

  @Test func sameBitsForAllThreads() async {
    await #expect(processExitsWith: .success) {
      let a = try MultigridTests.poisson(60)
      let b = IterativeCases.vector(a.rows)
      expectSameForAllThreadCounts {
        always { try ConjugateGradients().solve(a, b, preconditioner: Multigrid(a)).x }
      }
    }
  }

  @Test func onTheTape() throws {
    let a = try Self.poisson(20)
    let report = gradientCheck(
      at: a, Cases.vector(400), ties: [.symmetric(a.pattern)], probes: .entries(20, seed: 3)
    ) { a, b in
      always {
        try ConjugateGradients().solve(
          a, b, preconditioner: try Multigrid(a.value), until: .init(relative: 1e-13)
        ).squaredNorm()
      }
    }
    #expect(report.passed(tolerance: 1e-6), "\(report)")
  }
}
