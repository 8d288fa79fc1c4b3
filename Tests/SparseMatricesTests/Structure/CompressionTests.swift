import SparseAD
import TestSupport
import Testing

@Suite struct CompressionTests {
  /// Unsorted, with one place given three times and another with a zero.
  func triplets() throws -> COOMatrix<Double> {
    try COOMatrix(
      rows: 3, columns: 4,
      entries: [(2, 1, 5), (0, 3, 1), (2, 1, -7), (0, 0, 0), (2, 1, 4)])
  }

  @Test func sumsKeepsOrRejectsDuplicates() throws {
    let sum = try triplets().compressed()
    #expect(sum.pattern.rowStarts == [0, 2, 2, 3])
    #expect(sum.pattern.columnIndices == [0, 3, 1])
    #expect(sum.values == [0, 1, 2])
    #expect(try triplets().compressed(duplicates: .keepLast).values == [0, 1, 4])
    #expect(throws: PatternError.duplicate(row: 2, column: 1)) {
      try triplets().compressed(duplicates: .reject)
    }
    let distinct = try COOMatrix<Double>(rows: 2, columns: 2, entries: [(1, 0, 3), (0, 1, 2)])
    #expect(try distinct.compressed(duplicates: .reject).values == [2, 3])
  }

  @Test func cancellationStaysStored() throws {
    let matrix = try CSRMatrix<Double>(rows: 1, columns: 1, entries: [(0, 0, 2), (0, 0, -2)])
    #expect(matrix.count == 1 && matrix.values == [0])
  }

  @Test func refillingMeetsTheSameEntries() throws {
    let matrix = try triplets()
    let map = try Compression(of: matrix)
    let refilled = map.forward([1, 2, 3, 4, 5])
    #expect(refilled.pattern === map.pattern)
    #expect(refilled.values == [4, 2, 9])
    #expect(map.forward(matrix.values) == (try matrix.compressed()))
  }

  /// Zeros have signs, and those of a matrix with both are told apart by 1 / x.
  @Test(arguments: [Duplicates.sum, .keepLast])
  func whatStandsAloneKeepsItsBits(_ duplicates: Duplicates) throws {
    let matrix = try COOMatrix<Double>(
      rows: 2, columns: 2, entries: [(1, 1, -0.0), (0, 0, 0), (0, 1, -0.0), (0, 0, -0.0)])
    let compression = try Compression(of: matrix, duplicates: duplicates)
    let signs = compression.forward(matrix.values).values.map(\.sign)
    #expect(signs == [duplicates == .sum ? .plus : .minus, .minus, .minus])
    #expect(try matrix.compressed(duplicates: duplicates).values.map(\.sign) == signs)
  }

  @Test(arguments: [Duplicates.sum, .keepLast])
  func vjpIsAdjointOfJvp(_ duplicates: Duplicates) throws {
    var generator = SeededGenerator(seed: 3)
    let places = (0..<200).map { _ in
      (row: generator.integer(below: 9), column: generator.integer(below: 12), value: 0.0)
    }
    let map = try Compression(
      of: COOMatrix(rows: 9, columns: 12, entries: places), duplicates: duplicates)
    #expect(map.pattern.count < 108)
    let dot: [Double] = generator.normals(200)
    let bar = randomValues(on: map.pattern, seed: 4)
    let forward = inner(bar.values, map.jvp(dot).values)
    #expect(abs(forward - inner(map.vjp(cotangent: bar), dot)) < 1e-12 * 200)
  }

  @Test func gradientOfADuplicateIsThatOfTheSum() throws {
    let map = try Compression(of: triplets())
    let bar = CSRMatrix(pattern: map.pattern, values: [10.0, 20, 30])
    #expect(map.vjp(cotangent: bar) == [30, 20, 30, 10, 30])
    let last = try Compression(of: triplets(), duplicates: .keepLast)
    let lastBar = CSRMatrix(pattern: last.pattern, values: [10.0, 20, 30])
    #expect(last.vjp(cotangent: lastBar) == [0, 20, 0, 10, 30])
  }

  /// Against a dictionary; large enough for rows to be sorted by other means than insertion.
  @Test func manyTripletsAgreeWithADictionary() throws {
    var generator = SeededGenerator(seed: 5)
    var reference: [Int: Double] = [:]
    var matrix = COOMatrix<Double>.zero(rows: 3, columns: 70_000)
    for _ in 0..<2000 {
      let (i, j) = (generator.integer(below: 3), generator.integer(below: 400) * 170)
      try matrix.append(Double(j % 7) - 3, row: i, column: j)
      reference[i * 70_000 + j, default: 0] += Double(j % 7) - 3
    }
    let compressed = try matrix.compressed()
    #expect(compressed.count == reference.count)
    for (i, j, value) in compressed.entries { #expect(reference[i * 70_000 + j] == value) }
  }
}

