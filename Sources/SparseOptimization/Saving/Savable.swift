import SparseFiles
import SparseMatrices

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What can be kept in a file that says what it is.
///
/// The file is JSON, `{"format": "SparseAD", "version": 1, "kind": …, "content": …}`, gzipped where its name ends in
/// `.gz`. Later versions of the library read the files of earlier ones.
public protocol Savable: Codable, Sendable {
  /// What the content is, for the file and for people. Only a file of the same kind is read.
  static var kind: String { get }
}

extension Savable {
  /// Writes the value to a file, which appears whole or not at all: until then a file of that name stays as it was.
  ///
  /// - Throws: ``SavedStateError``, `.file` where it cannot be written and `.notEncodable` where a type refuses it.
  public func save(to path: String) throws(SavedStateError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try encoder.encode(Envelope(self)))
    } catch {
      throw .notEncodable(path: path, reason: "\(error)")
    }
    do { try FileWriter.write(bytes, to: path) } catch { throw .file(error) }
  }

  /// Reads a file that ``save(to:)`` wrote.
  ///
  /// - Throws: ``SavedStateError``
  public init(contentsOf path: String) throws(SavedStateError) {
    let bytes: [UInt8]
    do { bytes = try FileReader.contents(of: path) } catch { throw .file(error) }
    guard bytes.first == UInt8(ascii: "{") else { throw .notOurs(path: path) }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = Data(bytes)
    do {
      let header = try decoder.decode(Header.self, from: data)
      guard header.format == Header.format else { throw SavedStateError.notOurs(path: path) }
      // The kind may have another meaning in a later version, so the version comes first.
      guard let version = header.version else { throw SavedStateError.notOurs(path: path) }
      guard version <= Header.version else {
        throw SavedStateError.newerVersion(
          path: path, found: version, supported: Header.version)
      }
      guard header.kind == Self.kind else {
        throw SavedStateError.otherKind(
          path: path, found: header.kind ?? "", expected: Self.kind)
      }
      self = try decoder.decode(Envelope<Self>.self, from: data).content
    } catch let error as SavedStateError {
      throw error
    } catch let error as DecodingError {
      throw SavedStateError(error, path: path)
    } catch {
      throw .corrupted(path: path, place: "", reason: "\(error)")
    }
  }
}

/// What every file begins with, in whatever version.
private struct Header: Decodable {
  static let format = "SparseAD"
  static let version = 1

  var format: String?
  var version: Int?
  var kind: String?
}

private struct Envelope<Content: Savable>: Codable {
  var format = Header.format
  var version = Header.version
  var kind = Content.kind
  var content: Content

  init(_ content: Content) { self.content = content }
}

/// Numbers that are coded as their bytes, little-endian, which JSON shows in base 64.
struct Bits<Scalar: SparseScalar>: Codable {
  var values: [Scalar]

  init(_ values: [Scalar]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let bytes = [UInt8](try container.decode(Data.self))
    guard let values: [Scalar] = Kernels.scalars(bytes) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(bytes.count) bytes are no whole number of values")
    }
    self.values = values
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Data(Kernels.bytes(of: values)))
  }
}
