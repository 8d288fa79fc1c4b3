import SparseMatrices

/// Whole files.
extension FileReader {
  /// All bytes of a file, inflated where it is a gzip file.
  package static func contents(of path: String) throws(FileError) -> [UInt8] {
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
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try FileWriter(path: path)
    for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
      try file.write([UInt8](bytes[start..<min(bytes.count, start + 1 << 20)]))
    }
    try file.commit()
  }
}
