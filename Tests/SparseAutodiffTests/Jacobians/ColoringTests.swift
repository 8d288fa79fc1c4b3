import SparseAD
import TestSupport
import Testing

@Suite struct ColoringTests {
  private static let ways = [JacobianMode.forward, .reverse]

  @Test(arguments: PatternCase.all, JacobianColoring.Order.allCases)
  func noRowHasTwoEntriesOfOneColor(_ test: PatternCase, _ order: JacobianColoring.Order) {
    for mode in Self.ways {
      let coloring = JacobianColoring(test.pattern, mode: mode, order: order)
      let rows = mode == .forward ? test.pattern : test.pattern.transpose.pattern
      #expect(coloring.pattern === test.pattern)
      #expect(coloring.mode == mode)
      #expect(coloring.colors.count == rows.columns)
      var longest = rows.columns > 0 ? 1 : 0
      for i in 0..<rows.rows {
        let met = rows.entries(inRow: i).map { coloring.colors[Int(rows.columnIndices[$0])] }
        #expect(Set(met).count == met.count, "row \(i)")
        longest = max(longest, met.count)
      }
      #expect(coloring.count >= longest)
      let members = (0..<coloring.count).map { coloring.members(ofColor: $0) }
      #expect(members.allSatisfy { !$0.isEmpty && $0.elementsEqual($0.sorted()) })
      #expect(members.joined().sorted() == (0..<Int32(rows.columns)).map { $0 })
      for (color, columns) in members.enumerated() {
        #expect(columns.allSatisfy { coloring.colors[Int($0)] == color })
      }
    }
  }

  @Test(arguments: JacobianColoring.Order.allCases)
  func bandsTakeTheirWidth(_ order: JacobianColoring.Order) {
    for reach in 0...3 {
      let band = SparsityPattern(rows: 40, columns: 40) { abs($0 - $1) <= reach }
      for mode in Self.ways {
        #expect(JacobianColoring(band, mode: mode, order: order).count == 2 * reach + 1)
      }
    }
  }

  @Test func smallestLastUsesNoMoreThanTheDegeneracy() {
    for seed in 1...8 {
      let pattern = PatternCase(
        "", rows: 30, columns: 25, density: 0.1, seed: UInt64(seed)
      ).pattern
      let count = JacobianColoring(pattern, mode: .forward, order: .smallestLast).count
      #expect(count <= degeneracy(pattern) + 1, "seed \(seed)")
    }
  }

  /// The largest of the smallest degrees met while taking away columns of smallest degree, by its definition.
  private func degeneracy(_ pattern: SparsityPattern) -> Int {
    var meets = [Set<Int32>](repeating: [], count: pattern.columns)
    for i in 0..<pattern.rows {
      let columns = pattern.entries(inRow: i).map { pattern.columnIndices[$0] }
      for j in columns { meets[Int(j)].formUnion(columns.filter { $0 != j }) }
    }
    var left = Set(0..<Int32(pattern.columns))
    var found = 0
    while let next = left.min(by: {
      meets[Int($0)].intersection(left).count < meets[Int($1)].intersection(left).count
    }) {
      found = max(found, meets[Int(next)].intersection(left).count)
      left.remove(next)
    }
    return found
  }

  @Test func largestFirstBeginsWithTheMostMet() {
    // A star: column 4 meets all others, which meet nobody else.
    let star = SparsityPattern(rows: 4, columns: 5) { i, j in j == i || j == 4 }
    let coloring = JacobianColoring(star, mode: .forward, order: .largestFirst)
    #expect(coloring.colors == [1, 1, 1, 1, 0])
    #expect(JacobianColoring(star, mode: .forward, order: .natural).colors == [0, 0, 0, 0, 1])
  }

  @Test func cheaperTakesTheWayWithFewerColors() {
    let row = SparsityPattern(rows: 30, columns: 30) { i, j in i == 0 || i == j }
    #expect(JacobianColoring(row).mode == .reverse)
    #expect(JacobianColoring(row).count == 2)
    let column = SparsityPattern(rows: 30, columns: 30) { i, j in j == 0 || i == j }
    #expect(JacobianColoring(column).mode == .forward)
    #expect(JacobianColoring(column).count == 2)
    let band = SparsityPattern(rows: 9, columns: 9) { abs($0 - $1) <= 1 }
    #expect(JacobianColoring(band).mode == .forward, "a tie goes forward")
    for test in PatternCase.all {
      let counts = Self.ways.map { JacobianColoring(test.pattern, mode: $0).count }
      let cheaper = JacobianColoring(test.pattern)
      #expect(cheaper.count == counts.min(), "\(test.name)")
      #expect(cheaper.mode == (counts[0] <= counts[1] ? .forward : .reverse), "\(test.name)")
    }
  }
}
