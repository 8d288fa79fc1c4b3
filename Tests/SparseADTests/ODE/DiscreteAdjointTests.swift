import Testing

@testable import SparseAD

/// Two masses in a plane: a state of two parts, and parameters of two kinds.
private struct Oscillator: Parameters {
  var position: [Double]
  var velocity: [Double]
  static let parameters: [Parameter<Oscillator, Double>] = [
    .init("position", \.position), .init("velocity", \.velocity),
  ]
}

private struct Springs: Parameters {
  var stiffness: CSRMatrix<Double>
  var friction: Double
  static let parameters: [Parameter<Springs, Double>] = [
    .init("stiffness", \.stiffness), .init("friction", \.friction),
  ]
}

/// Everything that the loss depends on, so that one check differentiates in all of it.
private struct Problem: Parameters {
  var position: [Double]
  var velocity: [Double]
  var stiffness: CSRMatrix<Double>
  var friction: Double
  var times: [Double]
  static let parameters: [Parameter<Problem, Double>] = [
    .init("position", \.position), .init("velocity", \.velocity),
    .init("stiffness", \.stiffness), .init("friction", \.friction), .init("times", \.times),
  ]

  var initial: Oscillator { Oscillator(position: position, velocity: velocity) }
  var springs: Springs { Springs(stiffness: stiffness, friction: friction) }
}

private let field = TapeField<Oscillator, Springs> { t, y, theta in
  var rate = y
  rate.position = y.velocity
  // Time enters, so that its derivative is not zero.
  let force = theta.stiffness * sin(y.position)
  rate.velocity = -force - theta.friction * cos(t) * y.velocity
  return rate
}

private func problem(times: [Double]) throws -> Problem {
  var random = SeededGenerator(seed: 7)
  let pattern = try SparsityPattern.random(rows: 5, columns: 5, density: 0.5, using: &random)
  return Problem(
    position: (0..<5).map { _ in Double.random(in: -1...1, using: &random) },
    velocity: (0..<5).map { _ in Double.random(in: -1...1, using: &random) },
    stiffness: CSRMatrix(
      pattern: pattern, values: (0..<pattern.count).map { _ in .random(in: -1...1, using: &random) }
    ),
    friction: 0.3, times: times)
}

private let solvers: [ODESolver] = [
  ODESolver(.euler, .fixed(5)), ODESolver(.rungeKutta4, .fixed(4)),
  ODESolver(.bogackiShampine3, .fixed(3)), ODESolver(.dormandPrince5, .fixed(3)),
  ODESolver(.dormandPrince8, .fixed(2)),
]

@Suite struct DiscreteAdjointTests {
  @Test(arguments: solvers.indices, [[0, 0.7], [0.2, 0.55, 0.55, 1.1], [1, 0.4, -0.3]])
  func gradientAgreesWithDifferences(_ index: Int, times: [Double]) throws {
    let solver = solvers[index]
    let start = try problem(times: times)
    var random = SeededGenerator(seed: 3)
    let cotangents = times.map { _ in
      Oscillator(
        position: (0..<5).map { _ in .random(in: -1...1, using: &random) },
        velocity: (0..<5).map { _ in .random(in: -1...1, using: &random) })
    }
    func loss(_ p: Problem) throws -> Double {
      let states = try solver.solve(field, from: p.initial, p.springs, at: p.times).states
      return zip(states, cotangents).reduce(0) { $0 + $1.0.inner($1.1) }
    }
    let (_, pullback) = try solver.solveWithPullback(
      field, from: start.initial, start.springs, at: times)
    let slope = try pullback(cotangents)
    #expect(slope.theta.stiffness.pattern === start.stiffness.pattern)
    let all =
      slope.initial.coordinates + slope.theta.coordinates + slope.times
    for (k, value) in all.enumerated() {
      // Times that coincide cannot move past one another.
      if times.count == 4, k == all.count - 3 || k == all.count - 2 { continue }
      let h = 1e-5
      var (up, down) = (start, start)
      up.coordinates[k] += h
      down.coordinates[k] -= h
      let (above, below) = (try loss(up), try loss(down))
      let difference = (above - below) / (2 * h)
      #expect(
        abs(difference - value) <= 1e-7 * max(1, abs(value)), "\(start.place(ofCoordinate: k))")
    }
    for slots in [0, 1, 2, 5] {
      let (_, again) = try solver.solveWithPullback(
        field, from: start.initial, start.springs, at: times,
        sensitivity: .checkpointed(slots: slots))
      let other = try again(cotangents)
      #expect(other.initial.coordinates == slope.initial.coordinates)
      #expect(other.theta.coordinates == slope.theta.coordinates)
      #expect(other.times == slope.times)
    }
  }
}
