import SparseAD
import TestSupport

/// Systems that the tests of iterative methods share.
enum IterativeCases {
  /// The five-point Laplacian of a `side`×`side` grid with Dirichlet values, moved by `shift` and made unsymmetric by `wind`.
  static func grid(_ side: Int, shift: Double = 0, wind: Double = 0) -> CSRMatrix<Double> {
    let n = side * side
    func value(_ i: Int, _ j: Int) -> Double? {
      if i == j { return 4 + shift }
      let (row, column, otherRow, otherColumn) = (i / side, i % side, j / side, j % side)
      guard abs(row - otherRow) + abs(column - otherColumn) == 1 else { return nil }
      return j > i ? -1 + wind : -1 - wind
    }
    let pattern = SparsityPattern(rows: n, columns: n) { value($0, $1) != nil }
    let values = (0..<pattern.count).map { k in
      let (i, j) = pattern.place(ofEntry: k)
      return value(i, j) ?? 0
    }
    return CSRMatrix(pattern: pattern, values: values)
  }

  static func vector(_ count: Int, seed: UInt64 = 3) -> [Double] {
    var random = RandomValues<Double>(seed: seed)
    return random.vector(count)
  }

  static func residual(_ a: CSRMatrix<Double>, _ x: [Double], _ b: [Double]) -> Double {
    norm(zip(b, a * x).map { $0 - $1 })
  }

  static func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
