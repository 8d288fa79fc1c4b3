import SparseAD
import TestSupport
import Testing

/// What the reader makes of small texts written by hand.
struct MatrixMarketReaderTests {
  static let general = """
    %%MatrixMarket matrix coordinate real general
    % a comment
    2 3 4
    1 1 .5
    2 3 -1e3

    % another
    1 3 1.
    2 1 +2.5D-1
    """

  @Test func readsCoordinates() throws {
    let a = try CSRMatrix<Double>(matrixMarket: bytes(Self.general))
    #expect(
      a
        == (try CSRMatrix(
          rows: 2, columns: 3, rowStarts: [0, 2, 4], columnIndices: [0, 2, 0, 2],
          values: [0.5, 1, 0.25, -1000])))
    let triplets = try COOMatrix<Float>(matrixMarket: bytes(Self.general))
    #expect(triplets.rowIndices == [0, 1, 0, 1] && triplets.columnIndices == [0, 2, 2, 0])
    #expect(triplets.values == [0.5, -1000, 1, 0.25])
    let dense = try DenseMatrix<Double>(matrixMarket: bytes(Self.general))
    #expect(dense.values == [0.5, 0, 1, 0.25, 0, -1000])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesEndInAnyOfThreeWays(end: String) throws {
    let text = Self.general.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: end)
    for text in [text, text + end, text + end + end + " % the end"] {
      #expect(
        try CSRMatrix<Double>(matrixMarket: bytes(text))
          == CSRMatrix<Double>(matrixMarket: bytes(Self.general)))
    }
    let wrong = text + end + "\(end)   1 x 1"
    #expect(throws: MatrixMarketError.text(.badIndex, path: "text", line: 11, column: 6)) {
      try CSRMatrix<Double>(
        matrixMarket: bytes(wrong.replacing("2 3 4", with: "2 3 5")))
    }
  }

  @Test func expandsSymmetry() throws {
    func read(_ symmetry: String, _ symmetric: MatrixMarket.Symmetric) throws -> [Double] {
      let text =
        "%%MatrixMarket matrix coordinate integer \(symmetry)\n3 3 3\n2 1 4\n3 3 5\n1 3 6\n"
      return try DenseMatrix(matrixMarket: bytes(text), symmetric: symmetric).values
    }
    #expect(try read("general", .expanded) == [0, 0, 6, 4, 0, 0, 0, 0, 5])
    #expect(try read("symmetric", .expanded) == [0, 4, 6, 4, 0, 0, 6, 0, 5])
    #expect(try read("skew-symmetric", .expanded) == [0, -4, 6, 4, 0, 0, -6, 0, 5])
    #expect(try read("general", .lowerTriangle) == [0, 0, 6, 4, 0, 0, 0, 0, 5])
    #expect(try read("symmetric", .lowerTriangle) == [0, 0, 0, 4, 0, 0, 6, 0, 5])
    #expect(try read("skew-symmetric", .lowerTriangle) == [0, 0, 0, 4, 0, 0, -6, 0, 5])
  }

  @Test func readsArrays() throws {
    func read(
      _ symmetry: String, _ values: String, _ symmetric: MatrixMarket.Symmetric = .expanded
    ) throws -> (dense: [Double], stored: [Double]) {
      let text =
        "%%MatrixMarket matrix array real \(symmetry)\n3 3\n"
        + values.split(separator: " ").joined(separator: "\n%\n\n")
      return (
        try DenseMatrix(matrixMarket: bytes(text), symmetric: symmetric).values,
        try CSRMatrix(matrixMarket: bytes(text), symmetric: symmetric).values
      )
    }
    let general = try read("general", "1 2 3 4 5 6 7 8 0")
    #expect(general.dense == [1, 4, 7, 2, 5, 8, 3, 6, 0] && general.stored == general.dense)
    let symmetric = try read("symmetric", "1 2 3 4 5 6")
    #expect(symmetric.dense == [1, 2, 3, 2, 4, 5, 3, 5, 6] && symmetric.stored == symmetric.dense)
    let skew = try read("skew-symmetric", "1 2 3")
    #expect(skew.dense == [0, -1, -2, 1, 0, -3, 2, 3, 0])
    #expect(skew.stored == [-1, -2, 1, -3, 2, 3])
    let lower = try read("symmetric", "1 2 3 4 5 6", .lowerTriangle)
    #expect(lower.dense == [1, 0, 0, 2, 4, 0, 3, 5, 6] && lower.stored == [1, 2, 4, 3, 5, 6])
    let lowerSkew = try read("skew-symmetric", "1 2 3", .lowerTriangle)
    #expect(lowerSkew.dense == [0, 0, 0, 1, 0, 0, 2, 3, 0] && lowerSkew.stored == [1, 2, 3])
  }

  @Test func readsMatricesWithoutEntries() throws {
    for (size, rows, columns) in [
      ("0 0 0", 0, 0), ("0 4 0", 0, 4), ("3 0 0", 3, 0), ("2 2 0", 2, 2),
    ] {
      let a = try CSRMatrix<Float>(
        matrixMarket: bytes("%%MatrixMarket matrix coordinate pattern general\n\(size)"))
      #expect(a.rows == rows && a.columns == columns && a.count == 0)
    }
    for (symmetry, n) in [
      ("general", 0), ("symmetric", 0), ("skew-symmetric", 0), ("skew-symmetric", 1),
    ] {
      let a = try DenseMatrix<Float>(
        matrixMarket: bytes("%%MatrixMarket matrix array real \(symmetry)\n\(n) \(n)\n"))
      #expect(a == DenseMatrix(rows: n, columns: n))
    }
  }

  @Test func headerNeedsNoBody() throws {
    let a = try MatrixMarket.header(
      of: bytes("%%matrixmarket MATRIX Coordinate Complex Hermitian\n%\n\n7 7 3 % sizes\n1 garbage")
    )
    #expect(a.format == .coordinate && a.field == .complex && a.symmetry == .hermitian)
    #expect(a.rows == 7 && a.columns == 7 && a.storedEntries == 3)
    let b = try MatrixMarket.header(
      of: bytes("%%MatrixMarket matrix array integer skew-symmetric\n4 4\n")
        + Array(repeating: 32, count: 20))
    #expect(b.storedEntries == 6)
  }

  @Test func aLineMayBeLong() throws {
    // Longer than the reader's piece, so that its buffer must grow.
    let long = String(repeating: "x", count: 600_000)
    let text = Self.general.replacing("% another", with: "% \(long)")
    #expect(
      try CSRMatrix<Double>(matrixMarket: bytes(text))
        == CSRMatrix<Double>(matrixMarket: bytes(Self.general)))
  }

  @Test func piecesJoinSeamlessly() throws {
    // Many pieces, of lines of all lengths.
    let n = 60_000
    var text = "%%MatrixMarket matrix coordinate integer general\r\n\(n) 1 \(n)\r\n"
    for k in 1...n { text += "\(k) 1\(String(repeating: " ", count: 1 + k % 7))\(k * k)\r\n" }
    let a = try COOMatrix<Double>(matrixMarket: bytes(text))
    #expect(a.rowIndices == (0..<Int32(n)).map { $0 })
    #expect(a.values == (1...n).map { Double($0 * $0) })
    let fault = text.replacing("\r\n59000 1 ", with: "\r\n59000 2 ")
    #expect(throws: MatrixMarketError.text(.indexOutOfRange, path: "text", line: 59002, column: 7))
    {
      _ = try COOMatrix<Double>(matrixMarket: bytes(fault))
    }
  }

  /// A text, what is wrong with it, and where.
  static let faults: [(String, MatrixMarketError.Problem, Int, Int)] = {
    let c = "%%MatrixMarket matrix coordinate"
    let a = "%%MatrixMarket matrix array"
    return [
      ("", .missingBanner, 1, 1),
      ("\n", .missingBanner, 1, 1),
      ("1 2 3\n", .missingBanner, 1, 1),
      ("\0\u{1}\u{2}", .missingBanner, 1, 1),
      ("%%MatrixMarket", .wordCount, 1, 15),
      ("\(c) real\n", .wordCount, 1, 38),
      ("\(c) real general 1\n", .wordCount, 1, 47),
      ("%%MatrixMarket vector array real general\n", .vectorNotSupported, 1, 16),
      ("%%MatrixMarket tensor array real general\n", .unknownWord("tensor"), 1, 16),
      ("%%MatrixMarket matrix list real general\n", .unknownWord("list"), 1, 23),
      ("\(c) double general\n", .unknownWord("double"), 1, 34),
      ("\(c) real lower\n", .unknownWord("lower"), 1, 39),
      ("\(c) real hermitian\n1 1 1\n1 1 1\n", .contradiction("real", "hermitian"), 1, 39),
      ("\(c) pattern skew-symmetric\n", .contradiction("pattern", "skew-symmetric"), 1, 42),
      ("\(a) pattern general\n", .contradiction("array", "pattern"), 1, 29),
      ("\(c) complex general\n1 1 1\n1 1 1 1\n", .complexNotSupported, 1, 34),
      ("\(c) complex hermitian\n1 1 1\n1 1 1 0\n", .complexNotSupported, 1, 34),
      ("\(a) complex symmetric\n1 1\n1 1\n", .complexNotSupported, 1, 29),
      ("\(c) real general\n% only a comment\n", .missingSizes, 3, 1),
      ("\(c) real general\n2 2\n", .badSizes, 2, 4),
      ("\(c) real general\n2 2 1 1\n", .badSizes, 2, 7),
      ("\(c) real general\n2 2.0 1\n", .badSizes, 2, 3),
      ("\(a) real general\n2 2 4\n1\n1\n1\n1\n", .badSizes, 2, 5),
      ("\(c) real general\n-2 2 1\n1 1 1\n", .sizeOutOfRange, 2, 1),
      ("\(c) real general\n2 2 -1\n", .sizeOutOfRange, 2, 5),
      ("\(c) real general\n2 2147483647 1\n1 1 1\n", .sizeOutOfRange, 2, 3),
      ("\(c) real general\n2 2 99999999999999999999999\n", .sizeOutOfRange, 2, 5),
      ("\(c) real symmetric\n2 3 1\n1 1 1\n", .notSquare(rows: 2, columns: 3), 2, 1),
      ("\(c) real general\n9 9 1000\n1 1 1\n", .longerThanFile(entries: 1000, most: 10), 2, 5),
      ("\(c) real general\n2 2 2\n1 1 1\n", .tooFewEntries(announced: 2), 4, 1),
      ("\(c) real general\n2 2 2\n1 1 1", .tooFewEntries(announced: 2), 4, 1),
      ("\(c) real general\n2 2 1\n1 1 1\n % \n 2 2 1\n", .tooManyEntries(announced: 1), 5, 2),
      ("\(a) real general\n2 1\n1\n2\n3\n", .tooManyEntries(announced: 2), 5, 1),
      ("\(a) real symmetric\n2 2\n1\n2\n", .tooFewEntries(announced: 3), 5, 1),
      ("\(a) real general\n0 3\n1\n", .tooManyEntries(announced: 0), 3, 1),
      ("\(a) real general\n2 1\n1 2\n", .trailingText, 3, 3),
      ("\(c) real general\n2 2 1\n0 1 1\n", .indexOutOfRange, 3, 1),
      ("\(c) real general\n2 2 1\n1 3 1\n", .indexOutOfRange, 3, 3),
      ("\(c) real general\n2 2 1\n-1 1 1\n", .indexOutOfRange, 3, 1),
      ("\(c) real general\n2 2 1\n1 4294967297 1\n", .indexOutOfRange, 3, 3),
      ("\(c) real general\n2 2 1\n18446744073709551617 1 1\n", .indexOutOfRange, 3, 1),
      ("\(c) real general\n2 2 1\n1\n", .badIndex, 3, 2),
      ("\(c) real general\n2 2 1\n1.0 1 1\n", .badIndex, 3, 2),
      ("\(c) real general\n2 2 1\n1 x 1\n", .badIndex, 3, 3),
      ("\(c) real general\n2 2 1\n\0 1 1\n", .badIndex, 3, 1),
      ("\(c) real general\n2 2 1\n1 1\n", .badValue, 3, 4),
      ("\(c) real general\n2 2 1\n  1 1 one\n", .badValue, 3, 7),
      ("\(c) real general\n2 2 1\n1 1 1e\n", .badValue, 3, 5),
      ("\(c) real general\n2 2 1\n1 1 -\n", .badValue, 3, 5),
      ("\(c) real general\n2 2 1\n1 1 .\n", .badValue, 3, 5),
      ("\(c) real general\n2 2 1\n1 1 1\0\n", .trailingText, 3, 6),
      ("\(c) real general\n2 2 1\n1 1 1 1\n", .trailingText, 3, 7),
      ("\(c) real general\n2 2 1\n1 1 0x10\n", .trailingText, 3, 6),
      ("\(c) real general\n2 2 1\n1 1 -1E309\n", .valueOutOfRange, 3, 5),
      ("\(c) pattern general\n2 2 1\n1 1 1\n", .trailingText, 3, 5),
      ("\(c) integer general\n2 2 1\n1 1 1.5\n", .trailingText, 3, 6),
      ("\(c) integer general\n2 2 1\n1 1 9223372036854775808\n", .valueOutOfRange, 3, 5),
      ("\(c) integer general\n2 2 1\n1 1 -9223372036854775809\n", .valueOutOfRange, 3, 5),
      ("\(c) integer general\n2 2 1\n1 1 99999999999999999999999999\n", .valueOutOfRange, 3, 5),
    ]
  }()

  @Test(arguments: faults.indices)
  func namesProblemLineAndColumn(k: Int) {
    let (text, problem, line, column) = Self.faults[k]
    let expected = MatrixMarketError.text(problem, path: "text", line: line, column: column)
    #expect(throws: expected, "\(text)") {
      try MatrixMarket.read(bytes(text), as: Double.self)
    }
    #expect("\(expected)".hasPrefix("text, line \(line), column \(column): "))
  }

  @Test func sizesThatDoNotFitAreRefusedBeforeAllocation() throws {
    // Nothing is stored, so the file may say so; as rows, or dense, it is 8 GB and 10¹⁹ bytes.
    let text = bytes("%%MatrixMarket matrix coordinate real general\n2147483646 2147483646 0\n")
    #expect(try COOMatrix<Double>(matrixMarket: text).rows == 2_147_483_646)
    let error = #expect(throws: MatrixMarketError.self) {
      try DenseMatrix<Double>(matrixMarket: text)
    }
    guard case .size = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: 0..<6)
  func mutationsNeverCrash(seed: Int) throws {
    let texts = [
      Self.general, "%%MatrixMarket matrix array integer symmetric\n3 3\n1\n2\n3\n4\n5\n6\n",
      "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 3\n1 1\n3 1\n3 2\n",
      "%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 2\n2 1 .1\n3 2 1e-300\n",
    ]
    var random = SeededGenerator(seed: UInt64(seed))
    let alphabet = Array("0123456789 \n\r\t%.-+eEdDinfa\0\u{7f}".utf8) + [0xFF]
    var accepted = 0
    for _ in 0..<400 {
      var text = bytes(texts[Int(random.next() % 4)])
      for _ in 0...(random.next() % 3) {
        let k = Int(random.next() % UInt64(text.count))
        switch random.next() % 4 {
        case 0: text[k] = alphabet[Int(random.next() % UInt64(alphabet.count))]
        case 1: text.insert(alphabet[Int(random.next() % UInt64(alphabet.count))], at: k)
        case 2: text.remove(at: k)
        default: text.removeSubrange(k..<min(text.count, k + 1 + Int(random.next() % 9)))
        }
        if text.isEmpty { text = [37] }
      }
      // A row count that grew a digit is legal; what it would take as rows is not this test's matter.
      guard let a = try? COOMatrix<Double>(matrixMarket: text) else { continue }
      accepted += 1
      _ = try COOMatrix(
        rows: a.rows, columns: a.columns, rowIndices: a.rowIndices,
        columnIndices: a.columnIndices, values: a.values)
      #expect(try MatrixMarket.header(of: text).rows == a.rows)
    }
    #expect(accepted > 0 && accepted < 400)
  }
}
