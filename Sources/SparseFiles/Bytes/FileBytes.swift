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
  /// The file.
  public let path: String
  /// What the system or zlib says.
  public let reason: String

  public var description: String { "\(path): \(reason)" }

  static func system(_ path: String) -> FileError {
    FileError(path: path, reason: String(cString: strerror(errno)))
  }
}

/// The bytes of a file from first to last, inflated where it is a gzip file (which its first bytes tell, not its name).
package final class FileReader {
  let path: String
  private var file: ByteStream
  /// A number of bytes that the file cannot exceed, or nil where it has no size, as a pipe.
  let mostBytes: Int?

  init(path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path) }
    do throws(FileError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw .system(path) }
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR {
        errno = EISDIR
        throw .system(path)
      }
      file = try ByteStream(reading: descriptor, path: path)
      if kind == S_IFREG {
        let (most, overflow) = Int(status.st_size).multipliedReportingOverflow(
          by: file.mostInflation)
        mostBytes = overflow ? .max : most
      } else {
        mostBytes = nil
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
  }

  deinit { try? file.close() }

  /// Fills `buffer` from its start; less than all of it only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    try file.fill(buffer)
  }
}
