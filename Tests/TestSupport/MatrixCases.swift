import SparseAD
import Testing

/// A matrix to run a test on, under a name that says what is special about it.
package struct MatrixCase: Sendable, CustomTestStringConvertible {
  package let name: String
  package let matrix: CSRMatrix<Double>
  package var testDescription: String { name }

  /// The edge cases, and random matrices with empty rows and stored zeros.
  package static let all: [MatrixCase] = {
    var cases: [MatrixCase] = []
    func add(_ name: String, _ rows: Int, _ columns: Int, _ density: Double) {
      do {
        var a = try CSRMatrix<Double>.random(
          rows: rows, columns: columns, density: density, seed: UInt64(cases.count))
        // Every third entry is a stored zero.
        for k in stride(from: 0, to: a.count, by: 3) { a.values[k] = 0 }
        cases.append(MatrixCase(name: name, matrix: a))
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    add("0×0", 0, 0, 0)
    add("0×n", 0, 5, 0)
    add("n×0", 4, 0, 0)
    add("1×1", 1, 1, 1)
    add("nothing stored", 3, 4, 0)
    add("wide", 5, 9, 0.2)
    add("tall", 11, 4, 0.2)
    add("square", 8, 8, 0.3)
    add("full", 4, 6, 1)
    return cases
  }()
}

/// The dense matrix of a formula for its elements: the reference that everything is compared with.
package func dense(
  _ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double
) -> DenseMatrix<Double> {
  DenseMatrix(
    rows: rows, columns: columns,
    values: (0..<rows).flatMap { i in (0..<columns).map { j in element(i, j) } })
}

/// Random values on a pattern: a tangent or a cotangent.
package func randomValues(on pattern: SparsityPattern, seed: UInt64) -> CSRMatrix<Double> {
  var generator = SeededGenerator(seed: seed)
  return CSRMatrix(pattern: pattern, values: generator.normals(pattern.count))
}

package func inner(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
