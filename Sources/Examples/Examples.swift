import ArgumentParser
import CommandSupport

/// The command `Examples`: whole applications of the library.
@main
struct Examples: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Examples",
    abstract: "Applications of SparseAD: graph networks, and an inverse problem.",
    subcommands: [TrainCommand.self, InverseCommand.self])

  static func main() async {
    rejectUnknownSubcommand()
    await main(nil)
  }
}
