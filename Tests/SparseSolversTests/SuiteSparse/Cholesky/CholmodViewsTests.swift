#if SuiteSparse
import CSuiteSparse
import SparseAD
import SparseOracles
import TestSupport
import Testing

@Suite struct CholmodViewsTests {
  @Test func lendsWithoutCopying() throws {
    let a = try SymmetricCases.grid(3, shift: 1)
    func address<T>(_ array: [T]) -> Int {
      array.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
    }
    let ours = [address(a.pattern.rowStarts), address(a.pattern.columnIndices), address(a.values)]
    let lent = withCXSparseView(of: a) {
      [Int(bitPattern: $0.pointee.p), Int(bitPattern: $0.pointee.i), Int(bitPattern: $0.pointee.x)]
    }
    #expect(lent == ours)
    let lentToCholmod = withCholmodView(of: a.pattern, values: a.values, stype: 0) {
      [Int(bitPattern: $0.pointee.p), Int(bitPattern: $0.pointee.i), Int(bitPattern: $0.pointee.x)]
    }
    #expect(lentToCholmod == ours)
  }
}
#endif
