#if SuiteSparse
import SparseAD
import TestSupport
import Testing

@Suite struct SymbolicCholeskyTests {
  /// The first row and column full, and the diagonal.
  private func arrow(_ order: Int) throws -> SparsityPattern {
    let columns = [Array(0..<order)] + (1..<order).map { [0, $0] }
    return try SparsityPattern(
      rows: order, columns: order,
      rowStarts: columns.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) },
      columnIndices: columns.flatMap { $0 })
  }

  @Test func countsTheFillOfEachOrdering() throws {
    // Eliminated first, the full row fills everything; eliminated last, nothing.
    let arrow = try arrow(10)
    #expect(try SymbolicCholesky(arrow, ordering: .natural).factorCount == 55)
    #expect(try SymbolicCholesky(arrow, ordering: .amd).factorCount == 19)
  }

  @Test func predictsTheFactor() throws {
    let a = try SymmetricCases.grid(7, shift: 1)
    for ordering in [SymbolicCholesky.Ordering.natural, .amd, .metis] {
      let symbolic = try SymbolicCholesky(a.pattern, ordering: ordering)
      let l = try symbolic.factor(a.values).lower()
      #expect(l.count == symbolic.factorCount)
      // The square of each column's count, summed: the operations of L Lᵀ.
      let columns = l.pattern.transpose.pattern
      let flops = (0..<49).reduce(0.0) {
        let count = Double(columns.entries(inRow: $1).count)
        return $0 + count * count
      }
      #expect(symbolic.flops == flops)
    }
  }

  @Test func naturalKeepsTheOrder() throws {
    // Two branches, 0-2-4 and 1-3-4, numbered across: a postorder would go along them.
    let a = try SparsityPattern(
      rows: 5, columns: 5, rowStarts: [0, 2, 4, 7, 10, 13],
      columnIndices: [0, 2, 1, 3, 0, 2, 4, 1, 3, 4, 2, 3, 4])
    #expect(try SymbolicCholesky(a, ordering: .natural).permutation == [0, 1, 2, 3, 4])
  }

  @Test func refusesAPatternWithoutAMirrorImage() throws {
    let a = try SparsityPattern(
      rows: 3, columns: 3, rowStarts: [0, 1, 3, 4], columnIndices: [0, 1, 2, 2])
    #expect(throws: CholmodError.notSymmetric(row: 1, column: 2)) { try SymbolicCholesky(a) }
    #expect(try SymbolicCholesky(a, storage: .upper).factorCount == 4)
  }

  @Test func refusesARectangle() async {
    await #expect(processExitsWith: .failure) {
      let wide = try SparsityPattern(
        rows: 1, columns: 2, rowStarts: [0, 0], columnIndices: [Int]())
      _ = try SymbolicCholesky(wide)
    }
  }
}
#endif
