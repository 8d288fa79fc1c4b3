import ArgumentParser

/// The command `Benchmarks`.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures SparseAD on this machine, against its limits and against other libraries.",
    subcommands: [
      KernelsCommand.self, AutodiffCommand.self, GCDECommand.self, TrainCommand.self,
      InverseCommand.self,
    ],
    defaultSubcommand: KernelsCommand.self)
}
