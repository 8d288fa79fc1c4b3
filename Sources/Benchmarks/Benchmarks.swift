import ArgumentParser
import CommandSupport

/// The command `Benchmarks`.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Benchmarks",
    abstract: "Measures SparseAD on this machine, against its limits and against other libraries.",
    subcommands: [
      KernelsCommand.self, SolversCommand.self, AutodiffCommand.self, GCDECommand.self,
      SmallODECommand.self,
    ],
    defaultSubcommand: KernelsCommand.self)

  static func main() {
    rejectUnknownSubcommand()
    main(nil)
  }
}
