import Foundation

/// What a run writes besides its table.
enum Output {
  /// A measurement and the machine it was made on.
  private struct Entry: Encodable {
    let record: Record
    let machine: Machine

    enum CodingKeys: String, CodingKey { case machine }

    func encode(to encoder: any Encoder) throws {
      try record.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(machine, forKey: .machine)
    }
  }

  /// An array of records, each with the machine it was measured on.
  static func writeJSON(_ records: [Record], _ machine: Machine, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let data = try encoder.encode(records.map { Entry(record: $0, machine: machine) })
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// The page of charts and tables.
  static func writeReport(_ records: [Record], _ machine: Machine, to path: String) throws {
    let page = Data(Report.page(records, machine).utf8)
    try page.write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}

/// A line on the standard error that says what is being done: rewritten in place on a terminal.
final class Progress {
  private let isTerminal = isatty(STDERR_FILENO) == 1

  func show(_ text: String) { write(isTerminal ? "\r\u{1b}[K" + text : text + "\n") }

  /// A line that stays.
  func note(_ text: String) {
    clear()
    write(text + "\n")
  }

  /// Makes room for a line on the standard output.
  func clear() {
    if isTerminal { write("\r\u{1b}[K") }
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
