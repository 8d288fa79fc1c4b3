#if Compression
import CZlib

/// The bytes of an open file through zlib, which inflates what it finds to be gzip and deflates what it is asked to.
struct ByteStream {
  private let path: String
  private let file: gzFile

  /// The most bytes that one byte of a file can stand for; deflate makes so many of one at most.
  var mostInflation: Int { gzdirect(file) == 1 ? 1 : 1032 }

  /// From here on the descriptor is the stream's, unless this throws.
  init(reading descriptor: Int32, path: String) throws(FileError) {
    try self.init(descriptor, "rb", path)
  }

  init(writing descriptor: Int32, path: String, compressed: Bool) throws(FileError) {
    try self.init(descriptor, compressed ? "wb" : "wbT", path)
  }

  private init(_ descriptor: Int32, _ mode: String, _ path: String) throws(FileError) {
    guard let file = gzdopen(descriptor, mode) else { throw .system(path) }
    gzbuffer(file, 1 << 17)
    self.path = path
    self.file = file
  }

  /// Fills `buffer` from its start; less than all of it only at the end of the file.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let count = gzread(file, buffer.baseAddress, UInt32(clamping: buffer.count))
    var status: Int32 = 0
    // The end of a gzip file that was cut off is no failure to zlib, only an end; the status tells.
    _ = gzerror(file, &status)
    guard count >= 0, status == Z_OK || status == Z_STREAM_END else { throw failure }
    return Int(count)
  }

  func append(_ bytes: [UInt8]) throws(FileError) {
    // gzwrite takes an Int32's worth; callers write pieces of some kilobytes.
    guard gzwrite(file, bytes, UInt32(bytes.count)) == Int32(bytes.count) else { throw failure }
  }

  /// Closes the file; throws where what was written did not all get there.
  func close() throws(FileError) {
    let status = gzclose(file)
    guard status != Z_OK else { return }
    throw status == Z_ERRNO ? .system(path) : FileError(path: path, reason: "zlib: \(status)")
  }

  /// The reason that zlib gives for the last failure; the system's where it was the system's.
  private var failure: FileError {
    var status: Int32 = 0
    guard let message = gzerror(file, &status), status != Z_ERRNO else { return .system(path) }
    let text = String(cString: message)
    // zlib puts its own name of the file first: `<fd:3>: `.
    let reason = text.hasPrefix("<fd:") ? text.drop { $0 != " " }.dropFirst() : text[...]
    return FileError(path: path, reason: String(reason))
  }
}
#endif
