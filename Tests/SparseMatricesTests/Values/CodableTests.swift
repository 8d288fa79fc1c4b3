import Foundation
import SparseAD
import TestSupport
import Testing

@Suite struct CodableTests {
  func roundTrip<T: Codable>(_ value: T) throws -> T {
    try JSONDecoder().decode(T.self, from: JSONEncoder().encode(value))
  }

  @Test(arguments: MatrixCase.all) func roundTripsBitForBit(_ test: MatrixCase) throws {
    let a = test.matrix.map { $0 / 3 }
    let back = try roundTrip(a)
    #expect(back.pattern == a.pattern)
    #expect(back.values.map(\.bitPattern) == a.values.map(\.bitPattern))
    #expect(try roundTrip(a.toCOO()) == a.toCOO())
    #expect(try roundTrip(a.toDense()) == a.toDense())
    #expect(try roundTrip(a.pattern) == a.pattern)
    let single = CSRMatrix<Float>(a)
    #expect(try roundTrip(single).values.map(\.bitPattern) == single.values.map(\.bitPattern))
  }

  @Test func extremeNumbersRoundTrip() throws {
    let values = [Double.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 1e-300, .pi]
    let back = try roundTrip(CSRMatrix(diagonal: values)).values
    #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func jsonHasNoNaNUnlessToldHow() throws {
    let a = CSRMatrix(diagonal: [Double.nan, -.infinity])
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(a) }
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let back = try decoder.decode(CSRMatrix<Double>.self, from: encoder.encode(a))
    #expect(back.values[0].isNaN && back.values[1] == -.infinity)
  }

  @Test(arguments: [
    #"{"rows":2,"columns":2,"rowStarts":[0,1],"columnIndices":[0],"values":[1]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,1,2],"columnIndices":[0],"values":[1]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,1,0],"columnIndices":[],"values":[]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,5,1],"columnIndices":[0],"values":[1]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,1,1],"columnIndices":[2],"values":[1]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,1,1],"columnIndices":[-1],"values":[1]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,1,1],"columnIndices":[4294967296],"values":[1]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,2,2],"columnIndices":[1,0],"values":[1,2]}"#,
    #"{"rows":2,"columns":2,"rowStarts":[0,1,1],"columnIndices":[0],"values":[]}"#,
    #"{"rows":-1,"columns":2,"rowStarts":[],"columnIndices":[],"values":[]}"#,
    #"{"rows":9223372036854775807,"columns":2,"rowStarts":[0],"columnIndices":[],"values":[]}"#,
    #"{"rows":2,"columns":2}"#,
  ])
  func corruptMatricesAreErrors(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(CSRMatrix<Double>.self, from: Data(json.utf8))
    }
  }

  @Test func theErrorSaysWhatIsWrong() {
    let json = #"{"rows":1,"columns":2,"rowStarts":[0,1],"columnIndices":[7],"values":[1]}"#
    #expect {
      try JSONDecoder().decode(CSRMatrix<Double>.self, from: Data(json.utf8))
    } throws: { error in
      guard case DecodingError.dataCorrupted(let context) = error else { return false }
      let cause = PatternError.columnOutOfRange(row: 0, column: 7, columns: 2)
      return context.debugDescription == cause.description
        && context.underlyingError as? PatternError == cause
    }
  }

  @Test(arguments: [
    #"{"rows":1,"columns":1,"rowIndices":[1],"columnIndices":[0],"values":[1]}"#,
    #"{"rows":1,"columns":1,"rowIndices":[0],"columnIndices":[0,0],"values":[1]}"#,
    #"{"rows":1,"columns":-1,"rowIndices":[],"columnIndices":[],"values":[]}"#,
  ])
  func corruptTripletsAreErrors(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(COOMatrix<Double>.self, from: Data(json.utf8))
    }
  }

  @Test(arguments: [
    #"{"rows":1,"columns":2,"values":[1]}"#, #"{"rows":-1,"columns":-1,"values":[1]}"#,
    #"{"rows":4611686018427387904,"columns":4,"values":[]}"#,
  ])
  func corruptDenseMatricesAreErrors(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(DenseMatrix<Double>.self, from: Data(json.utf8))
    }
  }
}
