import CSparseKernels
import SparseMatrices

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Why another program could not do its work.
enum ProgramError: Error, Equatable, CustomStringConvertible {
  case notFound
  case failed(reason: String)

  var description: String {
    switch self {
    case .notFound: "there is no such program"
    case .failed(let reason): reason
    }
  }
}

extension Kernels {
  /// Sends text through a program, and returns what it writes.
  ///
  /// The text goes through temporary files rather than pipes: neither side ever waits for the other.
  static func filter(
    _ text: String, through program: String, _ argument: String
  ) throws(ProgramError) -> String {
    guard let input = tmpfile() else { throw .system(errno) }
    defer { fclose(input) }
    guard let output = tmpfile() else { throw .system(errno) }
    defer { fclose(output) }
    guard let messages = tmpfile() else { throw .system(errno) }
    defer { fclose(messages) }

    var bytes = Array(text.utf8)
    guard fwrite(&bytes, 1, bytes.count, input) == bytes.count, fflush(input) == 0 else {
      throw .system(errno)
    }
    rewind(input)
    var status: Int32 = 0
    let error = sad_run(
      program, argument, fileno(input), fileno(output), fileno(messages), &status)
    if error == ENOENT { throw .notFound }
    guard error == 0 else { throw .system(error) }
    guard status == 0 else {
      let said = contents(messages).split(separator: "\n").first.map(String.init)
      throw .failed(reason: said ?? "status \(status)")
    }
    return contents(output)
  }

  private static func contents(_ file: UnsafeMutablePointer<FILE>) -> String {
    rewind(file)
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += block[..<count]
    }
  }
}

extension ProgramError {
  fileprivate static func system(_ error: Int32) -> ProgramError {
    .failed(reason: String(cString: strerror(error)))
  }
}
