import CSuiteSparse
import Foundation
import SparseAD

/// Where and how the measurements were made.
struct Machine: Codable {
  let processor: String
  let processors: Int
  let system: String
  let instructionSet: String
  let threads: Int
  let precision: String
  let suiteSparse: String
  let cholmod: String
  let cxSparse: String
  let limits: Limits

  init(precision: String, limits: Limits) {
    processor = Self.processorName
    processors = ProcessInfo.processInfo.processorCount
    system = ProcessInfo.processInfo.operatingSystemVersionString
    instructionSet = "\(Threads.instructionSet)"
    threads = Threads.count
    self.precision = precision
    suiteSparse = version(
      SUITESPARSE_MAIN_VERSION, SUITESPARSE_SUB_VERSION, SUITESPARSE_SUBSUB_VERSION)
    cholmod = version(CHOLMOD_MAIN_VERSION, CHOLMOD_SUB_VERSION, CHOLMOD_SUBSUB_VERSION)
    cxSparse = version(CS_VER, CS_SUBVER, CS_SUBSUB)
    self.limits = limits
  }

  /// The name that the system gives its processor, if it does.
  private static var processorName: String {
    let information = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = information?.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return name ?? "unknown processor"
  }

  /// The first lines of the output.
  var description: String {
    let sizes = limits.bandwidths.map { size in
      let rates = [size.read, size.copy, size.triad].map { fixed($0 * 1e-9, 1).padded(to: 9) }
      return "  " + byteCount(size.bytes).padded(to: 7) + rates.joined()
    }
    return """
      \(processor), \(processors) processors, \(system)
      \(threads) thread\(threads == 1 ? "" : "s"), \(instructionSet), \(precision); \
      SuiteSparse \(suiteSparse), CHOLMOD \(cholmod), CXSparse \(cxSparse)
      limits: \(fixed(limits.flopsPerSecond * 1e-9, 1)) GFLOP/s, and in GB/s
             on     read     copy    triad
      \(sizes.joined(separator: "\n"))
      """
  }
}

private func version(_ numbers: Int32...) -> String {
  numbers.map(String.init).joined(separator: ".")
}

/// A number of bytes in the unit that suits it.
func byteCount(_ bytes: Int) -> String {
  bytes < 1 << 20
    ? "\(fixed(Double(bytes) / 1024, 0)) kB" : "\(fixed(Double(bytes) / 1_048_576, 0)) MB"
}

/// A number with so many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

extension String {
  /// With spaces before it, to so many characters.
  func padded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
