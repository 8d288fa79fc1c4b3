import CommandSupport
import SparseAD

/// A matrix to measure with, and what goes with it.
struct Problem<S: BenchmarkScalar> {
  let name: String
  let a: CSRMatrix<S>
  /// The right factor of products with `a`.
  let factor: CSRMatrix<S>
  /// The second term of sums with `a`, on another pattern.
  let term: CSRMatrix<S>

  init(
    _ name: String, _ a: CSRMatrix<S>, factor: CSRMatrix<S>? = nil, term: CSRMatrix<S>? = nil
  ) {
    self.name = name
    self.a = a
    self.factor = factor ?? (a.rows == a.columns ? a : a.transposed())
    self.term = term ?? a.rowsRotated()
  }

  /// The bytes of a scalar.
  var s: Int { MemoryLayout<S>.stride }

  /// The bytes of a matrix with this pattern.
  func bytes(_ pattern: SparsityPattern) -> Int { structureBytes(pattern) + s * pattern.count }

  /// The bytes of the columns and row starts.
  func structureBytes(_ pattern: SparsityPattern) -> Int {
    4 * pattern.count + 4 * (pattern.rows + 1)
  }

  func vector(_ count: Int, seed: UInt64 = 1) -> [S] {
    var random = SeededGenerator(seed: seed)
    var numbers = onLargePages(0.0, count: count)
    for k in numbers.indices { numbers[k] = random.symmetric() }
    return S.array(numbers)
  }

  func dense(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> DenseMatrix<S> {
    DenseMatrix(rows: rows, columns: columns, values: vector(rows * columns, seed: seed))
  }

  /// Random values on a pattern: a cotangent.
  func values(on pattern: SparsityPattern, seed: UInt64 = 1) -> CSRMatrix<S> {
    CSRMatrix(pattern: pattern, values: vector(pattern.count, seed: seed))
  }
}

extension CSRMatrix {
  /// The same rows, each moved down by one and the last one to the top: another pattern of the same shape.
  func rowsRotated() -> CSRMatrix {
    guard rows > 1 else { return self }
    let last = pattern.entries(inRow: rows - 1)
    let starts =
      [0, Int32(last.count)] + pattern.rowStarts[1..<rows].map { $0 + Int32(last.count) }
    let moved = SparsityPattern(
      uncheckedRows: rows, columns: columns, rowStarts: starts,
      columnIndices: Array(pattern.columnIndices[last] + pattern.columnIndices[..<last.lowerBound]))
    return CSRMatrix(
      pattern: moved, values: Array(values[last] + values[..<last.lowerBound]))
  }
}
