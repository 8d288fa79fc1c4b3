import Foundation
import SparseAD
import Testing

/// Matrices and answers that come from elsewhere; they lie beside the package, not in it.
private enum SharedData {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: folder.path())

  static func golden(_ name: String) throws -> GoldenCase {
    try JSONDecoder().decode(
      GoldenCase.self, from: Data(contentsOf: folder.appending(path: "golden/\(name).json")))
  }

  /// A symmetric matrix in Matrix Market's coordinate form: its lower triangle.
  static func lowerTriangle(_ name: String) throws -> CSRMatrix<Double> {
    let bytes = try Data(contentsOf: folder.appending(path: "matrices/\(name).mtx"))
    let lines = bytes.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "%") }
    let rows = lines.map { line in
      line.split(separator: UInt8(ascii: " ")).compactMap {
        Double(String(decoding: $0, as: UTF8.self))
      }
    }
    return try COOMatrix<Double>(
      rows: Int(rows[0][0]), columns: Int(rows[0][1]),
      rowIndices: rows.dropFirst().map { Int($0[0]) - 1 },
      columnIndices: rows.dropFirst().map { Int($0[1]) - 1 }, values: rows.dropFirst().map { $0[2] }
    ).compressed()
  }

  /// All entries of a matrix of which the lower triangle is given.
  static func full(_ lower: CSRMatrix<Double>) throws -> CSRMatrix<Double> {
    var a = try COOMatrix<Double>(rows: lower.rows, columns: lower.columns)
    for i in 0..<lower.rows {
      for k in lower.pattern.entries(inRow: i) {
        let j = Int(lower.pattern.columnIndices[k])
        try a.append(lower.values[k], row: i, column: j)
        if i != j { try a.append(lower.values[k], row: j, column: i) }
      }
    }
    return try a.compressed()
  }
}

private struct GoldenCase: Decodable {
  struct Sparse: Decodable {
    var rows: Int
    var cols: Int
    var indptr: [Int]
    var indices: [Int]
    var values: [Double]
  }
  struct Dense: Decodable {
    var shape: [Int]
    var data: [Double]
  }
  struct Inputs: Decodable {
    var a: Sparse
    var b: Dense?
    var storage: String
    enum CodingKeys: String, CodingKey {
      case a = "A"
      case b = "B"
      case storage
    }
  }
  struct Expected: Decodable {
    var x: Dense?
    var logdet: Double?
    var error: String?
    enum CodingKeys: String, CodingKey {
      case x = "X"
      case logdet
      case error
    }
  }
  struct Tolerance: Decodable {
    var rel: Double
    var abs: Double
  }
  var inputs: Inputs
  var expected: Expected
  var tolerance: Tolerance?

  func matrix() throws -> CSRMatrix<Double> {
    let a = inputs.a
    return try CSRMatrix(
      rows: a.rows, columns: a.cols, rowStarts: a.indptr, columnIndices: a.indices, values: a.values
    )
  }

  var storage: SymmetricStorage { inputs.storage == "lower" ? .lower : .full }

  func rightHandSide() throws -> DenseMatrix<Double> {
    let b = try #require(inputs.b)
    return DenseMatrix(rows: b.shape[0], columns: b.shape[1], values: b.data)
  }
}

@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/data beside the package"))
struct CholeskyDataTests {
  @Test(arguments: ["P1", "P3", "P5"])
  func solutions(name: String) throws {
    let golden = try SharedData.golden(name)
    let tolerance = try #require(golden.tolerance)
    let factor = try CholeskyFactor(golden.matrix(), storage: golden.storage)
    let x = try factor.solve(golden.rightHandSide())
    let error = SymmetricCases.error(x.values, try #require(golden.expected.x).data)
    #expect(error <= tolerance.rel)
  }

  @Test func indefinite() throws {
    let golden = try SharedData.golden("P7")
    #expect(golden.expected.error == "notPositiveDefinite")
    let error = #expect(throws: CholmodError.self) { try CholeskyFactor(golden.matrix()) }
    guard case .notPositiveDefinite = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // In the natural order the second pivot is -1 - 1/2.
    #expect(throws: CholmodError.notPositiveDefinite(column: 1)) {
      try CholeskyFactor(golden.matrix(), ordering: .natural)
    }
  }

  @Test(arguments: ["LD1", "LD3", "LD5"])
  func logDeterminants(name: String) throws {
    let golden = try SharedData.golden(name)
    let tolerance = try #require(golden.tolerance)
    let want = try #require(golden.expected.logdet)
    let got = try CholeskyFactor(golden.matrix(), storage: golden.storage).logDeterminant
    #expect((got - want).magnitude <= tolerance.rel * want.magnitude)
  }

  @Test(
    arguments: [("bcsstk01", 818.9775299443031), ("bcsstk16", 96826.29284513638)],
    [SymbolicCholesky.Method.simplicial, .supernodal])
  func stiffnessMatrices(
    _ known: (name: String, logDeterminant: Double), method: SymbolicCholesky.Method
  ) throws {
    let lower = try SharedData.lowerTriangle(known.name)
    let b = SymmetricCases.vector(lower.rows, seed: 1)
    let a = try SharedData.full(lower)
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