@Suite struct RowLengthTests {
  /// Rows of 0, 1, … 80 triplets in all, with duplicates: each length has its own way of being sorted.
  @Test(arguments: [false, true])
  func rowsOfEveryLength(areSorted: Bool) throws {
    var generator = SeededGenerator(seed: 7)
    var places: [(row: Int, column: Int)] = []
    for i in 0...80 {
      var columns = (0..<i).map { _ in generator.integer(below: 2 * i) * 1000 }
      if areSorted { columns.sort() }
      places += columns.map { (row: i, column: $0) }
    }
    // Halves, so that every sum is exact in whatever order it is taken.
    let triplets = places.enumerated().map {
      (row: $1.row, column: $1.column, value: Double($0) / 2)
    }
    var reference: [Int: Double] = [:]
    for t in triplets { reference[t.row * 200_000 + t.column, default: 0] += t.value }
    let matrix = try COOMatrix(rows: 81, columns: 200_000, entries: triplets)
    let compressed = try matrix.compressed()
    _ = try SparsityPattern(
      rows: 81, columns: 200_000, rowStarts: compressed.pattern.rowStarts,
      columnIndices: compressed.pattern.columnIndices)
    #expect(compressed.count == reference.count)
    for (i, j, value) in compressed.entries { #expect(reference[i * 200_000 + j] == value) }
    #expect(try Compression(of: matrix).forward(matrix.values) == compressed)
  }
}

@Suite struct LargeCompressionTests {
  /// Large enough for the triplets to be dealt into ranges of rows first.
  @Test func everyTripletFindsItsPlace() throws {
    var generator = SeededGenerator(seed: 6)
    let count = 140_000
    let rows = (0..<count).map { _ in Int32(generator.integer(below: 1000)) }
    let columns = (0..<count).map { _ in Int32(generator.integer(below: 300)) }
    let map = try Compression(
      of: COOMatrix(
        rows: 1000, columns: 300, rowIndices: rows, columnIndices: columns,
        values: [Float](repeating: 1, count: count)))
    let pattern = try SparsityPattern(
      rows: 1000, columns: 300, rowStarts: map.pattern.rowStarts,
      columnIndices: map.pattern.columnIndices)
    let entryRows = pattern.rowIndices
    let entryColumns = pattern.columnIndices
    var isUsed = [Bool](repeating: false, count: pattern.count)
    var misplaced = 0
    for (k, entry) in map.entryOfTriplet.enumerated() {
      isUsed[Int(entry)] = true
      if entryRows[Int(entry)] != rows[k] || entryColumns[Int(entry)] != columns[k] {
        misplaced += 1
      }
    }
    #expect(misplaced == 0 && !isUsed.contains(false))
  }
}

@Suite struct COOMatrixTests {
  struct Bad: Sendable, CustomTestStringConvertible {
    var rows = 2
    var columns = 3
    var rowIndices = [0, 1]
    var columnIndices = [2, 0]
    var values = [1.0, .infinity]
    let error: PatternError
    var testDescription: String { "\(error)" }
  }

  @Test(arguments: [
    Bad(rows: -1, error: .sizeOutOfRange(rows: -1, columns: 3, entries: 2)),
    Bad(columns: .max, error: .sizeOutOfRange(rows: 2, columns: .max, entries: 2)),
    Bad(rowIndices: [0], error: .valueCount(expected: 1, found: 2)),
    Bad(columnIndices: [2, 0, 1], error: .valueCount(expected: 3, found: 2)),
    Bad(values: [], error: .valueCount(expected: 2, found: 0)),
    Bad(rowIndices: [0, 2], error: .tripletOutOfRange(position: 1, row: 2, column: 0)),
    Bad(rowIndices: [-1, 1], error: .tripletOutOfRange(position: 0, row: -1, column: 2)),
    Bad(columnIndices: [3, 0], error: .tripletOutOfRange(position: 0, row: 0, column: 3)),
    Bad(columnIndices: [2, -5], error: .tripletOutOfRange(position: 1, row: 1, column: -5)),
  ])
  func badTripletsAreErrors(_ bad: Bad) {
    #expect(throws: bad.error) {
      try COOMatrix(
        rows: bad.rows, columns: bad.columns, rowIndices: bad.rowIndices,
        columnIndices: bad.columnIndices, values: bad.values)
    }
    #expect(throws: bad.error) {
      try COOMatrix(
        rows: bad.rows, columns: bad.columns, rowIndices: bad.rowIndices.map(Int32.init),
        columnIndices: bad.columnIndices.map(Int32.init), values: bad.values)
    }
  }

  @Test func badLiteralsAreErrors() {
    let error = PatternError.tripletOutOfRange(position: 1, row: 0, column: 1 << 32)
    let entries = [(row: 0, column: 0, value: 1.0), (row: 0, column: 1 << 32, value: 2.0)]
    #expect(throws: error) { try COOMatrix(rows: 1, columns: 1, entries: entries) }
    #expect(throws: error) { try CSRMatrix(rows: 1, columns: 1, entries: entries) }
    #expect(throws: PatternError.self) { try COOMatrix<Double>(rows: 0, columns: -1) }
  }

  @Test func appendingOutsideChangesNothing() throws {
    var matrix = try COOMatrix<Float>(rows: 2, columns: 2, entries: [(0, 1, 5)])
    let before = matrix
    #expect(throws: PatternError.tripletOutOfRange(position: 1, row: 2, column: 0)) {
      try matrix.append(1, row: 2, column: 0)
    }
    #expect(matrix == before)
    try matrix.append(.nan, row: 1, column: 0)
    #expect(matrix.count == 2 && matrix.entries.last?.value.isNaN == true)
  }
}

extension COOMatrix {
  /// An empty matrix of sizes that are in order.
  static func zero(rows: Int, columns: Int) -> COOMatrix {
    COOMatrix(uncheckedRows: rows, columns: columns, rowIndices: [], columnIndices: [], values: [])
  }
}
