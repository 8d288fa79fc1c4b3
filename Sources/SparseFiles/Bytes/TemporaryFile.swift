#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A file beside another, whose place it can take.
///
///     run.json.0k3j2h5g7d8f9.saving
///
/// A process that is killed leaves its file. The next temporary file for the same name removes it, which is safe beside
/// other writers of that name: each holds a lock on its own file for as long as it has it open, the system gives the locks
/// of a dead process up, and only a file whose lock is free is removed. Where a file system has no locks, nothing is
/// removed.
final class TemporaryFile {
  let descriptor: Int32
  private let name: String
  private let target: String
  private var isTaken = false

  private static let suffix = ".saving"
  /// As many digits as 64 bits have in base 36.
  private static let digits = 13

  /// Nil where the system refuses; `errno` says why.
  init?(replacing target: String) {
    Self.removeStale(of: target)
    while true {
      let number = String(UInt64.random(in: 0...UInt64.max), radix: 36)
      let padding = String(repeating: "0", count: Self.digits - number.count)
      let name = "\(target).\(padding)\(number)\(Self.suffix)"
      // `open` gives it the permissions of any new file.
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { return nil }
      // Before it was locked, another writer may have taken it for one that was left.
      var status = stat()
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0
      let isLost =
        !isLocked && errno == EWOULDBLOCK
        || fstat(descriptor, &status) == 0 && status.st_nlink == 0
      if isLost {
        close(descriptor)
        continue
      }
      (self.name, self.target, self.descriptor) = (name, target, descriptor)
      return
    }
  }

  deinit {
    if !isTaken { unlink(name) }
    close(descriptor)
  }

  /// Gives the file its place. False where the system refuses; `errno` says why.
  func take() -> Bool {
    isTaken = rename(name, target) == 0
    return isTaken
  }

  /// Removes the temporary files for `target` that no process has open.
  private static func removeStale(of target: String) {
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { String(target[...$0]) } ?? "./"
    let prefix = (slash.map { String(target[target.index(after: $0)...]) } ?? target) + "."
    for name in names(in: folder) where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let middle = name.dropFirst(prefix.count).dropLast(suffix.count)
      guard middle.count == digits,
        middle.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLowercase) })
      else { continue }
      let descriptor = open(folder + name, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(folder + name) }
      close(descriptor)
    }
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
        })
    }
    return names
  }
}
