import ArgumentParser

extension ParsableCommand {
  /// Ends the program with a list of the subcommands where its first argument is a word that is none of them: a default
  /// subcommand would take it for an argument of its own.
  package static func rejectUnknownSubcommand() {
    if let fault = unknownSubcommand(in: Array(CommandLine.arguments.dropFirst())) {
      exit(withError: fault)
    }
  }

  /// What is wrong with the first of these arguments, if it is meant as a subcommand and is not one.
  package static func unknownSubcommand(in arguments: [String]) -> ValidationError? {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help",
      !names.contains(word)
    else { return nil }
    return ValidationError(
      "There is no subcommand '\(word)'; the subcommands are: \(names.joined(separator: ", ")).")
  }
}
