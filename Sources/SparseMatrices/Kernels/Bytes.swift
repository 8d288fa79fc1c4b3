/// Numbers as bytes, little-endian on every machine.
extension Kernels {
  static func bytes<S: SparseScalar>(of a: [S]) -> [UInt8] {
    var bytes = a.withUnsafeBytes { [UInt8]($0) }
    exchangeEnds(&bytes, each: MemoryLayout<S>.stride)
    return bytes
  }

  /// The numbers whose bytes these are; nil where they are not a whole number of them.
  static func scalars<S: SparseScalar>(_ bytes: [UInt8]) -> [S]? {
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

/// Whole files.
extension FileReader {
  /// All bytes of a file, inflated where it is a gzip file.
  static func contents(of path: String) throws(FileError) -> [UInt8] {
    let file = try FileReader(path: path)
    var contents: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let read = piece.withUnsafeMutableBytes { buffer in
        Result { () throws(FileError) in try file.read(into: buffer) }
      }
      let count = try read.get()
      contents += piece.prefix(count)
      if count < piece.count { return contents }
    }
  }
}

extension FileWriter {
  /// Puts a file of these bytes at `path`, whole or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try FileWriter(path: path)
    for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
      try file.write([UInt8](bytes[start..<min(bytes.count, start + 1 << 20)]))
    }
    try file.commit()
  }
}
