import SparseAD
import Testing

/// A pattern with a name, one of those that every operation is tested on.
package struct PatternCase: Sendable, CustomTestStringConvertible {
  package let name: String
  package let pattern: SparsityPattern

  package var testDescription: String { name }

  package static let all: [PatternCase] = [
    .init("1×1", rows: 1, columns: 1) { _, _ in true },
    .init("1×1 with no entry", rows: 1, columns: 1) { _, _ in false },
    .init("0×4", rows: 0, columns: 4) { _, _ in true },
    .init("4×0", rows: 4, columns: 0) { _, _ in true },
    .init("0×0", rows: 0, columns: 0) { _, _ in true },
    .init("no entries", rows: 3, columns: 5) { _, _ in false },
    .init("one row", rows: 1, columns: 9) { _, j in j % 2 == 0 },
    .init("one column", rows: 9, columns: 1) { i, _ in i % 3 != 1 },
    .init("full", rows: 6, columns: 5) { _, _ in true },
    .init("empty rows and columns", rows: 9, columns: 8) { i, j in
      i % 3 != 0 && j % 4 != 1 && (i * j) % 3 != 1
    },
    .init("one full row, one full column", rows: 8, columns: 8) { i, j in
      i == 2 || j == 5 || i == j
    },
    .init("tridiagonal", rows: 12, columns: 12) { i, j in abs(i - j) <= 1 },
    .init("upper triangle", rows: 7, columns: 7) { i, j in i <= j },
    .init("tall, random", rows: 23, columns: 7, density: 0.2, seed: 1),
    .init("wide, random", rows: 6, columns: 31, density: 0.15, seed: 2),
    .init("square, random", rows: 17, columns: 17, density: 0.12, seed: 3),
    .init("square, half full", rows: 10, columns: 10, density: 0.5, seed: 4),
  ]

  package init(_ name: String, rows: Int, columns: Int, _ isStored: (Int, Int) -> Bool) {
    self.name = name
    pattern = SparsityPattern(rows: rows, columns: columns, where: isStored)
  }

  package init(_ name: String, rows: Int, columns: Int, density: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    self.init(name, rows: rows, columns: columns) { _, _ in generator.uniform() < density }
  }
}

extension PatternCase {
  /// Columns on both sides of the boundaries of bitmap words, and too far apart for a dense work row.
  package static let farColumns: [Int32] = [
    0, 1, 2, 63, 64, 65, 4095, 4096, 4097, 40_000, 40_001, 89_999,
  ]

  /// A pattern of 12 columns with its columns moved to ``farColumns``.
  package static func widened(_ pattern: SparsityPattern) -> SparsityPattern {
    SparsityPattern(
      uncheckedRows: pattern.rows, columns: 90_000, rowStarts: pattern.rowStarts,
      columnIndices: pattern.columnIndices.map { farColumns[Int($0)] })
  }
}

extension SparsityPattern {
  /// The places for which `isStored` says so, asked row by row.
  package convenience init(rows: Int, columns: Int, where isStored: (Int, Int) -> Bool) {
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    for i in 0..<rows {
      for j in 0..<columns where isStored(i, j) { indices.append(Int32(j)) }
      starts.append(Int32(indices.count))
    }
    self.init(uncheckedRows: rows, columns: columns, rowStarts: starts, columnIndices: indices)
  }
}

/// The operands of one test: values of mixed sign, the same for the same seed.
package struct RandomValues<Scalar: SparseScalar> {
  private var generator: SeededGenerator

  package init(seed: UInt64, as: Scalar.Type = Scalar.self) {
    generator = SeededGenerator(seed: seed)
  }

  package mutating func scalar() -> Scalar { Scalar(generator.normal()) }

  package mutating func vector(_ count: Int) -> [Scalar] {
    (0..<count).map { _ in scalar() }
  }

  package mutating func dense(_ rows: Int, _ columns: Int) -> DenseMatrix<Scalar> {
    DenseMatrix(rows: rows, columns: columns, values: vector(rows * columns))
  }

  /// Normal deviates on a pattern, but every seventh entry an explicit zero.
  package mutating func sparse(_ pattern: SparsityPattern) -> CSRMatrix<Scalar> {
    var values = vector(pattern.count)
    for k in stride(from: 3, to: values.count, by: 7) { values[k] = 0 }
    return CSRMatrix(pattern: pattern, values: values)
  }

  /// Normal deviates on about `density · rows · columns` places.
  package mutating func sparse(_ rows: Int, _ columns: Int, density: Double = 0.3) -> CSRMatrix<
    Scalar
  > {
    sparse(
      SparsityPattern(rows: rows, columns: columns) { _, _ in generator.uniform() < density })
  }
}
