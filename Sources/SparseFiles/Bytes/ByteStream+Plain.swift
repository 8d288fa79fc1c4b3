#if !Compression
#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The bytes of an open file as they are; gzip files are refused.
struct ByteStream {
  private let path: String
  private let descriptor: Int32
  /// What was read to see whether the file is gzip, until it is given out.
  private var first: [UInt8] = []

  /// The most bytes that one byte of a file can stand for.
  var mostInflation: Int { 1 }

  /// From here on the descriptor is the stream's, unless this throws.
  init(reading descriptor: Int32, path: String) throws(FileError) {
    self.path = path
    self.descriptor = descriptor
    var bytes: [UInt8] = [0, 0]
    let count = bytes.withUnsafeMutableBytes { readAll($0, from: descriptor) }
    guard let count else { throw .system(path) }
    if bytes == [0x1F, 0x8B] { throw Self.refusal(path) }
    first = Array(bytes.prefix(count))
  }

  init(writing descriptor: Int32, path: String, compressed: Bool) throws(FileError) {
    if compressed { throw Self.refusal(path) }
    self.path = path
    self.descriptor = descriptor
  }

  /// Fills `buffer` from its start; less than all of it only at the end of the file.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let kept = min(first.count, buffer.count)
    buffer.copyBytes(from: first.prefix(kept))
    first.removeFirst(kept)
    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[kept...])
    guard let count = readAll(rest, from: descriptor) else { throw .system(path) }
    return kept + count
  }

  func append(_ bytes: [UInt8]) throws(FileError) {
    guard bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) else { throw .system(path) }
  }

  /// Closes the file; throws where what was written did not all get there.
  func close() throws(FileError) {
    guard closeFile(descriptor) == 0 else { throw .system(path) }
  }

  private static func refusal(_ path: String) -> FileError {
    FileError(
      path: path,
      reason: "gzip files need the package's trait Compression, and it was built without it")
  }
}

/// Reads until the buffer is full or the file at its end, or nil on failure.
private func readAll(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Int? {
  guard let base = buffer.baseAddress else { return 0 }
  var total = 0
  while total < buffer.count {
    let count = read(descriptor, base + total, buffer.count - total)
    if count == 0 { break }
    if count > 0 {
      total += count
    } else if errno != EINTR {
      return nil
    }
  }
  return total
}

/// Writes all of the buffer; false on failure.
private func writeAll(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  guard let base = buffer.baseAddress else { return true }
  var total = 0
  while total < buffer.count {
    let count = write(descriptor, base + total, buffer.count - total)
    if count >= 0 {
      total += count
    } else if errno != EINTR {
      return false
    }
  }
  return true
}

/// The system's `close`, where a method of that name hides it.
private func closeFile(_ descriptor: Int32) -> Int32 { close(descriptor) }
#endif
