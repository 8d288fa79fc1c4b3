import SparseAD
import TestSupport
import Testing

@Suite struct SparsityPatternTests {
  // ⎡· × ×⎤
  // ⎢· · ·⎥
  // ⎣× · ×⎦
  let starts = [0, 2, 2, 4]
  let columns = [1, 2, 0, 2]

  @Test func holdsWhatItWasGiven() throws {
    let pattern = try SparsityPattern(
      rows: 3, columns: 3, rowStarts: starts, columnIndices: columns)
    #expect(pattern.count == 4)
    #expect(pattern.entries(inRow: 0) == 0..<2)
    #expect(pattern.entries(inRow: 1).isEmpty)
    #expect(pattern.entry(2, 2) == 3)
    #expect(pattern.entry(2, 1) == nil)
    #expect(pattern.rowIndices == [0, 0, 2, 2])
    #expect((0..<4).map { pattern.place(ofEntry: $0).row } == [0, 0, 2, 2])
    #expect((0..<4).map { pattern.place(ofEntry: $0).column } == columns)
    #expect(pattern.entries(inRow: 0, columns: 2..<3) == 1..<2)
    #expect(pattern.entries(inRow: 2, columns: 1..<2).isEmpty)
  }

  @Test func equalityIsOfPlaces() throws {
    let a = try SparsityPattern(rows: 3, columns: 3, rowStarts: starts, columnIndices: columns)
    let b = try SparsityPattern(rows: 3, columns: 3, rowStarts: starts, columnIndices: columns)
    let wider = try SparsityPattern(rows: 3, columns: 4, rowStarts: starts, columnIndices: columns)
    #expect(a == b && a !== b)
    #expect(a != wider)
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var rows = 3
    var columns = 3
    var starts: [Int] = [0, 2, 2, 4]
    var indices: [Int] = [1, 2, 0, 2]
    let error: PatternError
    var testDescription: String { "\(error)" }
  }

  static let bad: [Bad] = [
    Bad(rows: -1, error: .sizeOutOfRange(rows: -1, columns: 3, entries: 4)),
    Bad(columns: -2, error: .sizeOutOfRange(rows: 3, columns: -2, entries: 4)),
    Bad(
      columns: Int(Int32.max) + 1,
      error: .sizeOutOfRange(rows: 3, columns: Int(Int32.max) + 1, entries: 4)),
    Bad(rows: .max, error: .sizeOutOfRange(rows: .max, columns: 3, entries: 4)),
    Bad(starts: [], error: .rowStartCount(expected: 4, found: 0)),
    Bad(starts: [0, 2, 4], error: .rowStartCount(expected: 4, found: 3)),
    Bad(starts: [1, 2, 2, 4], error: .rowStartOutOfRange(row: 0, start: 1, entries: 4)),
    Bad(starts: [0, 2, 2, 3], error: .rowStartOutOfRange(row: 3, start: 3, entries: 4)),
    Bad(indices: [1, 2, 0], error: .rowStartOutOfRange(row: 3, start: 4, entries: 3)),
    Bad(starts: [0, 3, 2, 4], error: .rowStartsDecrease(row: 1)),
    // The first fault counts: where rows begin decides which row a column is in.
    Bad(
      starts: [0, 2, 2, 3], indices: [1, 2, 0, 9],
      error: .rowStartOutOfRange(row: 3, start: 3, entries: 4)),
    Bad(starts: [0, 3, 2, 4], indices: [1, 2, 9, 2], error: .rowStartsDecrease(row: 1)),
    Bad(indices: [1, 3, 0, 2], error: .columnOutOfRange(row: 0, column: 3, columns: 3)),
    Bad(indices: [1, 2, -1, 2], error: .columnOutOfRange(row: 2, column: -1, columns: 3)),
    Bad(indices: [2, 1, 0, 2], error: .columnsNotIncreasing(row: 0, column: 1)),
    Bad(indices: [1, 2, 2, 2], error: .columnsNotIncreasing(row: 2, column: 2)),
  ]

