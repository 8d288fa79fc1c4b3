import Foundation

/// The files that come with the tests.
package enum Resources {
  /// Where a file of `Resources` is, `golden/C1.json` say.
  package static func url(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/\(name)")
      .standardizedFileURL
  }
}
