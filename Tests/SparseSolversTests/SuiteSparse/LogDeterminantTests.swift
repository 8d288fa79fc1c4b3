#if SuiteSparse
import SparseAD
import TestSupport
import Testing

@Suite struct LogDeterminantTests {
  @Test(arguments: ["LD1", "LD3", "LD5"])
  func golden(_ id: String) throws {
    let golden = try GoldenCase.load(id)
    let a = try golden.input("A").sparse
    let storage: SymmetricStorage = try golden.input("storage").text == "lower" ? .lower : .full
    let (value, bar) = try valueWithGradient(at: a) { a throws(CholmodError) in
      try logDeterminant(a, storage: storage)
    }
    try golden.check("logdet", [value])
    try golden.check("grad_A_values", bar.values)
    #expect(bar.pattern === a.pattern)
  }

  /// A triangle's entries stand for two places; what the other one holds does not matter.
  @Test(arguments: [SymmetricStorage.lower, .upper])
  func fromATriangle(_ storage: SymmetricStorage) throws {
    var a = try SymmetricCases.random(9, seed: 5)
    for k in 0..<a.count {
      let (i, j) = a.pattern.place(ofEntry: k)
      if storage == .lower ? j > i : j < i { a.values[k] = 1000 }
    }
    checkTape(at: a) { a in always { try logDeterminant(a, storage: storage) } }
    let symbolic = try SymbolicCholesky(a.pattern, storage: storage)
    checkTape(at: a) { a in
      always { try CholeskyFactor(symbolic, a.value.values).selectedInverse(a) }
    }
  }

  /// Moved symmetrically, where all entries are stored.
  @Test func ofAWholeMatrix() throws {
    let a = try SymmetricCases.grid(4, shift: 0.3)
    let symbolic = try SymbolicCholesky(a.pattern)
    let b = try SymmetricCases.random(16, seed: 3)
    let report = gradientCheck(at: a, ties: [.symmetric(a.pattern)]) { a in
      always {
        let factor = try CholeskyFactor(symbolic, a.value.values)
        let trace = dot(factor.selectedInverse(a), Variable(b))
        return factor.logDeterminant(a) + trace * trace
      }
    }
    #expect(report.passed(tolerance: 1e-6), "\(report)")
  }

  /// The log-likelihood of a Gaussian field and its curvature, in which all of it meets.
  @Test func likelihood() throws {
    let a = try SymmetricCases.part(of: SymmetricCases.random(8, seed: 7)) { $0 >= $1 }
    checkTape(at: a, SymmetricCases.vector(8, seed: 1)) { a, x in
      always {
        let factor = try CholeskyFactor(
          SymbolicCholesky(a.value.pattern, storage: .lower), a.value.values)
        return factor.logDeterminant(a) - dot(x, factor.solve(a, x))
      }
    }
  }

  @Test func inFloat() throws {
    let a = CSRMatrix<Float>(try SymmetricCases.random(6, seed: 5))
    checkTape(at: a) { a in always { try logDeterminant(a, storage: .lower) } }
  }
}
#endif
