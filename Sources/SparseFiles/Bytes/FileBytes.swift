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
  fileprivate static func zlib(_ path: String, _ file: gzFile) -> FileError {
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

/// Writes a file that appears under its name only when it is whole.
///
/// The bytes go to a temporary file in the same directory, which replaces `path` in ``commit()``. Without that, `path` is
/// left as it was and the temporary file is removed. A `path` that ends in `.gz` is compressed.
package final class FileWriter {
  let path: String
  private let temporary: String
  private let descriptor: Int32
  private var file: gzFile?
  private var committed = false

  init(path: String) throws(FileError) {
    // A name that no one else uses; `open` gives it the permissions of any new file.
    let temporary = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(path) }
    // zlib closes the descriptor it is given, and we want to see the bytes reach the disk after that.
    let copy = dup(descriptor)
    guard copy >= 0, let file = gzdopen(copy, path.hasSuffix(".gz") ? "wb" : "wbT") else {
      let error = FileError.system(path)
      if copy >= 0 { close(copy) }
      close(descriptor)
      unlink(temporary)
      throw error
    }
    self.path = path
    self.temporary = temporary
    self.descriptor = descriptor
    self.file = file
    gzbuffer(file, 1 << 17)
    // A file that is replaced keeps its permissions.
    var status = stat()
    if stat(path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
  }

  deinit {
    if let file { gzclose(file) }
    close(descriptor)
    if !committed { unlink(temporary) }
  }

  func write(_ bytes: [UInt8]) throws(FileError) {
    guard let file, !bytes.isEmpty else { return }
    // gzwrite takes an Int32's worth; callers write pieces of some kilobytes.
    guard gzwrite(file, bytes, UInt32(bytes.count)) == Int32(bytes.count) else {
      throw .zlib(path, file)
    }
  }

  /// Puts the file in its place.
  func commit() throws(FileError) {
    guard let file else { return }
    self.file = nil
    guard gzclose(file) == Z_OK, fsync(descriptor) == 0 else { throw .system(path) }
    guard rename(temporary, path) == 0 else { throw .system(path) }
    committed = true
  }
}
