import SparseAD
import TestSupport

/// A system that the tests of this folder share.
enum GeneralSystem {
  /// Square, non-symmetric, with an entry for every row beside the diagonal.
  static func matrix(_ n: Int) -> CSRMatrix<Double> {
    let pattern = SparsityPattern(rows: n, columns: n) { i, j in i == j || (2 * i + 3 * j) % 4 == 0
    }
    var random = RandomValues<Double>(seed: 21)
    var a = CSRMatrix(pattern: pattern, values: random.vector(pattern.count))
    for i in 0..<n { pattern.entry(i, i).map { a.values[$0] += 5 } }
    return a
  }

  static func rightHandSides(_ n: Int, _ k: Int) -> DenseMatrix<Double> {
    var random = RandomValues<Double>(seed: 22)
    return random.dense(n, k)
  }
}
