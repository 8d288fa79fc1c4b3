import CommandSupport
import SparseAD

/// Places for the nodes of a graph in the plane, by forces: edges pull, nodes push each other away, and a weak pull towards
/// the middle holds all together.
///
///     pull of an edge = d        push = 2 (deg_i + 1) (deg_j + 1) / d        d distance
///
/// It begins with random places that are averaged with those of the neighbours many times, which is close to the spectral
/// layout and unfolds the graph at large; each round then costs O(nodes² + edges), which for 2,500 nodes are some
/// milliseconds.
///
/// Source: Jacomy et al., ForceAtlas2, PLoS ONE 2014.
struct TrainLayout {
  private(set) var x: [Float]
  private(set) var y: [Float]
  private let neighbours: [[Int]]
  private let masses: [SIMD8<Float>]

  init(_ neighbours: [[Int]], rounds: Int = 300) {
    self.neighbours = neighbours
    masses = Self.packed(neighbours.map { Float($0.count + 1) })
    var random = SeededGenerator(seed: 5)
    x = neighbours.map { _ in Float(random.symmetric()) }
    y = neighbours.map { _ in Float(random.symmetric()) }
    guard neighbours.count > 1 else { return }
    smooth(rounds: 60)
    // Nodes with the same neighbours have come to the same place, where no force parts them.
    for i in x.indices {
      x[i] += 0.02 * size * Float(random.symmetric())
      y[i] += 0.02 * size * Float(random.symmetric())
    }
    for round in 0..<rounds {
      // Large moves first, then ever smaller ones.
      let left = 1 - Float(round) / Float(rounds)
      move(limit: size * (0.04 * left * left + 0.0002))
    }
  }

  /// About the radius that the forces come to rest at.
  private var size: Float { 4 * Float(neighbours.count).squareRoot() }

  /// Averages with neighbours; what is left of the random numbers is what varies slowly along edges.
  private mutating func smooth(rounds: Int) {
    for _ in 0..<rounds {
      x = averaged(x)
      y = averaged(y)
      Self.normalize(&x)
      let overlap = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / Float(x.count)
      for i in y.indices { y[i] -= overlap * x[i] }
      Self.normalize(&y)
    }
    for i in x.indices {
      x[i] *= 0.5 * size
      y[i] *= 0.5 * size
    }
  }

  private func averaged(_ z: [Float]) -> [Float] {
    neighbours.indices.map { i in
      let sum = neighbours[i].reduce(0) { $0 + z[$1] }
      return 0.5 * (z[i] + sum / Float(max(neighbours[i].count, 1)))
    }
  }

  /// To a mean of 0 and a mean square of 1.
  private static func normalize(_ z: inout [Float]) {
    let mean = z.reduce(0, +) / Float(z.count)
    for i in z.indices { z[i] -= mean }
    let scale = (z.reduce(0) { $0 + $1 * $1 } / Float(z.count)).squareRoot()
    for i in z.indices { z[i] /= max(scale, .leastNormalMagnitude) }
  }

  /// One round: every node goes along its force, at most so far.
  private mutating func move(limit: Float) {
    let (xs, ys) = (Self.packed(x), Self.packed(y))
    var moves: [(Float, Float)] = []
    moves.reserveCapacity(x.count)
    for i in x.indices {
      let mass = Float(neighbours[i].count + 1)
      let (xi, yi) = (SIMD8(repeating: x[i]), SIMD8(repeating: y[i]))
      var (fx, fy) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
      for k in xs.indices {
        let (dx, dy) = (xi - xs[k], yi - ys[k])
        // Itself pushes a node nowhere, as the differences are 0; the small number keeps the division finite.
        let push = masses[k] / (dx * dx + dy * dy + 0.01)
        fx += push * dx
        fy += push * dy
      }
      var (px, py) = (2 * mass * fx.sum(), 2 * mass * fy.sum())
      for j in neighbours[i] {
        px += x[j] - x[i]
        py += y[j] - y[i]
      }
      px -= 0.02 * mass * x[i]
      py -= 0.02 * mass * y[i]
      let length = (px * px + py * py).squareRoot()
      let scale = min(1 / mass, limit / max(length, .leastNormalMagnitude))
      moves.append((scale * px, scale * py))
    }
    for (i, step) in moves.enumerated() {
      x[i] += step.0
      y[i] += step.1
    }
  }

  /// Eight at a time, with zeros at the end, which as masses push nothing.
  private static func packed(_ z: [Float]) -> [SIMD8<Float>] {
    stride(from: 0, to: z.count, by: 8).map { start in
      var pack = SIMD8<Float>.zero
      for k in start..<min(start + 8, z.count) { pack[k - start] = z[k] }
      return pack
    }
  }
}
