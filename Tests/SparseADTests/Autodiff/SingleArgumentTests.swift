import SparseAD
import Testing

/// The forms for one argument convert to a type that is written out.
@Suite struct SingleArgumentTests {
  @Test func typesWrittenOut() {
    let x: [Double] = [1, 2]
    let slope: [Double] = gradient(at: x) { x in (x * x).sum() }
    #expect(slope == [2, 4])
    func length(_ x: [Double]) -> Int { x.count }
    #expect(length(gradient(at: x) { $0.sum() }) == 2)
    let second: [Double] = gradient(at: x) { x in
      let inner: Variable<[Double]> = gradient(at: x) { x in (x * x * x).sum() }
      return inner.sum()
    }
    #expect(second == [6, 12])
    let hessian: [Double] = hessianVectorProduct(at: x, along: [1, 0]) { x in (x * x * x).sum() }
    #expect(hessian == [6, 0])
  }
}
