import Foundation
import SparseAD
import TestSupport
import Testing

/// What is written comes back bit for bit, and a file is never half there.
struct MatrixMarketWriterTests {
  /// Values of every kind: random bits, subnormal numbers, the extremes, both zeros.
  private func samples<Scalar: SparseScalar>(_ bits: (UInt64) -> Scalar) -> [Scalar] {
    var random = SeededGenerator(seed: 7)
    var values: [Scalar] = (0..<500).map { _ in bits(random.next()) }
    for v: Scalar in [
      0, -0.0, 1, -1, .pi, .infinity, -.infinity, .nan, -.nan, .greatestFiniteMagnitude,
      .leastNonzeroMagnitude, .leastNormalMagnitude, -.leastNormalMagnitude.nextDown, 0.1, 1e22,
      1e23, 1 / 3,
    ] {
      values.append(v)
    }
    return values
  }

  private func roundTrips<Scalar: SparseScalar, Bits: Equatable>(
    _ values: [Scalar], _ bits: (Scalar) -> Bits
  ) throws {
    try withTemporaryDirectory { directory in
      let n = values.count
      let a = try CSRMatrix(
        rows: 3, columns: n + 2, rowStarts: [0, n, n, n], columnIndices: Array(2..<n + 2),
        values: values)
      let dense = DenseMatrix(rows: 1, columns: n, values: values)
      for name in Traits.names("a.mtx") {
        let path = "\(directory)/\(name)"
        try a.write(matrixMarket: path, comment: "two\nlines")
        let b = try CSRMatrix<Scalar>(matrixMarket: path)
        #expect(b.pattern == a.pattern)
        try dense.write(matrixMarket: path)
        let c = try DenseMatrix<Scalar>(matrixMarket: path)
        for k in 0..<n {
          for read in [b.values[k], c.values[k]] {
            // A NaN keeps its sign, not its payload.
            let same =
              values[k].isNaN
              ? read.isNaN && read.sign == values[k].sign : bits(read) == bits(values[k])
            #expect(same, "\(values[k]) came back as \(read)")
          }
        }
      }
      guard Traits.compression else { return }
      let packed = try #require(FileManager.default.contents(atPath: "\(directory)/a.mtx.gz"))
      #expect(packed.starts(with: [0x1F, 0x8B]))
    }
  }

  @Test func doublesRoundTripBitForBit() throws {
    try roundTrips(samples(Double.init(bitPattern:)), \.bitPattern)
  }

  @Test func floatsRoundTripBitForBit() throws {
    try roundTrips(samples { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }, \.bitPattern)
  }

