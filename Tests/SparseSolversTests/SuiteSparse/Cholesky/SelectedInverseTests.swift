#if SuiteSparse
import SparseAD
import TestSupport
import Testing

@Suite struct SelectedInverseTests {
  typealias Cases = SymmetricCases

  /// `A⁻¹` by elimination in `[A I]`, with exchanges of rows: nothing in common with a Cholesky factor.
  static func inverse(_ a: CSRMatrix<Double>) -> DenseMatrix<Double> {
    let n = a.rows
    var m = (0..<n).map { i in (0..<2 * n).map { $0 < n ? a[i, $0] : $0 == n + i ? 1 : 0 } }
    for k in 0..<n {
      m.swapAt(k, (k..<n).max { m[$0][k].magnitude < m[$1][k].magnitude } ?? k)
      let pivot = m[k].map { [p = m[k][k]] in $0 / p }
      m[k] = pivot
      for i in 0..<n where i != k && m[i][k] != 0 {
        let factor = m[i][k]
        for j in k..<2 * n { m[i][j] -= factor * pivot[j] }
      }
    }
    return DenseMatrix(rows: n, columns: n, values: m.flatMap { $0[n...] })
  }

  @Test(
    arguments: [SymbolicCholesky.Ordering.natural, .amd, .metis],
    [SymbolicCholesky.Method.simplicial, .supernodal])
  func agreesWithElimination(
    ordering: SymbolicCholesky.Ordering, method: SymbolicCholesky.Method
  ) throws {
    let matrices =
      try [1, 2, 7, 30].map { try Cases.random($0, seed: UInt64($0)) } + [
        Cases.grid(9, shift: 0.1),
        // More columns with the same rows than one block takes.
        CSRMatrix(SymmetricCases.dense(80), on: .full(rows: 80, columns: 80)),
        // Many trees, and nothing to invert.
        CSRMatrix(diagonal: [2, 4, 5]), CSRMatrix(diagonal: []),
      ]
    for a in matrices {
      let factor = try CholeskyFactor(a, ordering: ordering, method: method)
      let (found, expected) = (try factor.selectedInverse(), Self.inverse(a))
      let l = try factor.lower()
      var inverse: [Double] = []
      var wanted: [Double] = []
      for i in 0..<a.rows {
        for k in l.pattern.entries(inRow: i) {
          let (p, q) = (factor.permutation[i], factor.permutation[Int(l.pattern.columnIndices[k])])
          inverse.append(try #require(found[p, q]))
          wanted.append(expected[p, q])
          #expect(found[q, p] == found[p, q])
        }
      }
      #expect(Cases.error(inverse, wanted) < 1e-13)
      #expect(found.diagonal == (0..<a.rows).map { found[$0, $0] ?? .nan })
      let entries = found.entries(on: a.pattern)
      #expect(entries.pattern === a.pattern)
      #expect((found.trace(times: a) - Double(a.rows)).magnitude <= 1e-12 * Double(a.rows))
    }
  }

  @Test func hasNoOtherEntries() throws {
    // Nothing fills in along a chain.
    let chain = try CSRMatrix<Double>(
      rows: 4, columns: 4,
      entries: (0..<4).map { ($0, $0, 3) } + (1..<4).flatMap { [($0, $0 - 1, 1), ($0 - 1, $0, 1)] })
    let inverse = try CholeskyFactor(chain, ordering: .natural).selectedInverse()
    #expect(inverse[2, 1] != nil && inverse[3, 0] == nil && inverse[0, 2] == nil)
  }

  @Test func entryThatIsNotThere() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = CSRMatrix<Double>(diagonal: [1, 2])
      _ = try CholeskyFactor(a).selectedInverse().entries(on: .full(rows: 2, columns: 2))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("the inverse has no entry (0, 1) here"))
  }

  /// The samples' covariance, which is off by about 1/√count of its size.
  @Test(arguments: [SymbolicCholesky.Method.simplicial, .supernodal])
  func samples(method: SymbolicCholesky.Method) throws {
    let a = try Cases.grid(3, shift: 0.5)
    var generator = SeededGenerator(seed: 3)
    let count = 40_000
    let x = try CholeskyFactor(a, method: method).samples(count, using: &generator)
    let covariance = matmul(x, x.transposed()) / Double(count)
    #expect(Cases.error(covariance.values, Self.inverse(a).values) < 0.03)
    let means = x.sum(axis: 1).map { $0 / Double(count) }
    #expect(means.allSatisfy { $0.magnitude < 0.03 })
  }
}

extension SymmetricCases {
  /// A dense positive definite matrix.
  static func dense(_ order: Int) -> DenseMatrix<Double> {
    let x = DenseMatrix(rows: order, columns: order, values: vector(order * order, seed: 17))
    return matmul(x, x.transposed()) + .identity(order)
  }
}
#endif
