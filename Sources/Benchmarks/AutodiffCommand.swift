import ArgumentParser
import CommandSupport
import Foundation
import SparseAD
import Synchronization

/// `Benchmarks autodiff`: what recording and sweeping cost beside the arithmetic.
struct AutodiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autodiff",
    abstract: "Measures the automatic differentiation of small operations.",
    discussion: """
      Chains, forward and backward: one multiplication; 1000 additions and multiplications on vectors of eight \
      elements, where the tape's own cost is all there is; a million negations of a number, on a \
      thread whose stack of 512 KiB no recursion along the tape would fit; and 20 products with a \
      sparse matrix of the size of the Cora graph, with gradients in the vector and in the matrix.
      """)

  @Option(help: "Threads to use.")
  var threads = 1

  @Option(help: "Write the measurements to this file as JSON.")
  var json: String?

  /// The time of one operation of a chain, forward and backward together.
  struct Chain: Encodable {
    let op: String
    let operations: Int
    let minUs: Double
    let medUs: Double

    init(_ op: String, _ operations: Int, _ timing: Timing) {
      let scale = 1e6 / Double(operations)
      (self.op, self.operations) = (op, operations)
      (minUs, medUs) = (timing.minimum * scale, timing.median * scale)
    }
  }

  func run() throws {
    if let json { try Output.check(json) }
    Threads.count = threads
    let progress = ProgressLine()
    var chains: [Chain] = []
    print("forward and backward, µs for each operation of the chain:")
    for (op, operations, measure) in Self.all {
      progress.show(op)
      let timing = try measure()
      progress.clear()
      let chain = Chain(op, operations, timing)
      let name = op.padding(toLength: 22, withPad: " ", startingAt: 0)
      print(
        "  \(name) min \(fixed(chain.minUs, 3)), median \(fixed(chain.medUs, 3)), "
          + "\(counted(timing.samples, "sample"))")
      chains.append(chain)
    }
    if let json { try Output.writeJSON(chains, to: json) }
  }

  /// Names, lengths, and how long all of a chain takes.
  private static let all: [(op: String, operations: Int, measure: @Sendable () throws -> Timing)] =
    [
      ("gradient_of_one", 1, oneOperation), ("chain_8_vectors", 1000, smallOperations),
      ("chain_million_numbers", 1_000_000, longTape), ("chain_cora_gemv", 20, products),
    ]

  private static func timing(_ body: () throws -> Void) rethrows -> Timing {
    try measure(Budget(seconds: 1, samples: 20, cap: 3), body).ours
  }

  /// y², what a whole gradient costs where there is next to nothing to do.
  private static func oneOperation() -> Timing {
    timing { _ = gradient(at: 1.5) { y in y * y } }
  }

  /// y ← y ⊙ w and y ← y + b by turns, gradients in y, w and b.
  private static func smallOperations() -> Timing {
    let y = (0..<8).map { 1 + 0.1 * Double($0) }
    let w = (0..<8).map { 1 - 0.001 * Double($0) }
    let b = (0..<8).map { 0.01 * Double($0) }
    return timing {
      _ = gradient(at: y, w, b) { y, w, b in
        var y = y
        for _ in 0..<500 {
          y = (y .* w)
          y = y + b
        }
        return y.sum()
      }
    }
  }

  /// y ← −y a million times, on a small stack.
  private static func longTape() -> Timing {
    let result = Mutex<Timing?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      let timing = timing {
        let bar = gradient(at: 1.0) { y in
          var y = y
          for _ in 0..<1_000_000 { y = -y }
          return y
        }
        precondition(bar == 1, "the derivative of a million negations is 1, not \(bar)")
      }
      result.withLock { $0 = timing }
      isDone.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    isDone.wait()
    guard let timing = result.withLock({ $0 }) else { preconditionFailure("nothing was measured") }
    return timing
  }

  /// x ← A x, twenty times, gradients in x and A.
  private static func products() throws -> Timing {
    let a = try Graphs.cora(seed: 1)
    let x = (0..<a.columns).map { Double($0 % 17) - 8 }
    return timing {
      _ = gradient(at: a, x) { a, x in
        var x = x
        for _ in 0..<20 { x = a * x }
        return x.sum()
      }
    }
  }
}
