import Foundation
import SparseAD
import TestSupport
import Testing

@Suite struct TapeTests {
  /// A node is swept once, after all its uses: 64 doublings are 64 nodes, not 2⁶⁴ paths.
  @Test func doublingIsLinear() {
    var recorded = 0
    let bar = gradient(at: 1.0) { x in
      let before = x.tape?.count ?? 0
      var y = x
      for _ in 0..<64 { y = y + y }
      recorded = (y.tape?.count ?? 0) - before
      return y
    }
    #expect(recorded == 64)
    #expect(bar == 0x1p64)
  }

  /// A million nodes are recorded, swept and freed on a stack of 512 KiB: nothing recurses along the tape.
  @Test func millionNodesOnASmallStack() async {
    let (bar, nodes): (Double, Int) = await withCheckedContinuation { continuation in
      let thread = Thread {
        var nodes = 0
        let bar = gradient(at: 1.0) { x in
          var y = x
          for _ in 0..<1_000_000 { y = Negation()(y) }
          nodes = y.tape?.count ?? 0
          return y
        }
        continuation.resume(returning: (bar, nodes))
      }
      thread.stackSize = 512 * 1024
      thread.start()
    }
    #expect(bar == 1 && nodes == 1_000_001)
  }

  @Test func tapeIsFreed() {
    weak var tape: Tape<Double>?
    let bar = gradient(at: 2.0) { x in
      tape = x.tape
      return x * x
    }
    #expect(bar == 4 && tape == nil)
  }

  @Test func constantsAreNotRecorded() {
    let bar = gradient(at: 3.0) { x in
      let before = x.tape?.count
      let c = sin(Variable(2.0)) * 3
      #expect(c.tape == nil && x.tape?.count == before)
      return x * c
    }
    expectClose([bar], [3 * sin(Variable(2.0)).value])
  }

  @Test func withoutRecordingIsConstant() {
    struct Stop: Error {}
    let bar = gradient(at: 3.0) { x in
      let before = x.tape?.count
      let square = withoutRecording { x * x }
      #expect(square.value == 9 && square.tape == nil && x.tape?.count == before)
      // Recording goes on after an error, too.
      #expect(throws: Stop.self) { try withoutRecording { throw Stop() } }
      // And only after the outer of two.
      withoutRecording {
        withoutRecording {}
        #expect((x * x).tape == nil)
      }
      return x * square
    }
    #expect(bar == 9)
  }

  @Test func detachedIsConstant() {
    let bar = gradient(at: 3.0) { x in x * x.detached() }
    #expect(bar == 3)
    let none = gradient(at: 3.0) { x in (x * x).detached() }
    #expect(none == 0)
  }
}

/// `−x`, as cheap as an operation can be.
private struct Negation: UnaryOperation {
  var name: String { "negation" }
  func forward(_ x: Double) -> Double { -x }
  func vjp(
    _ x: Variable<Double>, _ y: Variable<Double>, cotangent: Variable<Double>
  ) -> Variable<Double> { Variable(-cotangent.value) }
}
