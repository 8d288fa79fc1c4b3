import CommandSupport

#if SuiteSparse
import CSuiteSparse
#endif

/// Where and how the measurements were made.
struct Machine: Codable {
  let provenance: Provenance
  let precision: String
  /// The versions of the libraries that it links, by their names.
  let libraries: [String: String]
  let limits: Limits

  init(precision: String, limits: Limits) {
    provenance = Provenance()
    self.precision = precision
    #if SuiteSparse
    libraries = [
      "SuiteSparse": version(
        SUITESPARSE_MAIN_VERSION, SUITESPARSE_SUB_VERSION, SUITESPARSE_SUBSUB_VERSION),
      "CHOLMOD": version(CHOLMOD_MAIN_VERSION, CHOLMOD_SUB_VERSION, CHOLMOD_SUBSUB_VERSION),
      "CXSparse": version(CS_VER, CS_SUBVER, CS_SUBSUB),
    ]
    #else
    libraries = [:]
    #endif
    self.limits = limits
  }

  /// The first lines of the output.
  var description: String { provenance.machine + "\n" + details }

  /// The libraries, and the limits.
  var details: String {
    let sizes = limits.bandwidths.map { size in
      let rates = [size.read, size.copy, size.triad].map { fixed($0 * 1e-9, 1).padded(to: 9) }
      return "  " + byteCount(size.bytes).padded(to: 7) + rates.joined()
    }
    let linked = libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return """
      \(([precision] + linked).joined(separator: ", "))
      limits: \(fixed(limits.flopsPerSecond * 1e-9, 1)) GFLOP/s, and in GB/s
             on     read     copy    triad
      \(sizes.joined(separator: "\n"))
      """
  }
}

#if SuiteSparse
private func version(_ numbers: Int32...) -> String {
  numbers.map(String.init).joined(separator: ".")
}
#endif

/// A number of bytes in the unit that suits it.
func byteCount(_ bytes: Int) -> String {
  bytes < 1 << 20
    ? "\(fixed(Double(bytes) / 1024, 0)) kB" : "\(fixed(Double(bytes) / 1_048_576, 0)) MB"
}