  @Test(arguments: bad) func badArraysAreErrors(_ bad: Bad) {
    #expect(throws: bad.error) {
      try SparsityPattern(
        rows: bad.rows, columns: bad.columns, rowStarts: bad.starts, columnIndices: bad.indices)
    }
    #expect(throws: bad.error) {
      try SparsityPattern(
        rows: bad.rows, columns: bad.columns, rowStarts: bad.starts.map(Int32.init),
        columnIndices: bad.indices.map(Int32.init))
    }
    let values = [Double](repeating: .nan, count: bad.indices.count)
    #expect(throws: bad.error) {
      try CSRMatrix(
        rows: bad.rows, columns: bad.columns, rowStarts: bad.starts, columnIndices: bad.indices,
        values: values)
    }
    #expect(throws: PatternError.transposed(bad.error)) {
      try CSRMatrix(
        rows: bad.columns, columns: bad.rows, columnStarts: bad.starts, rowIndices: bad.indices,
        values: values)
    }
  }

  @Test func numbersBeyondInt32AreErrors() {
    let huge = 1 << 32
    #expect(throws: PatternError.rowStartOutOfRange(row: 1, start: huge, entries: 1)) {
      try SparsityPattern(rows: 2, columns: 2, rowStarts: [0, huge, 1], columnIndices: [0])
    }
    // Its low 32 bits would be a valid column.
    #expect(throws: PatternError.columnOutOfRange(row: 0, column: huge, columns: 2)) {
      try SparsityPattern(rows: 1, columns: 2, rowStarts: [0, 1], columnIndices: [huge])
    }
  }

  @Test func generators() throws {
    #expect(SparsityPattern.identity(2).columnIndices == [0, 1])
    #expect(SparsityPattern.identity(0).count == 0)
    let full = try SparsityPattern.full(rows: 2, columns: 3)
    #expect(full.columnIndices == [0, 1, 2, 0, 1, 2] && full.rowStarts == [0, 3, 6])
    #expect(try SparsityPattern.full(rows: 3, columns: 0).rowStarts == [0, 0, 0, 0])
    #expect(throws: SizeError.self) { try SparsityPattern.full(rows: 50_000, columns: 50_000) }
    #expect(throws: SizeError.self) { try SparsityPattern.full(rows: .max, columns: .max) }
  }
}

@Suite struct PatternSetTests {
  /// Patterns of one shape that overlap, contain each other, or are empty.
  static let patterns: [SparsityPattern] = [
    CSRMatrix(diagonal: [1, 1, 1, 1, 1.0]).pattern,
    randomPattern(0.3, seed: 1), randomPattern(0.5, seed: 2), randomPattern(0, seed: 3),
    randomPattern(1, seed: 4),
  ]

  static func randomPattern(_ density: Double, seed: UInt64) -> SparsityPattern {
    var generator = SeededGenerator(seed: seed)
    do {
      return try .random(rows: 5, columns: 5, density: density, using: &generator)
    } catch {
      Issue.record("\(error)")
      return .identity(5)
    }
  }

  func places(_ pattern: SparsityPattern) -> Set<[Int]> {
    Set(
      (0..<pattern.count).map {
        [pattern.place(ofEntry: $0).row, pattern.place(ofEntry: $0).column]
      })
  }

  @Test(arguments: patterns.indices, patterns.indices)
  func operationsAreThoseOfSets(_ first: Int, _ second: Int) throws {
    let (a, b) = (Self.patterns[first], Self.patterns[second])
    #expect(try places(a.union(b)) == places(a).union(places(b)))
    #expect(places(a.intersection(b)) == places(a).intersection(places(b)))
    #expect(places(a.subtracting(b)) == places(a).subtracting(places(b)))
    #expect(a.isSubset(of: b) == places(a).isSubset(of: places(b)))
    for (k, q) in a.positions(in: b).enumerated() {
      let (i, j) = a.place(ofEntry: k)
      #expect(b.entry(i, j) == (q < 0 ? nil : Int(q)))
    }
  }

  @Test func resultsThatAreOperandsAreTheSameObject() throws {
    let full = try SparsityPattern.full(rows: 5, columns: 5)
    for a in Self.patterns {
      #expect(try a.union(a) === a)
      #expect(try a.union(full) == full && full.union(a) === full)
      #expect(a.intersection(full) === a && full.intersection(a).count == a.count)
      #expect(
        a.subtracting(.identity(5)).count < a.count || a.intersection(.identity(5)).count == 0)
    }
  }
}
