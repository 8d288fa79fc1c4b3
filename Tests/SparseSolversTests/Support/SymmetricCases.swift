#if SuiteSparse
import Foundation
import SparseAD
import TestSupport

/// Matrices that the tests of this folder share.
enum SymmetricCases {
  /// The five-point Laplacian of a `side`×`side` grid, plus `shift` on the diagonal: positive definite for
  /// shift > 0.
  static func grid(_ side: Int, shift: Double) throws -> CSRMatrix<Double> {
    var a = try COOMatrix<Double>(rows: side * side, columns: side * side)
    for i in 0..<side {
      for j in 0..<side {
        let here = i * side + j
        var neighbours: [Int] = []
        if i > 0 { neighbours.append(here - side) }
        if i < side - 1 { neighbours.append(here + side) }
        if j > 0 { neighbours.append(here - 1) }
        if j < side - 1 { neighbours.append(here + 1) }
        try a.append(Double(neighbours.count) + shift, row: here, column: here)
        for there in neighbours { try a.append(-1, row: here, column: there) }
      }
    }
    return try a.compressed()
  }

  /// A random symmetric matrix with a dominant diagonal, and numbers between -1 and 1 elsewhere.
  static func random(_ order: Int, seed: UInt64) throws -> CSRMatrix<Double> {
    var generator = SeededGenerator(seed: seed)
    func number() -> Double { 2 * generator.uniform() - 1 }
    var a = try COOMatrix<Double>(rows: order, columns: order)
    for i in 0..<order {
      try a.append(2 * Double(order), row: i, column: i)
      for j in 0..<i where number() > 0.4 {
        let value = number()
        try a.append(value, row: i, column: j)
        try a.append(value, row: j, column: i)
      }
    }
    return try a.compressed()
  }

  static func vector(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in 2 * generator.uniform() - 1 }
  }

  /// Only the entries that `keep` names, by row and column.
  static func part(
    of a: CSRMatrix<Double>, where keep: (Int, Int) -> Bool
  ) throws -> CSRMatrix<Double> {
    var part = try COOMatrix<Double>(rows: a.rows, columns: a.columns)
    for i in 0..<a.rows {
      for k in a.pattern.entries(inRow: i) {
        let j = Int(a.pattern.columnIndices[k])
        if keep(i, j) { try part.append(a.values[k], row: i, column: j) }
      }
    }
    return try part.compressed()
  }

  /// `A x`, by definition.
  static func product(_ a: CSRMatrix<Double>, _ x: [Double]) -> [Double] {
    (0..<a.rows).map { i in
      a.pattern.entries(inRow: i).reduce(0) {
        $0 + a.values[$1] * x[Int(a.pattern.columnIndices[$1])]
      }
    }
  }

  /// `A⁻¹ b` by elimination on a dense copy with exchanges of rows: nothing in common with a Cholesky factor.
  static func denseSolve(_ a: CSRMatrix<Double>, _ b: [Double]) -> [Double] {
    let n = a.rows
    var m = (0..<n).map { i in (0..<n).map { a[i, $0] } + [b[i]] }
    for k in 0..<n {
      let pivot = (k..<n).max { m[$0][k].magnitude < m[$1][k].magnitude } ?? k
      m.swapAt(k, pivot)
      for i in 0..<n where i != k {
        let factor = m[i][k] / m[k][k]
        for j in k...n { m[i][j] -= factor * m[k][j] }
      }
    }
    return (0..<n).map { m[$0][n] / m[$0][$0] }
  }

  /// The largest difference, relative to the largest number of `want`.
  static func error(_ got: [Double], _ want: [Double]) -> Double {
    guard got.count == want.count else { return .infinity }
    let size = want.map(\.magnitude).max() ?? 0
    let difference = zip(got, want).map { ($0 - $1).magnitude }
    // `max` passes over a NaN; a sum does not.
    guard difference.reduce(0, +).isFinite else { return .infinity }
    return (difference.max() ?? 0) / (size > 0 ? size : 1)
  }
}
#endif
