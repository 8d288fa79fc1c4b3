import ArgumentParser
import Foundation
import SparseAD
import Synchronization

/// `Benchmarks autodiff`: what recording and sweeping cost beside the arithmetic.
struct AutodiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autodiff",
    abstract: "Measures the automatic differentiation of small operations.",
    discussion: """
      Chains, forward and backward: 1000 additions and multiplications on vectors of eight \
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
  }

  func run() throws {
    if let json { try Output.check(json) }
    Threads.count = threads
    let chains = [Self.smallOperations(), Self.longTape(), try Self.products()]
    print("forward and backward, for each operation of the chain:")
    for chain in chains {
      let name = chain.op.padding(toLength: 22, withPad: " ", startingAt: 0)
      print("  \(name) min \(fixed(chain.minUs, 3)) µs, median \(fixed(chain.medUs, 3)) µs")
    }
    if let json { try Output.writeJSON(chains, to: json) }
  }

  private static func chain(
    _ op: String, _ operations: Int, _ body: () throws -> Void
  ) rethrows -> Chain {
    let budget = Budget(seconds: 1, samples: 20, cap: 3)
    let timing = try measure(budget, body).ours
    let scale = 1e6 / Double(operations)
    return Chain(
      op: op, operations: operations, minUs: timing.minimum * scale, medUs: timing.median * scale)
  }

  /// y ← y ⊙ w and y ← y + b by turns, gradients in y, w and b.
  private static func smallOperations() -> Chain {
    let y = (0..<8).map { 1 + 0.1 * Double($0) }
    let w = (0..<8).map { 1 - 0.001 * Double($0) }
    let b = (0..<8).map { 0.01 * Double($0) }
    return chain("chain_8_vectors", 1000) {
      _ = gradient(at: y, w, b) { y, w, b in
        var y = y
        for _ in 0..<500 {
          y = y * w
          y = y + b
        }
        return y.sum()
      }
    }
  }

  /// y ← −y a million times, on a small stack.
  private static func longTape() -> Chain {
    let result = Mutex<Chain?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      let chain = chain("chain_million_numbers", 1_000_000) {
        let bar = gradient(at: 1.0) { y in
          var y = y
          for _ in 0..<1_000_000 { y = -y }
          return y
        }
        precondition(bar == 1, "the derivative of a million negations is 1, not \(bar)")
      }
      result.withLock { $0 = chain }
      isDone.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    isDone.wait()
    guard let chain = result.withLock({ $0 }) else { preconditionFailure("nothing was measured") }
    return chain
  }

  /// x ← A x, twenty times, gradients in x and A.
  private static func products() throws -> Chain {
    let a = try Graphs.cora(seed: 1)
    let x = (0..<a.columns).map { Double($0 % 17) - 8 }
    return chain("chain_cora_gemv", 20) {
      _ = gradient(at: a, x) { a, x in
        var x = x
        for _ in 0..<20 { x = a * x }
        return x.sum()
      }
    }
  }
}