  private func written(_ write: (String) throws -> Void) throws -> String {
    var text = ""
    try withTemporaryDirectory { directory in
      let path = "\(directory)/a.mtx"
      try write(path)
      text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["a.mtx"])
    }
    return text
  }

  @Test func textIsAsTheStandardHasIt() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 2, 4], columnIndices: [0, 1, 0, 1], values: [1, 2, 2, 0])
    #expect(
      try written { try a.write(matrixMarket: $0, comment: "one\n\ntwo") } == """
        %%MatrixMarket matrix coordinate real general
        % one
        %\u{20}
        % two
        2 2 4
        1 1 1
        1 2 2
        2 1 2
        2 2 0

        """)
    #expect(
      try written { try a.write(matrixMarket: $0, symmetry: .symmetric) }
        == "%%MatrixMarket matrix coordinate real symmetric\n2 2 3\n1 1 1\n2 1 2\n2 2 0\n")
    #expect(
      try written { try a.pattern.write(matrixMarket: $0, symmetry: .symmetric) }
        == "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 3\n1 1\n2 1\n2 2\n")
    let dense = DenseMatrix<Float>(rows: 2, columns: 2, values: [0, -0.5, 0.5, 0])
    #expect(
      try written { try dense.write(matrixMarket: $0) }
        == "%%MatrixMarket matrix array real general\n2 2\n0\n0.5\n-0.5\n0\n")
    #expect(
      try written { try dense.write(matrixMarket: $0, symmetry: .skewSymmetric) }
        == "%%MatrixMarket matrix array real skew-symmetric\n2 2\n0.5\n")
    var triplets = try COOMatrix<Double>(rows: 9, columns: 9)
    try triplets.append(2.5, row: 8, column: 0)
    try triplets.append(1e300, row: 8, column: 0)
    #expect(
      try written { try triplets.write(matrixMarket: $0) }
        == "%%MatrixMarket matrix coordinate real general\n9 9 2\n9 1 2.5\n9 1 1e+300\n")
  }

  @Test func symmetryComesBackExpanded() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/a.mtx"
      for (symmetry, values) in [
        (MatrixMarket.Header.Symmetry.symmetric, [1.5, 7, 1.5, 7]),
        (.skewSymmetric, [-1.5, 7, 1.5, -7]),
      ] {
        let a = try CSRMatrix(
          rows: 3, columns: 3, rowStarts: [0, 1, 3, 4], columnIndices: [1, 0, 2, 1],
          values: [values[0], values[2], values[1], values[3]])
        try a.write(matrixMarket: path, symmetry: symmetry)
        #expect(try CSRMatrix(matrixMarket: path) == a)
        #expect(try MatrixMarket.header(ofFile: path).storedEntries == 2)
        let dense = try DenseMatrix<Double>(matrixMarket: path)
        try dense.write(matrixMarket: path, symmetry: symmetry)
        #expect(try DenseMatrix(matrixMarket: path) == dense)
      }
    }
  }

  @Test func whatIsNotSymmetricIsRefusedAndTheOldFileStays() throws {
    let a = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 1, 2], columnIndices: [1, 0], values: [1, 2])
    let lone = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 0, 1], columnIndices: [0], values: [2])
    let diagonal = try CSRMatrix<Double>(
      rows: 1, columns: 1, rowStarts: [0, 1], columnIndices: [0], values: [0])
    try withTemporaryDirectory { directory in
      let path = "\(directory)/a.mtx"
      try Data("old".utf8).write(to: URL(fileURLWithPath: path))
      func refuses(
        _ symmetry: MatrixMarket.Header.Symmetry, _ row: Int, _ column: Int,
        _ matrix: CSRMatrix<Double>
      ) {
        #expect(throws: MatrixMarketError.notSymmetric(path: path, row: row, column: column)) {
          try matrix.write(matrixMarket: path, symmetry: symmetry)
        }
      }
      refuses(.symmetric, 0, 1, a)
      refuses(.skewSymmetric, 0, 1, a)
      refuses(.symmetric, 1, 0, lone)
      refuses(.skewSymmetric, 0, 0, diagonal)
      let dense = DenseMatrix<Double>(rows: 2, columns: 2, values: [1, 2, 2, 1])
      #expect(throws: MatrixMarketError.notSymmetric(path: path, row: 0, column: 0)) {
        try dense.write(matrixMarket: path, symmetry: .skewSymmetric)
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["a.mtx"])
    }
  }

  @Test func whatIsNotSquareHasNoSymmetry() async {
    await #expect(processExitsWith: .failure) {
      let wide = try CSRMatrix<Double>(
        rows: 1, columns: 2, rowStarts: [0, 1], columnIndices: [0], values: [1])
      try? wide.write(matrixMarket: "/dev/null", symmetry: .symmetric)
    }
    await #expect(processExitsWith: .failure) {
      let wide = DenseMatrix<Double>(rows: 1, columns: 2, repeating: 1)
      try? wide.write(matrixMarket: "/dev/null", symmetry: .skewSymmetric)
    }
  }

  @Test func aFileIsReplacedWholeOrNotAtAll() throws {
    let a = DenseMatrix<Double>(rows: 1, columns: 1, repeating: 1)
    try withTemporaryDirectory { directory in
      // The place is taken by a directory: all is written before the renaming fails.
      let taken = "\(directory)/taken"
      try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: false)
      expectFileError { try a.write(matrixMarket: taken) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["taken"])
      expectFileError { try a.write(matrixMarket: "\(directory)/missing/a.mtx") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["taken"])
      // A new file, or one with permissions of its own, keeps those that it should have.
      let path = "\(directory)/a.mtx"
      try Data("old".utf8).write(to: URL(fileURLWithPath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try a.write(matrixMarket: path)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
      #expect(try DenseMatrix<Double>(matrixMarket: path) == a)
    }
  }

  @Test func filesThatCannotBeReadAreTypedErrors() throws {
    try withTemporaryDirectory { directory in
      expectFileError { try CSRMatrix<Double>(matrixMarket: "\(directory)/missing.mtx") }
      expectFileError { try CSRMatrix<Double>(matrixMarket: directory) }
      let path = "\(directory)/a.mtx"
      func write(_ data: Data) throws { try data.write(to: URL(fileURLWithPath: path)) }
      try write(Data())
      #expect(throws: MatrixMarketError.text(.missingBanner, path: path, line: 1, column: 1)) {
        try CSRMatrix<Double>(matrixMarket: path)
      }

      guard Traits.compression else { return }
      // A gzip file cut off, or with a byte changed, at any place.
      let n = 300
      let a = DenseMatrix(rows: n, columns: 1, values: (0..<n).map { 1 / Double($0 + 1) })
      let packed = "\(directory)/a.mtx.gz"
      try a.write(matrixMarket: packed)
      let data = try #require(FileManager.default.contents(atPath: packed))
      #expect(data.count > 1000)
      for length in stride(from: 3, to: data.count, by: 61) {
        try write(data.prefix(length))
        #expect(throws: MatrixMarketError.self, "\(length)") {
          try DenseMatrix<Double>(matrixMarket: path)
        }
      }
      for k in stride(from: 0, to: data.count, by: 61) {
        var corrupt = data
        corrupt[k] ^= 0x10
        try write(corrupt)
        if let read = try? DenseMatrix<Double>(matrixMarket: path) { #expect(read == a) }
      }

      // What deflate cannot hold is refused unseen.
      try DenseMatrix<Double>(rows: 0, columns: 0).write(matrixMarket: packed)
      #expect(try CSRMatrix<Double>(matrixMarket: packed).count == 0)
      let claim = "%%MatrixMarket matrix array real general\n46000 46000\n"
      try write(gzipped(claim, in: directory))
      let error = #expect(throws: MatrixMarketError.self) {
        try DenseMatrix<Double>(matrixMarket: path)
      }
      guard case .text(.longerThanFile(46000 * 46000, _), path: path, line: 2, column: 7) = error
      else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  /// A short text as a gzip file: one stored block.
  private func gzipped(_ text: String, in directory: String) -> Data {
    let count = UInt16(text.utf8.count)
    var data = Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1])
    for half in [count, ~count] { data += [UInt8(half & 0xFF), UInt8(half >> 8)] }
    data += Data(text.utf8)
    var crc: UInt32 = ~0
    for byte in text.utf8 {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    for word in [~crc, UInt32(count)] {
      for shift in [0, 8, 16, 24] as [UInt32] {
        data.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return data
  }

  private func expectFileError<T>(_ body: () throws -> T) {
    let error = #expect(throws: MatrixMarketError.self) { _ = try body() }
    guard case .file = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
