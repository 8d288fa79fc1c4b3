import SparseAD
import TestSupport

/// A sparse matrix, a dense one, a vector and a number to train, and one constant.
struct TestModel<Scalar: SparseScalar>: Parameters, Codable, Equatable {
  var a: CSRMatrix<Scalar>
  var w: DenseMatrix<Scalar>
  var b: [Scalar]
  var constant: [Int]

  static var parameters: [Parameter<TestModel, Scalar>] {
    [.init("a", \.a), .init("w", \.w), .init("b", \.b)]
  }

  /// 3×3 with an explicit zero and an empty row.
  static func example() throws -> TestModel {
    try TestModel(
      a: CSRMatrix(
        rows: 3, columns: 3, rowStarts: [0, 2, 2, 4], columnIndices: [0, 2, 1, 2],
        values: [1, -0.5, 0, 0.3]),
      w: DenseMatrix(rows: 3, columns: 2, values: [0.1, -0.2, 0.7, 1.3, -0.9, 0.4]),
      b: [0.25, -1.5], constant: [7])
  }
}
