/// Numbers as bytes, little-endian on every machine.
extension Kernels {
  package static func bytes<S: SparseScalar>(of a: [S]) -> [UInt8] {
    var bytes = a.withUnsafeBytes { [UInt8]($0) }
    exchangeEnds(&bytes, each: MemoryLayout<S>.stride)
    return bytes
  }

  /// The numbers whose bytes these are; nil where they are not a whole number of them.
  package static func scalars<S: SparseScalar>(_ bytes: [UInt8]) -> [S]? {
    let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: MemoryLayout<S>.stride)
    guard rest == 0 else { return nil }
    var bytes = bytes
    exchangeEnds(&bytes, each: MemoryLayout<S>.stride)
    return array(count) {
      UnsafeMutableRawBufferPointer(start: $0, count: bytes.count).copyBytes(from: bytes)
    }
  }

  /// To little-endian or back, on a machine that is not.
  private static func exchangeEnds(_ bytes: inout [UInt8], each size: Int) {
    #if _endian(big)
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<start + size].reverse()
    }
    #endif
  }
}
