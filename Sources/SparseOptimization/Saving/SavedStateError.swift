import SparseFiles
import SparseMatrices

/// Why something cannot be saved to a file or loaded from it.
public enum SavedStateError: Error, Equatable {
  /// The file cannot be opened, read, inflated or written.
  case file(FileError)
  /// The file is not one that this library wrote.
  case notOurs(path: String)
  /// The file was written by a later version of the library.
  case newerVersion(path: String, found: Int, supported: Int)
  /// The file holds something else, as a run in another precision.
  case otherKind(path: String, found: String, expected: String)
  /// Something in the file is not what must be there; `place` is where in the content, as `content.parameters.structure.a`.
  case corrupted(path: String, place: String, reason: String)
  /// What was loaded has not the shapes or patterns of the parameters it was to be put onto.
  case mismatch(path: String, reason: String)
  /// The content's own coding failed.
  case notEncodable(path: String, reason: String)

  init(_ error: DecodingError, path: String) {
    let (context, missing): (DecodingError.Context, (any CodingKey)?) =
      switch error {
      case .keyNotFound(let key, let context): (context, key)
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        (context, nil)
      @unknown default: (.init(codingPath: [], debugDescription: "\(error)"), nil)
      }
    var place = ""
    for key in context.codingPath {
      if let index = key.intValue {
        place += "[\(index)]"
      } else {
        place += place.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    let reason = missing.map { "there is no \"\($0.stringValue)\"" }
    self = .corrupted(
      path: path, place: place, reason: reason ?? context.debugDescription)
  }
}

extension SavedStateError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .notOurs(let path): "\(path): not a file of this library"
    case .newerVersion(let path, let found, let supported):
      "\(path): the file has version \(found), and this library reads up to \(supported)"
    case .otherKind(let path, let found, let expected):
      "\(path): the file holds \(found), not \(expected)"
    case .corrupted(let path, let place, let reason):
      place.isEmpty ? "\(path): \(reason)" : "\(path), at \(place): \(reason)"
    case .mismatch(let path, let reason): "\(path): what was loaded does not fit: \(reason)"
    case .notEncodable(let path, let reason): "\(path): cannot be saved: \(reason)"
    }
  }
}
