import Foundation
import SparseAD
import TestSupport
import Testing

/// Problems with solutions computed to 80 bits: `Resources/golden/ode_problems.json`, whose `meta` tells where they are from.
private struct Problems: Decodable {
  struct Problem: Decodable {
    let t0: Double
    let y0: [Double]
    let times: [Double]
    let solution: [[Double]]
    /// Of the last state in the first.
    let jacobian: [[Double]]?

    enum CodingKeys: String, CodingKey {
      case t0, y0, times, solution
      case jacobian = "dyT_dy0"
    }
  }
  let problems: [String: Problem]

  static func load() throws -> [String: Problem] {
    let file = Resources.url("golden/ode_problems.json")
    return try JSONDecoder().decode(Problems.self, from: Data(contentsOf: file)).problems
  }
}

private typealias Function = @Sendable (Double, [Double]) -> [Double]
private typealias Jacobian = @Sendable (Double, [Double]) -> [[Double]]

private let orbit: Function = { _, y in
  let square = y[0] * y[0] + y[1] * y[1]
  let cube = square * square.squareRoot()
  return [y[2], y[3], -y[0] / cube, -y[1] / cube]
}

private let orbitJacobian: Jacobian = { _, y in
  let square = y[0] * y[0] + y[1] * y[1]
  let cube = square * square.squareRoot()
  let (a, b) = (3 * y[0] / (cube * square), 3 * y[1] / (cube * square))
  return [
    [0, 0, 1, 0], [0, 0, 0, 1],
    [a * y[0] - 1 / cube, a * y[1], 0, 0], [b * y[0], b * y[1] - 1 / cube, 0, 0],
  ]
}

/// The outer planets.
private let planets: Function = { _, y in
  let (k2, m0) = (2.95912208286, 1.00000597682)
  let m = [
    0.000954786104043, 0.000285583733151, 4.37273164546e-05, 5.17759138449e-05, 2.77777777778e-06,
  ]
  func cube(_ x: [Double]) -> Double {
    let square = x.reduce(0) { $0 + $1 * $1 }
    return square * square.squareRoot()
  }
  let p = (0..<5).map { Array(y[3 * $0..<3 * $0 + 3]) }
  let r = p.map(cube)
  var rate = Array(y[15...])
  for j in 0..<5 {
    let central = -(m0 + m[j]) / r[j]
    var sum = p[j].map { central * $0 }
    for k in 0..<5 where k != j {
      let d = (0..<3).map { p[k][$0] - p[j][$0] }
      let c = cube(d)
      for i in 0..<3 {
        let pull: Double = d[i] / c - p[k][i] / r[k]
        sum[i] += m[k] * pull
      }
    }
    rate += sum.map { k2 * $0 }
  }
  return rate
}

/// A problem's right-hand side, and its Jacobian where that is wanted.
private struct Formula: Sendable {
  let f: Function
  let jacobian: Jacobian?

  init(_ f: @escaping Function, _ jacobian: Jacobian? = nil) {
    self.f = f
    self.jacobian = jacobian
  }
}

private let a1 = Formula({ _, y in [-y[0]] }, { _, _ in [[-1]] })
private let a3 = Formula({ t, y in [y[0] * Double.cos(t)] }, { t, _ in [[Double.cos(t)]] })
private let a5 = Formula(
  { t, y in [(y[0] - t) / (y[0] + t)] },
  { t, y in
    let sum = y[0] + t
    return [[2 * t / (sum * sum)]]
  })
private let b1 = Formula(
  { _, y in [2 * (y[0] - y[0] * y[1]), y[0] * y[1] - y[1]] },
  { _, y in [[2 - 2 * y[1], -2 * y[0]], [y[1], y[0] - 1]] })
private let b3 = Formula(
  { _, y in
    let square = y[1] * y[1]
    return [-y[0], y[0] - square, square]
  },
  { _, y in [[-1, 0, 0], [1, -2 * y[1], 0], [0, 2 * y[1], 0]] })
private let b5 = Formula(
  { _, y in [y[1] * y[2], -y[0] * y[2], -0.51 * y[0] * y[1]] },
  { _, y in [[0, y[2], y[1]], [-y[2], 0, -y[0]], [-0.51 * y[1], -0.51 * y[0], 0]] })
private let c1 = Formula { _, y in
  zip([0] + y.dropLast(), y.dropLast() + [0]).map { $0 - $1 }
}
private let c3 = Formula { _, y in
  let neighbours = zip([0] + y.dropLast(), y.dropFirst() + [0]).map { $0 + $1 }
  return zip(neighbours, y).map { $0 - 2 * $1 }
}
private let e1 = Formula(
  { t, y in
    let q = 1 - 0.25 / ((t + 1) * (t + 1))
    return [y[1], -(y[1] / (t + 1) + q * y[0])]
  },
  { t, _ in
    let q = 1 - 0.25 / ((t + 1) * (t + 1))
    return [[0, 1], [-q, -1 / (t + 1)]]
  })
