#if SuiteSparse
import SparseAD
import TestSupport
import Testing

@Suite struct CholeskyFactorTests {
  typealias Cases = SymmetricCases

  @Test func solvesByHand() throws {
    // [4 2; 2 5] = L Lᵀ with L = [2 0; 1 2], determinant 16.
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 2, 4], columnIndices: [0, 1, 0, 1], values: [4, 2, 2, 5])
    let factor = try CholeskyFactor(a, ordering: .natural)
    #expect(try factor.lower().values == [2, 1, 2])
    #expect(factor.permutation == [0, 1])
    #expect(try factor.solve([8, 9]) == [1.375, 1.25])
    #expect((factor.logDeterminant - 2.772588722239781).magnitude < 1e-15)
  }

  @Test(
    arguments: [SymbolicCholesky.Ordering.natural, .amd, .metis],
    [SymbolicCholesky.Method.simplicial, .supernodal])
  func agreesWithElimination(
    ordering: SymbolicCholesky.Ordering, method: SymbolicCholesky.Method
  ) throws {
    for order in [1, 2, 7, 30] {
      let a = try Cases.random(order, seed: UInt64(order))
      let b = Cases.vector(order, seed: 5)
      let factor = try CholeskyFactor(a, ordering: ordering, method: method)
      #expect(Cases.error(try factor.solve(b), Cases.denseSolve(a, b)) < 1e-14)
    }
  }

  @Test(arguments: [SymbolicCholesky.Method.simplicial, .supernodal])
  func lowerTimesItsTransposeIsTheMatrix(method: SymbolicCholesky.Method) throws {
    let a = try Cases.grid(6, shift: 0.5)
    let factor = try CholeskyFactor(a, method: method)
    let l = try factor.lower()
    let p = factor.permutation
    #expect(p.sorted() == Array(0..<36))
    for i in 0..<36 {
      #expect(l.pattern.entries(inRow: i).allSatisfy { l.pattern.columnIndices[$0] <= i })
      for j in 0..<36 {
        let product = (0...min(i, j)).reduce(0) { $0 + l[i, $1] * l[j, $1] }
        #expect((product - a[p[i], p[j]]).magnitude < 1e-13)
      }
    }
    let logs = (0..<36).map { Double.log(l[$0, $0]) }.reduce(0, +)
    #expect((factor.logDeterminant - 2 * logs).magnitude < 1e-12)
  }

  @Test func eachStorageGivesTheSameFactor() throws {
    let a = try Cases.random(20, seed: 3)
    let b = Cases.vector(20, seed: 4)
    let want = try CholeskyFactor(a).solve(b)
    let lower = try Cases.part(of: a) { $0 >= $1 }
    let upper = try Cases.part(of: a) { $0 <= $1 }
    #expect(Cases.error(try CholeskyFactor(lower, storage: .lower).solve(b), want) < 1e-14)
    #expect(Cases.error(try CholeskyFactor(upper, storage: .upper).solve(b), want) < 1e-14)
  }

  @Test func theTriangleThatIsNotReadDoesNotMatter() throws {
    var a = try Cases.random(12, seed: 8)
    let b = Cases.vector(12, seed: 9)
    let want = try CholeskyFactor(a).solve(b)
    for i in 0..<12 {
      for k in a.pattern.entries(inRow: i) where a.pattern.columnIndices[k] > i {
        a.values[k] = .nan
      }
    }
    #expect(Cases.error(try CholeskyFactor(a, storage: .lower).solve(b), want) < 1e-14)
  }

  @Test func manyRightHandSidesAreSolvedByColumn() throws {
    let a = try Cases.grid(5, shift: 1)
    let factor = try CholeskyFactor(a)
    for k in [0, 1, 2, 5, 9] {
      let b = DenseMatrix(rows: 25, columns: k, values: Cases.vector(25 * k, seed: 11))
      let x = try factor.solve(b)
      #expect(x.rows == 25 && x.columns == k)
      for j in 0..<k {
        let column = try factor.solve((0..<25).map { b[$0, j] })
        #expect(Cases.error((0..<25).map { x[$0, j] }, column) < 1e-14)
      }
    }
  }

  @Test func refactorsManyTimesOnOneAnalysis() throws {
    let pattern = try Cases.grid(6, shift: 1).pattern
    var factor = try SymbolicCholesky(pattern).factor(Cases.grid(6, shift: 1).values)
    let b = Cases.vector(36, seed: 2)
    for step in 1...20 {
      let a = CSRMatrix(
        pattern: pattern, values: try Cases.grid(6, shift: Double(step) / 4).values)
      let next = try factor.refactored(a)
      #expect(next.symbolic === factor.symbolic)
      #expect(Cases.error(Cases.product(a, try next.solve(b)), b) < 1e-13)
      factor = next
    }
  }

  @Test func sharesAnAnalysisAndAFactorAmongThreads() async throws {
    let a = try Cases.grid(8, shift: 0.5)
    let symbolic = try SymbolicCholesky(a.pattern)
    let shared = try symbolic.factor(a.values)
    let b = Cases.vector(64, seed: 6)
    let want = try shared.solve(b)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          for round in 0..<20 {
            if try shared.solve(b) != want { return false }
            let own = try symbolic.factor(a.values.map { $0 * Double(1 + task + round) })
            let scaled = try own.solve(b).map { $0 * Double(1 + task + round) }
            if SymmetricCases.error(scaled, want) > 1e-13 { return false }
            // A failure on one thread is no business of another.
            if (try? symbolic.factor(a.values.map { -$0 })) != nil { return false }
          }
          return true
        }
      }
      for try await passed in group { #expect(passed) }
    }
  }

  @Test func singlePrecisionIsComputedInDouble() throws {
    let a = try Cases.grid(4, shift: 0.5)
    let single = CSRMatrix(pattern: a.pattern, values: a.values.map { Float($0) })
    let b = Cases.vector(16, seed: 1).map { Float($0) }
    let want = try CholeskyFactor(a).solve(b.map { Double($0) })
    let factor = try CholeskyFactor(single)
    #expect(try CholeskyFactor(factor.symbolic, single.values).solve(b) == factor.solve(b))
    #expect(try factor.solve(b) == want.map { Float($0) })
    let block = DenseMatrix(rows: 16, columns: 1, values: b)
    #expect(try factor.solve(block).values == want.map { Float($0) })
  }

  @Test(arguments: [SymbolicCholesky.Method.simplicial, .supernodal])
  func anEmptyMatrixHasDeterminantOne(method: SymbolicCholesky.Method) throws {
    let a = try CSRMatrix<Double>(
      rows: 0, columns: 0, rowStarts: [0], columnIndices: [], values: [])
    let factor = try CholeskyFactor(a, method: method)
    #expect(try factor.solve([Double]()) == [])
    #expect(try factor.solve(DenseMatrix<Double>(rows: 0, columns: 3)).columns == 3)
    #expect(factor.logDeterminant == 0)
    #expect(factor.symbolic.factorCount == 0)
    #expect(try factor.lower().count == 0)
    #expect(factor.permutation == [])
  }

  @Test func aDiagonalMatrixOfOne() throws {
    let a = try CSRMatrix<Double>(
      rows: 1, columns: 1, rowStarts: [0, 1], columnIndices: [0], values: [4])
    #expect(try CholeskyFactor(a).solve([2]) == [0.5])
    #expect(try CholeskyFactor(a).lower().values == [2])
  }
}
#endif
