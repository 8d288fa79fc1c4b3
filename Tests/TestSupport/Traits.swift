/// The traits of the package that the tests are built with.
package enum Traits {
  #if Compression
  package static let compression = true
  #else
  package static let compression = false
  #endif

  /// The names of a file as it is and, where it can be written, compressed.
  package static func names(_ name: String) -> [String] {
    compression ? [name, "\(name).gz"] : [name]
  }
}
