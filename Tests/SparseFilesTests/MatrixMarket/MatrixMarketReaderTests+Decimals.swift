import SparseAD
import TestSupport
import Testing

/// Numbers as text: read to the nearest value, written so that they come back bit for bit.
struct DecimalTests {
  private func read<Scalar: SparseScalar>(_ texts: [String], as: Scalar.Type) throws -> [Scalar] {
    let text =
      "%%MatrixMarket matrix array real general\n\(texts.count) 1\n"
      + texts.joined(separator: "\n")
    return try DenseMatrix(matrixMarket: bytes(text)).values
  }

  /// Numbers that a careless conversion gets wrong, and what they are.
  @Test func roundsToNearestEven() throws {
    let cases: [(String, Double)] = [
      ("9007199254740993", 0x1p53), ("9007199254740993.00000000000000000000000000001", 0x1p53 + 2),
      ("9007199254740995", 0x1p53 + 4), ("1e23", 1e23), ("8.5e22", 8.5e22),
      ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
      ("2.2250738585072014e-308", 0x1p-1022), ("4.9e-324", 0x1p-1074), ("2e-324", 0),
      ("1.7976931348623158e308", .greatestFiniteMagnitude), ("-0", -0.0),
      ("0e999999999999999999", 0),
      ("1e-99999999999999999999", 0), ("." + String(repeating: "0", count: 400) + "1e401", 1),
      ("1" + String(repeating: "0", count: 400) + "e-400", 1),
      (String(repeating: "0", count: 50) + "12.5", 12.5),
      // The midpoint between two neighbours of 1, exactly, and then a digit more.
      ("1.00000000000000011102230246251565404236316680908203125", 1),
      (
        "1.00000000000000011102230246251565404236316680908203125"
          + String(repeating: "0", count: 900) + "1",
        0x1.0000000000001p0
      ),
    ]
    let values = try read(cases.map(\.0), as: Double.self)
    for (k, (text, expected)) in cases.enumerated() {
      #expect(values[k].bitPattern == expected.bitPattern, "\(text)")
    }
    let halfway: [(String, Float)] = [
      // Rounded to a double first, each of these would be a tie and go the wrong way.
      ("1.00000005960464477540", 0x1.000002p0), ("1.00000005960464477539062499", 1),
      ("7.038531e-26", 7.038531e-26), ("16777217", 0x1p24), ("16777219", 0x1p24 + 4),
      ("3.4028235e38", .greatestFiniteMagnitude), ("1e-45", 0x1p-149),
    ]
    let floats = try read(halfway.map(\.0), as: Float.self)
    for (k, (text, expected)) in halfway.enumerated() {
      #expect(floats[k].bitPattern == expected.bitPattern, "\(text)")
    }
  }

  @Test func agreesWithTheStandardLibrary() throws {
    var random = SeededGenerator(seed: 1)
    var texts: [String] = []
    for _ in 0..<4000 {
      let digits = Int.random(in: 1...22, using: &random)
      var text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
      let point = text.index(text.startIndex, offsetBy: Int.random(in: 0...digits, using: &random))
      text.insert(".", at: point)
      texts.append("\(text)e\(Int.random(in: -36...15, using: &random))")
    }
    let (doubles, floats) = (try read(texts, as: Double.self), try read(texts, as: Float.self))
    for (k, text) in texts.enumerated() {
      let padded = "0" + text.replacing(".e", with: ".0e")
      #expect(doubles[k].bitPattern == Double(padded)?.bitPattern, "\(text)")
      #expect(floats[k].bitPattern == Float(padded)?.bitPattern, "\(text)")
    }
  }

  @Test func readsInfinitiesAndNaN() throws {
    let values = try read(["inf", "-Infinity", "+INF", "nan", "-NaN"], as: Double.self)
    #expect(values[0] == .infinity && values[1] == -.infinity && values[2] == .infinity)
    #expect(
      values[3].isNaN && values[3].sign == .plus && values[4].isNaN && values[4].sign == .minus)
  }

  @Test func aFloatTooLargeIsAnErrorAsIsADouble() {
    let error = MatrixMarketError.text(.valueOutOfRange, path: "text", line: 3, column: 1)
    for text in ["3.4028236e38", "1e39", "-123456789012345678901e25"] {
      #expect(throws: error) {
        try read([text], as: Float.self)
      }
    }
    #expect(throws: error) {
      try read(["1.7976931348623159e308"], as: Double.self)
    }
  }

  @Test func integersBeyondTheMantissaAreTheNearest() throws {
    let text =
      "%%MatrixMarket matrix array integer general\n4 1\n"
      + "9223372036854775807\n-9223372036854775808\n9007199254740993\n16777219\n"
    #expect(
      try DenseMatrix<Double>(matrixMarket: bytes(text)).values
        == [0x1p63, -0x1p63, 0x1p53, 16_777_219])
    #expect(
      try DenseMatrix<Float>(matrixMarket: bytes(text)).values
        == [0x1p63, -0x1p63, 0x1p53, 16_777_220])
  }
}
