import SparseAD
import TestSupport
import Testing

@Suite struct EntrySelectionTests {
  /// Every kind of selection on a matrix, each with the dense element that it should have at (i, j).
  static func selections(
    of p: SparsityPattern
  ) -> [(selection: EntrySelection, rows: [Int], columns: [Int], keeps: (Int, Int) -> Bool)] {
    let (m, n) = (p.rows, p.columns)
    let all = { (_: Int, _: Int) in true }
    // Some rows and columns twice, and backwards.
    let rows = m == 0 ? [] : [m - 1, 0, m / 2, m - 1]
    let columns = n == 0 ? [] : [n / 2, n - 1, n - 1, 0, n / 3]
    let (rowOrder, columnOrder) = (rotated(m), rotated(n))
    var list: [(EntrySelection, [Int], [Int], (Int, Int) -> Bool)] = [
      (p.selecting(rows: 0..<m, columns: 0..<n), Array(0..<m), Array(0..<n), all),
      (p.selecting(rows: m / 3..<m, columns: 0..<n), Array(m / 3..<m), Array(0..<n), all),
      (p.selecting(rows: 0..<m, columns: n / 3..<n), Array(0..<m), Array(n / 3..<n), all),
      (
        p.selecting(rows: m / 4..<m / 2, columns: n / 4..<n / 2), Array(m / 4..<m / 2),
        Array(n / 4..<n / 2), all
      ),
      (p.selecting(rows: rows), rows, Array(0..<n), all),
      (p.selecting(columns: columns), Array(0..<m), columns, all),
      (p.selecting(rows: rows, columns: columns), rows, columns, all),
      (p.permuting(rows: rowOrder), rowOrder, Array(0..<n), all),
      (p.permuting(columns: columnOrder), Array(0..<m), columnOrder, all),
      (p.permuting(rows: rowOrder, columns: columnOrder), rowOrder, columnOrder, all),
    ]
    for k in [0, 1, -2, 100, -100, Int.max, Int.min] {
      list.append(
        (p.selectingLowerTriangle(diagonal: k), Array(0..<m), Array(0..<n), { $1 - $0 <= k }))
      list.append(
        (p.selectingUpperTriangle(diagonal: k), Array(0..<m), Array(0..<n), { $1 - $0 >= k }))
    }
    return list
  }

  static func rotated(_ n: Int) -> [Int] { n < 3 ? Array(0..<n) : Array((2..<n)) + [1, 0] }

  @Test(arguments: MatrixCase.all) func agreesWithTheDenseReference(_ test: MatrixCase) throws {
    let a = test.matrix
    for (selection, rows, columns, keeps) in Self.selections(of: a.pattern) {
      let b = selection.forward(a)
      let reference = dense(rows.count, columns.count) { i, j in
        keeps(i, j) ? a[rows[i], columns[j]] : 0
      }
      #expect(try b.toDense() == reference)
      // Stored zeros are selected like everything else: as many entries as the reference has stored places.
      var stored = 0
      for i in rows.indices {
        for j in columns.indices
        where keeps(i, j) && a.pattern.entry(rows[i], columns[j]) != nil { stored += 1 }
      }
      #expect(b.count == stored)
      #expect(
        throws: Never.self, "the result obeys the rules of a pattern",
        performing: {
          try SparsityPattern(
            rows: b.rows, columns: b.columns, rowStarts: b.pattern.rowStarts,
            columnIndices: b.pattern.columnIndices)
        })
    }
  }

  @Test(arguments: MatrixCase.all) func vjpIsAdjointOfJvp(_ test: MatrixCase) {
    let dot = randomValues(on: test.matrix.pattern, seed: 11)
    for (index, (selection, _, _, _)) in Self.selections(of: test.matrix.pattern).enumerated() {
      let bar = randomValues(on: selection.pattern, seed: UInt64(index))
      let gradient = selection.vjp(cotangent: bar)
      #expect(gradient.pattern === test.matrix.pattern)
      let forward = inner(bar.values, selection.jvp(dot).values)
      #expect(abs(forward - inner(gradient.values, dot.values)) < 1e-12 * Double(bar.count + 1))
    }
  }

  @Test(arguments: MatrixCase.all) func selectingEverythingKeepsThePatternObject(
    _ test: MatrixCase
  ) {
    let a = test.matrix
    let p = a.pattern
    #expect(a[0..., 0...].pattern === p)
    #expect(a.permuted().pattern === p)
    #expect(a.permuted(rows: Array(0..<a.rows), columns: Array(0..<a.columns)).pattern === p)
    #expect(a.lowerTriangle(diagonal: a.columns).pattern === p)
    #expect(p.selecting(in: p).pattern === p)
    #expect(a.pruned { _ in false }.pattern === p)
  }

  @Test func equalRowsExchangedAreNotTheWhole() throws {
    let a = try CSRMatrix<Double>(rows: 2, columns: 1, entries: [(0, 0, 1), (1, 0, 2)])
    #expect(a.permuted(rows: [1, 0]).values == [2, 1])
    let withEmptyRow = try CSRMatrix<Double>(rows: 2, columns: 1, entries: [(0, 0, 1)])
    #expect(withEmptyRow.permuted(rows: [1, 0]) != withEmptyRow)
  }

  @Test func inversePermutationRestores() throws {
    let a = try CSRMatrix<Double>.random(rows: 7, columns: 7, density: 0.4, seed: 2)
    let order = [3, 0, 6, 1, 5, 2, 4]
    let back = order.indices.map { i in order.firstIndex(of: i) ?? -1 }
    #expect(a.permuted(rows: order, columns: order).permuted(rows: back, columns: back) == a)
  }

  @Test func subscriptsSlice() throws {
    let a = try CSRMatrix<Double>.random(rows: 6, columns: 5, density: 0.5, seed: 3)
    let reference = try a.toDense()
    #expect(try a[2..<5, ..<3].toDense() == reference[2..<5, ..<3])
    #expect(try a[1...2, 3...].toDense() == reference[1...2, 3...])
    #expect(try a[rows: 4...].toDense() == reference[4..., 0...])
    #expect(try a[columns: ...1].toDense() == reference[0..., ...1])
    #expect(try a[rows: [5, 5, 1]].toDense() == reference[rows: [5, 5, 1]])
    #expect(a[columns: [4, 0]][3, 0] == a[3, 4])
    #expect(a.submatrix(rows: [2], columns: [1])[0, 0] == a[2, 1])
    #expect(a[3..<3, 0...].rows == 0)
  }

  @Test(arguments: MatrixCase.all) func trianglesMakeUpTheMatrix(_ test: MatrixCase) throws {
    let a = test.matrix
    #expect(a.lowerTriangle(diagonal: -1).count + a.upperTriangle().count == a.count)
    #expect(a.diagonal == (0..<min(a.rows, a.columns)).map { a[$0, $0] })
  }
}
