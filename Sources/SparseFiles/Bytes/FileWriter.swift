#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Writes a file that appears under its name only when it is whole.
///
/// The bytes go to a ``TemporaryFile``, which takes the place of `path` in ``commit()``. Without that, `path` is left as it
/// was and the temporary file is removed. A file that is replaced keeps its permissions; a new one has those that the
/// process gives any new file. Where `path` is a symbolic link, the file that it names is replaced and the link stays. A
/// device or a pipe cannot be replaced and is written to directly. A `path` that ends in `.gz` is compressed.
package final class FileWriter {
  /// The name the caller gave, for error messages.
  let path: String
  private let temporary: TemporaryFile?
  private let descriptor: Int32
  private var file: ByteStream?

  package init(path: String) throws(FileError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    switch exists ? status.st_mode & S_IFMT : S_IFREG {
    case S_IFREG:
      guard let new = TemporaryFile(replacing: try resolved(path)) else { throw .system(path) }
      temporary = new
      descriptor = new.descriptor
      if exists { fchmod(descriptor, status.st_mode & 0o777) }
    case S_IFDIR:
      errno = EISDIR
      throw .system(path)
    default:
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .system(path) }
    }
    self.path = path
    // The stream closes the descriptor it is given, and the bytes are to reach the disk after that.
    let copy = dup(descriptor)
    do throws(FileError) {
      guard copy >= 0 else { throw .system(path) }
      file = try ByteStream(writing: copy, path: path, compressed: path.hasSuffix(".gz"))
    } catch {
      if copy >= 0 { close(copy) }
      if temporary == nil { close(descriptor) }
      throw error
    }
  }

  deinit {
    try? file?.close()
    if temporary == nil { close(descriptor) }
  }

  package func write(_ bytes: [UInt8]) throws(FileError) {
    guard let file, !bytes.isEmpty else { return }
    try file.append(bytes)
  }

  /// Puts the file in its place.
  package func commit() throws(FileError) {
    guard let file else { return }
    self.file = nil
    try file.close()
    guard let temporary else { return }
    guard fsync(descriptor) == 0, temporary.take() else { throw .system(path) }
  }
}

/// The name of the file itself, where symbolic links lead to it. Also of one that does not exist yet.
private func resolved(_ path: String) throws(FileError) -> String {
  var name = path
  for _ in 0..<40 {
    var status = stat()
    guard lstat(name, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return name }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink(name, &buffer, buffer.count)
    guard length >= 0 else { throw .system(path) }
    let link = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    // A relative link is one from the folder that the link is in.
    let folder = name.lastIndex(of: "/").map { name[...$0] } ?? ""
    name = link.hasPrefix("/") ? link : folder + link
  }
  errno = ELOOP
  throw .system(path)
}
