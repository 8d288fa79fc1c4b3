import Foundation
import SparseAD
import TestSupport
import Testing

/// What Foundation says of an error is what the error says of itself.
@Suite struct LocalizedErrorsTests {
  private static func thrown<E: Error>(_: E.Type, _ body: () throws(E) -> Void) throws -> E {
    do throws(E) { try body() } catch { return error }
    throw CancellationError()
  }

  /// Each type, and each case that has another error in it.
  private static func errors() throws -> [any Error & CustomStringConvertible] {
    let size = try thrown(SizeError.self) { () throws(SizeError) in
      _ = try SparsityPattern.full(rows: 1 << 30, columns: 1 << 30)
    }
    guard
      case .file(let file) = try thrown(
        SavedStateError.self,
        { () throws(SavedStateError) in _ = try SavedParameters<[Double]>(contentsOf: "/missing") })
    else { throw CancellationError() }
    #if SuiteSparse
    let solvers: [any Error & CustomStringConvertible] = [
      LUError.singular(row: 1), CholmodError.notPositiveDefinite(column: 2),
      ImplicitFunctionError.singular,
      ImplicitFunctionError.tooLarge(size),
    ]
    #else
    let solvers: [any Error & CustomStringConvertible] = []
    #endif
    return solvers + [
      size, file,
      PatternError.columnOutOfRange(row: 1, column: 5, columns: 3),
      PatternError.transposed(.rowStartsDecrease(row: 1)),
      MatrixMarketError.text(.badIndex, path: "a.mtx", line: 3, column: 7),
      MatrixMarketError.size(size, path: "a.mtx"),
      MatrixMarketError.file(file),
      MatrixMarketError.notSymmetric(path: "a.mtx", row: 1, column: 2),
      GraphFileError.file(file),
      GraphFileError.matrix(.text(.badIndex, path: "a.mtx", line: 3, column: 7)),
      GraphFileError.line(.badNode("x"), path: "edges.txt", line: 4),
      GraphvizError.notInstalled(program: "dot"),
      SavedStateError.file(file), SavedStateError.notOurs(path: "run.json"),
      SavedStateError.corrupted(path: "run.json", place: "content", reason: "nothing"),
      TriangularError.singular(row: 3), ODEError.notFinite(t: 1.5),
      GraphError.notSquare(rows: 2, columns: 3),
      GCDEClassifier<Double>.Failure.solver(.notFinite(t: 1.5)),
      GCDEClassifier<Float>.Failure.size(size),
    ]
  }

  @Test func saysWhatTheErrorSays() throws {
    for error in try Self.errors() {
      #expect((error as any Error).localizedDescription == error.description)
    }
  }

  /// An error of a file names it once, whatever it is wrapped in.
  @Test func namesTheFileOnce() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/a.mtx"
      func expect(_ text: String, line: Int? = nil, _ read: () throws -> Void) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        let error = try #require(#expect(throws: (any Error).self) { try read() })
        let said = error.localizedDescription
        #expect(said.components(separatedBy: path).count == 2, "\(said)")
        if let line { #expect(said.contains("line \(line)"), "\(said)") }
      }
      let banner = "%%MatrixMarket matrix coordinate real general\n"
      for text in [
        banner + "2 2 1\n3 1 1\n", banner + "2 2 1\n1 x 1\n", banner + "2 2 2\n1 1 1\n\n",
      ] {
        try expect(text, line: text.contains("2 2 2") ? 5 : 3) {
          _ = try CSRMatrix<Double>(matrixMarket: path)
        }
        try expect(text) { _ = try Graph<Double>(matrixMarket: path) }
      }
      try expect(banner + "2147483646 2147483646 0\n") {
        _ = try DenseMatrix<Double>(matrixMarket: path)
      }
      try expect(banner + "2 2 1\n1 2 1\n") {
        _ = try Graph<Double>(matrixMarket: path, isDirected: false)
      }
      try expect("0 1\n1 x\n", line: 2) {
        _ = try EdgeList<Double>(contentsOf: path, countingFrom: 0)
      }
      let head = #"{"format":"SparseAD","version""#
      let kind = #""kind":"parameters of Double""#
      for text in [
        "x", "\(head):2}", "\(head):1}", "\(head):1,\(kind)}",
        #"\#(head):1,\#(kind),"content":{"structure":[0],"values":["AAAA"]}}"#,
      ] {
        try expect(text) { _ = try SavedParameters<[Double]>(contentsOf: path) }
      }
      let a = try CSRMatrix<Double>(rows: 2, columns: 2, entries: [(0, 1, 1)])
      try expect("") { try a.write(matrixMarket: path, symmetry: .symmetric) }
      try SavedParameters([1.0]).save(to: path)
      let error = #expect(throws: SavedStateError.self) {
        try SavedParameters(contentsOf: path, onto: [1.0, 2])
      }
      #expect(error?.description.hasPrefix("\(path): ") == true)
    }
  }
}
