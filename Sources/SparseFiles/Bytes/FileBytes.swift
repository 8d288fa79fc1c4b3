import CZlib
import SparseMatrices

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What the system or zlib says about a file that cannot be read or written.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public var description: String { "\(path): \(reason)" }

  static func system(_ path: String) -> FileError {
    FileError(path: path, reason: String(cString: strerror(errno)))
  }
}

extension FileError {
  /// The reason that zlib gives for the last failure on `file`; the system's where it was the system's.
  static func zlib(_ path: String, _ file: gzFile) -> FileError {
    var status: Int32 = 0
    guard let message = gzerror(file, &status), status != Z_ERRNO else { return system(path) }
    let text = String(cString: message)
    // zlib puts its own name of the file first: `<fd:3>: `.
    let reason = text.hasPrefix("<fd:") ? text.drop { $0 != " " }.dropFirst() : text[...]
    return FileError(path: path, reason: String(reason))
  }
}

/// The bytes of a file from first to last, inflated where it is a gzip file (which its first bytes tell, not its name).
package final class FileReader {
  let path: String
  private let file: gzFile
  /// A number of bytes that the file cannot exceed, or nil where it has no size, as a pipe.
  let mostBytes: Int?

  /// What deflate makes of one byte at most.
  private static let mostInflation = 1032

  init(path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, let file = gzdopen(descriptor, "rb") else {
      defer { close(descriptor) }
      throw .system(path)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      gzclose(file)
      errno = EISDIR
      throw .system(path)
    }
    gzbuffer(file, 1 << 17)
    if kind == S_IFREG {
      let size = Int(status.st_size)
      let (inflated, overflow) = size.multipliedReportingOverflow(by: Self.mostInflation)
      mostBytes = gzdirect(file) == 1 ? size : overflow ? .max : inflated
    } else {
      mostBytes = nil
    }
    self.path = path
    self.file = file
  }

  deinit { gzclose(file) }

  /// Fills `buffer` from its start; less than all of it only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let count = gzread(file, buffer.baseAddress, UInt32(clamping: buffer.count))
    var status: Int32 = 0
    // The end of a gzip file that was cut off is no failure to zlib, only an end; the status tells.
    _ = gzerror(file, &status)
    guard count >= 0, status == Z_OK || status == Z_STREAM_END else { throw .zlib(path, file) }
    return Int(count)
  }
}
