#if !Compression
import Foundation
import SparseAD
import SparseFiles
import TestSupport
import Testing

/// Files without zlib.
@Suite struct ByteStreamPlainTests {
  /// Also those that are shorter than the two bytes that tell gzip, and longer than a piece.
  @Test(arguments: [0, 1, 2, 3, 5, 1 << 20, 3_000_001])
  func bytesComeBack(count: Int) throws {
    try withTemporaryDirectory { directory in
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ 0x1F) }
      try FileWriter.write(bytes, to: "\(directory)/bytes")
      #expect(try FileReader.contents(of: "\(directory)/bytes") == bytes)
    }
  }

  @Test func gzipIsRefusedWithTheTraitsName() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/a.mtx.gz"
      func expectRefusal(_ body: () throws -> Void) {
        let error = #expect(throws: FileError.self, performing: body)
        #expect(error?.path == path && error?.reason.contains("Compression") == true)
      }
      expectRefusal { try FileWriter.write([1], to: path) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
      try Data([0x1F, 0x8B, 8, 0]).write(to: URL(fileURLWithPath: path))
      expectRefusal { _ = try FileReader.contents(of: path) }
      // What only starts alike is not gzip.
      try Data([0x1F, 0x8C]).write(to: URL(fileURLWithPath: path))
      #expect(try FileReader.contents(of: path) == [0x1F, 0x8C])
    }
  }
}
#endif
