import Foundation

/// The data shared by the tests of several projects, where this checkout has it beside it.
package enum SharedData {
  package static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data").standardizedFileURL

  /// Whether it is there. Without it, a test that needs it says so and is skipped.
  package static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  package static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// A JSON object by its keys, in their alphabetical order.
  package static func object<Value: Decodable>(_ name: String, of type: Value.Type) -> [(
    String, Value
  )] {
    guard let data = FileManager.default.contents(atPath: path(name)),
      let object = try? JSONDecoder().decode([String: Value].self, from: data)
    else { return [] }
    return object.sorted { $0.key < $1.key }
  }
}

/// Calls `body` with the path of an empty directory that is gone afterwards.
package func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
  let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  try body(directory.path)
}