private let e3 = Formula(
  { t, y in
    let force = 2 * Double.sin(2.78535 * t)
    return [y[1], y[0] * y[0] * y[0] / 6 - y[0] + force]
  },
  { _, y in [[0, 1], [y[0] * y[0] / 2 - 1, 0]] })
private let e5 = Formula(
  { t, y in [y[1], (1 + y[1] * y[1]).squareRoot() / (25 - t)] },
  { t, y in
    let root = (1 + y[1] * y[1]).squareRoot()
    return [[0, 1], [0, y[1] / (root * (25 - t))]]
  })
private let constant = Formula { t, y in
  let d = y[0] - (0.2 * t + 3)
  let square = d * d
  return [0.2 + square * square * d]
}
private let exponential = Formula { t, _ in [-0.1 * Double.exp(-0.1 * t)] }
private let twoBodies = Formula(orbit, orbitJacobian)

private let formulas: [String: Formula] = [
  "A1": a1, "A3": a3, "A5": a5, "B1": b1, "B3": b3, "B5": b5, "C1": c1, "C3": c3,
  "C5": Formula(planets), "D1": twoBodies, "D3": twoBodies, "D5": twoBodies, "E1": e1, "E3": e3,
  "E5": e5, "TDE_constant": constant, "TDE_exp": exponential,
]

/// The largest error, relative to the largest coordinate.
private func error(_ found: [Double], _ expected: [Double]) -> Double {
  largestDifference(found, expected) / expected.reduce(0) { max($0, abs($1)) }
}

@Suite struct ODEProblemsTests {
  @Test(
    arguments: formulas.keys.sorted().map { ($0, ButcherTableau.dormandPrince8) }
      + ["A5", "B5", "C5", "E5"].flatMap { [($0, .tsitouras5), ($0, .dormandPrince5)] })
  func statesAreReached(_ name: String, _ method: ButcherTableau) throws {
    let problem = try #require(try Problems.load()[name])
    let f = try #require(formulas[name]).f
    let tolerance = method.order == 8 ? 1e-12 : 1e-10
    let solver = ODESolver(method, .adaptive(relative: tolerance, absolute: tolerance * 1e-5))
    let solution = try solver.solve(
      FunctionField(f), from: problem.y0, at: [problem.t0] + problem.times)
    let worst =
      zip(solution.states.dropFirst(), problem.solution).map { error($0, $1) }
      .max() ?? .nan
    // A close approach multiplies an error by thousands.
    let bound = (name == "D5" ? 100 : 1) * (method.order == 8 ? 1e-10 : 1e-8)
    #expect(worst < bound)
  }

  @Test(arguments: formulas.keys.sorted()) func jacobiansAreReached(_ name: String) throws {
    let problem = try #require(try Problems.load()[name])
    let formula = try #require(formulas[name])
    guard let expected = problem.jacobian else { return #expect(formula.jacobian == nil) }
    var field = FunctionField(formula.f)
    field.jacobian = try #require(formula.jacobian)
    let solver = ODESolver(.dormandPrince8, .adaptive(relative: 1e-11, absolute: 1e-16))
    let times = [problem.t0, problem.times[problem.times.count - 1]]
    let (_, pullback) = try solver.solveWithPullback(
      field, from: problem.y0, NoParameters(), at: times)
    // One combination of the rows of the Jacobian.
    let u = problem.y0.indices.map { Double.sin(Double($0) + 1) }
    let product = try pullback(final: u).initial
    let combination = problem.y0.indices.map { j in
      zip(u, expected).reduce(0) { $0 + $1.0 * $1.1[j] }
    }
    let worst = error(product, combination)
    #expect(worst < (name == "D5" ? 1e-6 : 1e-8))
    // Differences of solutions, along one direction, not as exact.
    let v = problem.y0.indices.map { Double.cos(Double($0)) }
    func end(_ h: Double) throws -> [Double] {
      try solver.solve(field, from: zip(problem.y0, v).map { $0 + h * $1 }, at: times).final
    }
    let h = 1e-5
    let (up, down) = (try end(h), try end(-h))
    let differences = zip(up, down).map { ($0 - $1) / (2 * h) }
    let (along, back) = (differences.inner(u), product.inner(v))
    #expect(abs(along - back) < (name == "D5" ? 1e-3 : 1e-5) * max(1, abs(back)))
  }
}
