import CSparseKernels
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

  /// A file that cannot be written.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// Brings the allocator into the state of a program that has run for a while: glibc hands blocks of more than 128 kB
  /// back to the system at once until the first larger one is freed, and then keeps blocks up to that size.
  static func settleAllocator() {
    let block = UnsafeMutableRawPointer.allocate(byteCount: 31 << 20, alignment: 16)
    block.storeBytes(of: 1, as: UInt8.self)
    block.deallocate()
  }

  /// Hands the memory that was freed back to the system, so that what is resident is in use.
  static func returnFreeMemory() {
    sad_return_free_memory()
  }

  /// Throws where a file cannot be written because its directory is not there or not ours: to be asked
  /// before minutes of measuring.
  static func check(_ path: String) throws(Fault) {
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw Fault(description: "\(path): cannot write to \(directory)")
    }
  }

  /// An array of records, each with the machine it was measured on.
  static func writeJSON(_ records: [Record], _ machine: Machine, to path: String) throws {
    try writeJSON(records.map { Entry(record: $0, machine: machine) }, to: path)
  }

  static func writeJSON(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try write(encoder.encode(value), to: path)
  }

  /// The page of charts and tables.
  static func writeReport(_ records: [Record], _ machine: Machine, to path: String) throws {
    try write(Data(Report.page(records, machine).utf8), to: path)
  }

  static func write(_ data: Data, to path: String) throws {
    do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw Fault(description: "\(path): \(error.localizedDescription)")
    }
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
