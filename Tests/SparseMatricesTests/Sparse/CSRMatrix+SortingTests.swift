import SparseAD
import TestSupport
import Testing

/// Compressed rows and columns in any order become the matrix whose triplets they are.
@Suite struct CSRMatrixSortingTests {
  /// A matrix, its rows and its columns, each in some other order.
  private struct Shuffled<S: SparseScalar> {
    let matrix: CSRMatrix<S>
    let rows: (starts: [Int32], indices: [Int32], values: [S])
    let columns: (starts: [Int32], indices: [Int32], values: [S])

    init(_ rowCount: Int, _ columnCount: Int, seed: UInt64) {
      var random = RandomValues<S>(seed: seed)
      matrix = random.sparse(rowCount, columnCount)
      rows = Self.reversed(matrix)
      columns = Self.reversed(matrix.transposed())
    }

    private static func reversed(
      _ a: CSRMatrix<S>
    ) -> (starts: [Int32], indices: [Int32], values: [S]) {
      var (indices, values) = (a.pattern.columnIndices, a.values)
      for i in 0..<a.rows {
        let row = a.pattern.entries(inRow: i)
        // Turned and then reversed: no order in particular.
        let order = (Array(row.dropFirst(2)) + Array(row.prefix(2))).reversed()
        for (p, q) in zip(row, order) {
          indices[p] = a.pattern.columnIndices[q]
          values[p] = a.values[q]
        }
      }
      return (a.pattern.rowStarts, indices, values)
    }
  }

  private func sorts<S: SparseScalar>(_: S.Type) throws {
    for (rows, columns, seed) in [
      (9, 7, 1), (5, 40, 2), (1, 6, 3), (6, 1, 4), (0, 3, 5), (3, 0, 6),
    ] {
      let shuffled = Shuffled<S>(rows, columns, seed: UInt64(seed))
      let (r, c) = (shuffled.rows, shuffled.columns)
      #expect(
        try CSRMatrix(
          rows: rows, columns: columns, rowStarts: r.starts, unsortedColumnIndices: r.indices,
          values: r.values) == shuffled.matrix)
      #expect(
        try CSRMatrix(
          rows: rows, columns: columns, rowStarts: r.starts.map { Int($0) },
          unsortedColumnIndices: r.indices.map { Int($0) }, values: r.values) == shuffled.matrix)
      #expect(
        try CSRMatrix(
          rows: rows, columns: columns, columnStarts: c.starts, unsortedRowIndices: c.indices,
          values: c.values) == shuffled.matrix)
      #expect(
        try CSRMatrix(
          rows: rows, columns: columns, columnStarts: c.starts.map { Int($0) },
          unsortedRowIndices: c.indices.map { Int($0) }, values: c.values) == shuffled.matrix)
    }
  }

  @Test func sortsDoubles() throws { try sorts(Double.self) }
  @Test func sortsFloats() throws { try sorts(Float.self) }

  @Test func byHand() throws {
    // ⎡5 0 6⎤
    // ⎣0 7 0⎦, with bits that a sum would lose
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 3, rowStarts: [0, 2, 3], unsortedColumnIndices: [2, 0, 1],
      values: [-0.0, 5, .infinity])
    #expect(a.pattern.columnIndices == [0, 2, 1])
    #expect(a.values.map(\.bitPattern) == [5, -0.0, Double.infinity].map(\.bitPattern))
    #expect(
      try CSRMatrix<Double>(
        rows: 2, columns: 3, columnStarts: [0, 1, 2, 3], unsortedRowIndices: [0, 1, 0],
        values: [5, .infinity, -0.0]) == a)
  }

  @Test func twoEntriesAtOnePlaceAreRefused() {
    #expect(throws: PatternError.duplicate(row: 1, column: 2)) {
      try CSRMatrix<Double>(
        rows: 2, columns: 3, rowStarts: [0, 1, 4], unsortedColumnIndices: [2, 2, 0, 2],
        values: [1, 2, 3, 4])
    }
    #expect(throws: PatternError.duplicate(row: 1, column: 2)) {
      try CSRMatrix<Double>(
        rows: 2, columns: 3, columnStarts: [0, 0, 1, 4], unsortedRowIndices: [1, 1, 0, 1],
        values: [1, 2, 3, 4])
    }
  }

  @Test func whatBreaksARuleIsNamed() {
    func rows(_ starts: [Int], _ indices: [Int], _ count: Int = 2) throws {
      _ = try CSRMatrix<Double>(
        rows: 2, columns: 3, rowStarts: starts, unsortedColumnIndices: indices,
        values: Array(repeating: 1, count: count))
    }
    #expect(throws: PatternError.rowStartCount(expected: 3, found: 2)) {
      try rows([0, 2], [1, 0])
    }
    #expect(throws: PatternError.rowStartOutOfRange(row: 0, start: 1, entries: 2)) {
      try rows([1, 1, 2], [1, 0])
    }
    #expect(throws: PatternError.rowStartOutOfRange(row: 1, start: 3, entries: 2)) {
      try rows([0, 3, 2], [1, 0])
    }
    #expect(throws: PatternError.rowStartsDecrease(row: 0)) { try rows([0, -1, 2], [1, 0]) }
    #expect(throws: PatternError.tripletOutOfRange(position: 1, row: 1, column: 3)) {
      try rows([0, 1, 2], [1, 3])
    }
    #expect(throws: PatternError.valueCount(expected: 2, found: 3)) {
      try rows([0, 1, 2], [1, 0], 3)
    }
    #expect(throws: PatternError.transposed(.rowStartsDecrease(row: 1))) {
      try CSRMatrix<Double>(
        rows: 3, columns: 3, columnStarts: [0, 2, 1, 2], unsortedRowIndices: [1, 0],
        values: [1, 1])
    }
  }
}
