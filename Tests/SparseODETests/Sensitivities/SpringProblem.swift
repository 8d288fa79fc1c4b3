import SparseAD
import TestSupport
import Testing

/// Two masses in a plane: a state of two parts, and parameters of two kinds.
struct Oscillator: Parameters {
  var position: [Double]
  var velocity: [Double]
  static let parameters: [Parameter<Oscillator, Double>] = [
    .init("position", \.position), .init("velocity", \.velocity),
  ]
}

struct Springs: Parameters {
  var stiffness: CSRMatrix<Double>
  var friction: Double
  static let parameters: [Parameter<Springs, Double>] = [
    .init("stiffness", \.stiffness), .init("friction", \.friction),
  ]
}

/// Everything that the loss depends on, so that one check differentiates in all of it.
struct SpringProblem: Parameters {
  var position: [Double]
  var velocity: [Double]
  var stiffness: CSRMatrix<Double>
  var friction: Double
  var times: [Double]
  static let parameters: [Parameter<SpringProblem, Double>] = [
    .init("position", \.position), .init("velocity", \.velocity),
    .init("stiffness", \.stiffness), .init("friction", \.friction), .init("times", \.times),
  ]

  var initial: Oscillator { Oscillator(position: position, velocity: velocity) }
  var springs: Springs { Springs(stiffness: stiffness, friction: friction) }
}

let springField = TapeField<Oscillator, Springs> { t, y, theta in
  var rate = y
  rate.position = y.velocity
  // Time enters, so that its derivative is not zero.
  let force = theta.stiffness * sin(y.position)
  rate.velocity = -force - theta.friction * cos(t) * y.velocity
  return rate
}

func springProblem(times: [Double]) throws -> SpringProblem {
  var random = SeededGenerator(seed: 7)
  let pattern = try SparsityPattern.random(rows: 5, columns: 5, density: 0.5, using: &random)
  return SpringProblem(
    position: (0..<5).map { _ in Double.random(in: -1...1, using: &random) },
    velocity: (0..<5).map { _ in Double.random(in: -1...1, using: &random) },
    stiffness: CSRMatrix(
      pattern: pattern, values: (0..<pattern.count).map { _ in .random(in: -1...1, using: &random) }
    ),
    friction: 0.3, times: times)
}

extension SpringProblem {
  /// Random cotangents of the states at the times.
  var cotangents: [Oscillator?] {
    var random = SeededGenerator(seed: 3)
    return times.map { _ in
      Oscillator(
        position: (0..<5).map { _ in .random(in: -1...1, using: &random) },
        velocity: (0..<5).map { _ in .random(in: -1...1, using: &random) })
    }
  }
}
