import SparseAD
import TestSupport
import Testing

/// The forms for one argument convert to a type that is written out.
@Suite struct SingleArgumentTests {
  @Test func typesWrittenOut() {
    let x: [Double] = [1, 2]
    let slope: [Double] = gradient(at: x) { x in (x .* x).sum() }
    #expect(slope == [2, 4])
    func length(_ x: [Double]) -> Int { x.count }
    #expect(length(gradient(at: x) { $0.sum() }) == 2)
    let second: [Double] = gradient(at: x) { x in
      let inner: Variable<[Double]> = gradient(at: x) { x in (x .* x .* x).sum() }
      return inner.sum()
    }
    #expect(second == [6, 12])
    let hessian: [Double] = hessianVectorProduct(at: x, along: [1, 0]) { x in (x .* x .* x).sum() }
    #expect(hessian == [6, 0])
  }
}

/// A derivative inside ``withoutRecording(_:)`` is the derivative all the same.
@Suite struct PausedRecordingTests {
  @Test func derivativesInside() {
    let x: [Double] = [1, 2]
    let slope: [Double] = withoutRecording { gradient(at: x) { x in (x .* x).sum() } }
    #expect(slope == [2, 4])
    let outer: [Double] = gradient(at: x) { x in
      let inner: Variable<[Double]> = withoutRecording {
        gradient(at: x) { x in (x .* x .* x).sum() }
      }
      #expect(inner.value == [3, 12])
      return (inner .* x).sum()
    }
    // The inner derivative is a constant of the outer one.
    #expect(outer == [3, 12])
    let (_, tangent) = withoutRecording { jvp(at: x, along: [1, 0]) { x in x .* x } }
    #expect(tangent == [2, 0])
  }
}
