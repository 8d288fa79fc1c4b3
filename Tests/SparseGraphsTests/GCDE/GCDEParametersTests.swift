import Foundation
import SparseAD
import TestSupport
import Testing

@Suite struct GCDEParametersTests {
  let learned = GCDECase<Double>(
    "", channels: [3, 5], [.tanh, .relu], time: .powers(degree: 1), bias: true
  ).theta

  @Test func coordinatesAreThoseOfTheBlocks() {
    #expect(learned.coordinates == learned.coordinateBlocks.flatMap { $0 })
    #expect(learned.coordinateBlocks.count == 1 + 2 * 3)
    let numbers = learned.coordinates.indices.map { Double($0) }
    let moved = learned.with(coordinates: numbers)
    #expect(moved.coordinates == numbers)
    #expect(moved.adjacency?.values == Array(numbers[0..<(learned.adjacency?.count ?? 0)]))
    #expect(moved.layers[1].bias?.last == numbers.last)
    #expect(moved.adjacency?.pattern === learned.adjacency?.pattern)
  }

  @Test func updatesBlocksInPlace() {
    var theta = learned
    let numbers = learned.coordinateBlocks.indices.map { $0 }
    var seen: [Int] = []
    theta.updateCoordinateBlocks { k, block in
      seen.append(k)
      for i in block.indices { block[i] = Double(k) }
    }
    #expect(seen == numbers)
    #expect(
      theta.coordinateBlocks.enumerated().allSatisfy { k, block in
        block.allSatisfy { $0 == Double(k) }
      })
  }

  @Test func placesAreNamed() {
    let count = learned.coordinates.count
    #expect(learned.place(ofCoordinate: 0).hasPrefix("adjacency, row 0"))
    let first = learned.adjacency?.count ?? 0
    #expect(learned.place(ofCoordinate: first) == "layers[0].weights[0], row 0, column 0")
    #expect(learned.place(ofCoordinate: first + 16) == "layers[0].weights[1], row 0, column 1")
    #expect(learned.place(ofCoordinate: count - 1) == "layers[1].bias, element 2")
    let plain = GCDEParameters(weight: DenseMatrix<Double>.identity(2))
    #expect(plain.place(ofCoordinate: 3) == "layers[0].weights[0], row 1, column 1")
  }

  @Test func differencesAreNamed() {
    var other = learned
    #expect(learned.mismatch(with: other) == nil)
    other.layers[1].bias = nil
    #expect(learned.mismatch(with: other) == "layers[1].bias is in one of them only")
    other = learned
    other.adjacency = nil
    #expect(learned.mismatch(with: other) == "adjacency is in one of them only")
    other = learned
    other.layers.removeLast()
    #expect(learned.mismatch(with: other) == "layers[1].bias is in one of them only")
    other = learned
    other.layers[0].weights.removeLast()
    #expect(learned.mismatch(with: other) == "layers[0].weights[1] is in one of them only")
  }

  @Test func codingKeepsEveryBit() throws {
    let data = try JSONEncoder().encode(learned)
    #expect(try JSONDecoder().decode(GCDEParameters<Double>.self, from: data) == learned)
    let plain = GCDEParameters(weight: DenseMatrix<Float>.identity(2))
    let decoded = try JSONDecoder().decode(
      GCDEParameters<Float>.self, from: try JSONEncoder().encode(plain))
    #expect(decoded == plain && decoded.adjacency == nil && decoded.layers[0].bias == nil)
  }

  @Test(arguments: [
    #"{"weights": []}"#,
    #"{"weights": [{"rows": 1, "columns": 1, "values": [1]}], "bias": [1, 2]}"#,
    #"""
    {"weights": [{"rows": 1, "columns": 1, "values": [1]},
                 {"rows": 1, "columns": 2, "values": [1, 2]}]}
    """#,
  ])
  func refusesLayersThatDoNotFit(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(GCDELayer<Double>.self, from: Data(json.utf8))
    }
  }

  @Test func slopesOfTheTimeBasis() {
    for basis in [
      GCDETimeBasis.constant, .powers(degree: 0), .powers(degree: 3),
      .fourier(harmonics: 0, period: 1), .fourier(harmonics: 3, period: 2.5),
    ] {
      #expect(basis.values(at: 0.3).count == basis.count)
      for t in [0, 0.4, -1.3] {
        let h = 1e-5
        let differences = zip(basis.values(at: t + h), basis.values(at: t - h)).map {
          ($0 - $1) / (2 * h)
        }
        expectClose(basis.slopes(at: t), differences, relative: 1e-7, absolute: 1e-9)
      }
    }
  }
}
