import Foundation
import SparseAD
import TestSupport
import Testing

/// Numbers near the ends of `Int` and `Int32`, everywhere that numbers come from outside: an error, never a trap.
@Suite struct ExtremeNumbersTests {
  /// Without the largest sizes that can be: those would be allocated.
  static let numbers = [
    Int.min, .min + 1, -1, 0, 1, 2, Int(Int32.max), Int(Int32.max) + 1, 1 << 32, .max - 1, .max,
  ]
  static let pairs = numbers.flatMap { a in numbers.map { (a, $0) } }

  /// `body` may throw; that it returns is the point.
  private func survives(_ body: () throws -> Void) { try? body() }

  @Test func triplets() {
    for (a, b) in Self.pairs {
      survives { _ = try COOMatrix<Double>(rows: a, columns: b) }
      survives { _ = try CSRMatrix<Double>(rows: a, columns: 2, entries: [(b, 1, 1)]) }
      survives { _ = try CSRMatrix<Double>(rows: 2, columns: a, entries: [(1, b, 1)]) }
      survives {
        _ = try COOMatrix<Double>(
          rows: 2, columns: 2, rowIndices: [a, b], columnIndices: [b, a], values: [1, 2])
      }
      survives {
        var matrix = try COOMatrix<Double>(rows: 2, columns: 2)
        try matrix.append(1, row: a, column: b)
      }
    }
  }

  @Test func compressedRowsAndColumns() {
    for (a, b) in Self.pairs {
      for (rows, columns, starts, indices) in [
        (a, b, [0, 1], [0]), (1, a, [0, 1], [b]), (2, 2, [0, a, 1], [b]), (2, 2, [a, 0, b], [1]),
        (2, 2, [0, a, b], [1]), (1, 1, [0], [a]), (a, 2, [], []),
      ] {
        let values = indices.map { _ in 1.0 }
        survives {
          _ = try SparsityPattern(
            rows: rows, columns: columns, rowStarts: starts, columnIndices: indices)
        }
        survives {
          _ = try CSRMatrix(
            rows: rows, columns: columns, rowStarts: starts, columnIndices: indices, values: values)
        }
        survives {
          _ = try CSRMatrix(
            rows: columns, columns: rows, columnStarts: starts, rowIndices: indices, values: values)
        }
        survives {
          _ = try CSRMatrix(
            rows: rows, columns: columns, rowStarts: starts, unsortedColumnIndices: indices,
            values: values)
        }
        survives {
          _ = try CSRMatrix(
            rows: columns, columns: rows, columnStarts: starts, unsortedRowIndices: indices,
            values: values)
        }
        let narrow = { (x: Int) in Int32(clamping: x) }
        survives {
          _ = try CSRMatrix(
            rows: rows, columns: columns, rowStarts: starts.map(narrow),
            columnIndices: indices.map(narrow), values: values)
        }
        survives {
          _ = try CSRMatrix(
            rows: rows, columns: columns, rowStarts: starts.map(narrow),
            unsortedColumnIndices: indices.map(narrow), values: values)
        }
      }
    }
  }

  @Test func generators() {
    for (a, b) in Self.pairs where a >= 0 && b >= 0 {
      survives { _ = try SparsityPattern.full(rows: a, columns: b) }
      survives { _ = try CSRMatrix<Float>.random(rows: a, columns: b, density: 1, seed: 1) }
    }
    #expect(throws: SizeError.self) {
      try DenseMatrix<Float>.random(rows: .max, columns: 2, seed: 1)
    }
  }

  @Test func partsAndProducts() throws {
    // As wide as there can be.
    let wide = try CSRMatrix<Double>(
      rows: 1, columns: 2_147_483_646, rowStarts: [0, 1], columnIndices: [2_147_483_645],
      values: [2])
    for k in Self.numbers {
      #expect(wide.lowerTriangle(diagonal: k).count == (k >= 2_147_483_645 ? 1 : 0))
      #expect(wide.upperTriangle(diagonal: k).count == (k <= 2_147_483_645 ? 1 : 0))
    }
    #expect(wide[0..., 2_147_483_640...].values == [2])
    #expect(throws: SizeError.self) { try wide.kronecker(wide) }
    #expect(throws: SizeError.self) {
      try Concatenation.horizontal([wide.pattern, wide.pattern, wide.pattern])
    }
    #expect(throws: SizeError.self) { try Concatenation.diagonal([wide.pattern, wide.pattern]) }
  }

  @Test func decoding() {
    func decode<T: Decodable>(_: T.Type, _ text: String) throws {
      _ = try JSONDecoder().decode(T.self, from: Data(text.utf8))
    }
    for (a, b) in Self.pairs {
      let sizes = #""rows":\#(a),"columns":\#(b)"#
      survives {
        try decode(
          SparsityPattern.self, #"{\#(sizes),"rowStarts":[0,1],"columnIndices":[0]}"#)
      }
      survives {
        try decode(
          CSRMatrix<Double>.self,
          #"{"rows":2,"columns":2,"rowStarts":[0,\#(a),1],"columnIndices":[\#(b)],"values":[1]}"#)
      }
      survives {
        try decode(
          COOMatrix<Double>.self,
          #"{\#(sizes),"rowIndices":[\#(a)],"columnIndices":[\#(b)],"values":[1]}"#)
      }
      survives { try decode(DenseMatrix<Double>.self, #"{\#(sizes),"values":[]}"#) }
    }
  }

  @Test func graphs() {
    for (a, b) in Self.pairs {
      for isDirected in [false, true] {
        survives { _ = try Graph<Double>(edges: [(a, b)], isDirected: isDirected) }
        survives { _ = try Graph<Double>(nodes: a, edges: [(b, 0)], isDirected: isDirected) }
      }
    }
    #expect(throws: GraphError.tooLarge(nodes: .max, entries: 1)) {
      try Graph<Double>(edges: [(.max, 0)], isDirected: true)
    }
    #expect(throws: GraphError.nodeOutOfRange(edge: 0, node: .min, nodes: 3)) {
      try Graph<Double>(edges: [(.min, 2)], isDirected: true)
    }
  }

  @Test func files() {
    for (a, b) in Self.pairs {
      survives {
        _ = try EdgeList<Double>(text: Array("\(a) \(b)\n".utf8), countingFrom: 1)
      }
      survives {
        _ = try EdgeList<Double>(text: Array("\(a)0 \(b)\n".utf8), countingFrom: 0, nodes: 3)
      }
      for text in [
        "coordinate real general\n\(a) \(b) 1\n1 1 1\n",
        "coordinate real symmetric\n\(a) \(a) \(b)\n",
        "coordinate integer general\n2 2 1\n\(a) \(b) \(a)\n", "array real general\n\(a) \(b)\n1\n",
        "array real symmetric\n\(a) \(a)\n1\n",
      ] {
        let bytes = Array("%%MatrixMarket matrix \(text)".utf8)
        survives { _ = try COOMatrix<Double>(matrixMarket: bytes) }
        survives { _ = try DenseMatrix<Double>(matrixMarket: bytes) }
      }
    }
  }
}
