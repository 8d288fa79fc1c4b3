import CommandSupport
import Foundation
import SparseAD

/// The roads of a state as a graph, with the heat that one hot place spread over it.
struct RoadMap {
  let field: Diffusion<Double>
  /// Longitude and latitude of each node.
  let places: [(x: Double, y: Double)]
  let heat: Heat

  /// Temperatures of the nodes at some times, where each road has a conductance of 1.
  struct Heat {
    let source: Int
    let times: [Double]
    let states: [DenseMatrix<Double>]
  }

  /// Reads `adjacency.mtx`, `xy.txt`, `heat.json` and `heat.txt`.
  init(directory: String) throws {
    func text(_ name: String) throws -> String {
      let path = directory + "/" + name
      do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
        throw Output.Fault(description: "\(path): \(error.localizedDescription)")
      }
    }
    func rows(_ name: String, of count: Int) throws -> [[Double]] {
      try text(name).split(whereSeparator: \.isNewline).enumerated().map { line, row in
        let numbers = row.split(separator: " ").compactMap { Double($0) }
        guard numbers.count == count else {
          throw Output.Fault(
            description: "\(name), line \(line + 1): \(numbers.count) numbers, not \(count)")
        }
        return numbers
      }
    }
    struct Description: Decodable {
      let sourceNode: Int
      let times: [Double]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let description = try decoder.decode(Description.self, from: Data(text("heat.json").utf8))
    let adjacency = try CSRMatrix<Double>(matrixMarket: directory + "/adjacency.mtx")
    field = Diffusion(adjacency: adjacency.pattern)
    let n = adjacency.rows
    places = try rows("xy.txt", of: 2).map { ($0[0], $0[1]) }
    let temperatures = try rows("heat.txt", of: n)
    guard places.count == n, temperatures.count == description.times.count,
      (0..<n).contains(description.sourceNode)
    else {
      throw Output.Fault(
        description:
          "\(directory): \(n) nodes, \(places.count) places, \(temperatures.count) states")
    }
    heat = Heat(
      source: description.sourceNode, times: description.times,
      states: temperatures.map { DenseMatrix(rows: n, columns: 1, values: $0) })
  }

  /// Logarithms of conductances between 1/2 and 2: for the most part waves over the map, the rest by chance.
  func heterogeneousLogs(seed: UInt64) -> [Double] {
    var random = SeededGenerator(seed: seed)
    let (kx, ky) = (1.2 + random.uniform(), 1.6 + random.uniform())
    let (px, py) = (6 * random.uniform(), 6 * random.uniform())
    return (0..<field.edgeCount).map { e in
      let (i, j) = field.edge(e)
      let x = (places[i].x + places[j].x) / 2
      let y = (places[i].y + places[j].y) / 2
      let wave = (sin(kx * x + px) + cos(ky * y + py)) / 2
      return log(2) * (0.7 * wave + 0.3 * random.symmetric())
    }
  }

  /// Temperatures to begin with, one field a column: uniform in [-1, 1), and in every fourth column one hot node.
  func initialFields(_ count: Int, seed: UInt64) -> DenseMatrix<Double> {
    var random = SeededGenerator(seed: seed &+ 1)
    let n = field.nodeCount
    var u = DenseMatrix<Double>(rows: n, columns: count)
    for c in 0..<count {
      if c % 4 == 3 {
        u[Int(random.uniform() * Double(n)), c] = 100
      } else {
        for i in 0..<n { u[i, c] = random.symmetric() }
      }
    }
    return u
  }
}
