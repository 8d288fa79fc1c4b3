import ArgumentParser
import SparseAD

struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "kernels")
  func run() throws {
    print(Limits(Double.self, quick: true))
  }
}
