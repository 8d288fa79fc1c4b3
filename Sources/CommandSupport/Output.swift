import Foundation

/// What a run writes besides its text.
package enum Output {
  /// A file that cannot be read or written.
  package struct Fault: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  /// Throws where a file cannot be written because its directory is not there or not ours: to be asked
  /// before minutes of work.
  package static func check(_ path: String) throws(Fault) {
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw Fault(description: "\(path): cannot write to \(directory)")
    }
  }

  package static func writeJSON(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try write(encoder.encode(value), to: path)
  }

  package static func write(_ text: String, to path: String) throws(Fault) {
    try write(Data(text.utf8), to: path)
  }

  private static func write(_ data: Data, to path: String) throws(Fault) {
    do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw Fault(description: "\(path): \(error.localizedDescription)")
    }
  }
}
