#if SuiteSparse
import SparseAD
import TestSupport
import Testing

extension GoldenCase {
  fileprivate var storage: SymmetricStorage {
    get throws { try input("storage").text == "lower" ? .lower : .full }
  }
}

@Suite struct CholeskyDataTests {
  @Test(arguments: ["P1", "P3", "P5"])
  func solutions(name: String) throws {
    let golden = try GoldenCase.load(name)
    let factor = try CholeskyFactor(golden.input("A").sparse, storage: golden.storage)
    try golden.check("X", factor.solve(golden.input("B").dense).values)
  }

  @Test func indefinite() throws {
    let golden = try GoldenCase.load("P7")
    let a = try golden.input("A").sparse
    #expect(try golden.expected("error").text == "notPositiveDefinite")
    let error = #expect(throws: CholmodError.self) { try CholeskyFactor(a) }
    guard case .notPositiveDefinite = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // In the natural order the second pivot is -1 - 1/2.
    #expect(throws: CholmodError.notPositiveDefinite(column: 1)) {
      try CholeskyFactor(a, ordering: .natural)
    }
  }

  @Test(arguments: ["LD1", "LD3", "LD5"])
  func logDeterminants(name: String) throws {
    let golden = try GoldenCase.load(name)
    let factor = try CholeskyFactor(golden.input("A").sparse, storage: golden.storage)
    try golden.check("logdet", factor.logDeterminant)
  }

  @Test(
    .enabled(if: SharedData.isPresent, "needs ../shared/data beside the package"),
    arguments: [("bcsstk01", 818.9775299443031), ("bcsstk16", 96826.29284513638)],
    [SymbolicCholesky.Method.simplicial, .supernodal])
  func stiffnessMatrices(
    _ known: (name: String, logDeterminant: Double), method: SymbolicCholesky.Method
  ) throws {
    let path = SharedData.path("matrices/\(known.name).mtx")
    let lower = try CSRMatrix<Double>(matrixMarket: path, symmetric: .lowerTriangle)
    let a = try CSRMatrix<Double>(matrixMarket: path)
    let b = SymmetricCases.vector(lower.rows, seed: 1)
    let factor = try CholeskyFactor(a, method: method)
    let x = try factor.solve(b)
    // Backward error: the residual against |A| |x|, whatever the condition.
    let magnitudes = CSRMatrix(pattern: a.pattern, values: a.values.map(\.magnitude))
    let scale = SymmetricCases.product(magnitudes, x.map(\.magnitude))
    let residual = zip(SymmetricCases.product(a, x), b).map { ($0 - $1).magnitude }
    #expect(zip(residual, scale).allSatisfy { $0 <= 1e-13 * $1 })
    #expect(
      (factor.logDeterminant - known.logDeterminant).magnitude < 1e-11 * known.logDeterminant)
    let fromLower = try CholeskyFactor(lower, storage: .lower, method: method)
    #expect(
      (fromLower.logDeterminant - known.logDeterminant).magnitude < 1e-11 * known.logDeterminant)
  }
}
#endif
