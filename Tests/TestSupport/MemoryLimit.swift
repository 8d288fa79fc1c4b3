#if os(Linux)
import Foundation

/// A bound of the memory that this process can still allocate: for exit tests, since it holds for all threads.
package enum MemoryLimit {
  /// The bytes that a line of `/proc/self/status` says.
  private static func bytes(_ name: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    return 1024
      * (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
  }

  /// Whether there can be one: a sanitizer reserves more than any machine has, and stops where an allocation fails.
  package static var isPossible: Bool { bytes("VmSize:") < 1 << 40 }

  /// Runs `body` where no more than `headroom` bytes can be had from the system. Every allocation of a page or more is had
  /// from there, and goes back when it is freed; half a megabyte of smaller ones is not counted.
  package static func with<Result>(headroom: Int, _ body: () throws -> Result) throws -> Result {
    // What the C library keeps would be lent first. Swift does not see these functions of its.
    typealias Mallopt = @convention(c) (Int32, Int32) -> Int32
    typealias Trim = @convention(c) (Int) -> Int32
    let thresholdOfMmap: Int32 = -3
    if let mallopt = dlsym(nil, "mallopt"), let trim = dlsym(nil, "malloc_trim") {
      _ = unsafeBitCast(mallopt, to: Mallopt.self)(thresholdOfMmap, 4096)
      _ = unsafeBitCast(trim, to: Trim.self)(0)
    }
    // Small blocks, which Swift needs too, and which it does not survive without.
    let reserve = (0..<512).map { _ in malloc(1024) }
    defer { free(reserve.last ?? nil) }
    for block in reserve.dropLast() { free(block) }
    // Not the address space, of which each thread's heap has reserved more than it uses.
    let data = __rlimit_resource_t(RLIMIT_DATA.rawValue)
    var limit = rlimit()
    getrlimit(data, &limit)
    var lowered = rlimit(rlim_cur: rlim_t(bytes("VmData:") + headroom), rlim_max: limit.rlim_max)
    setrlimit(data, &lowered)
    defer { setrlimit(data, &limit) }
    return try body()
  }
}
#endif
