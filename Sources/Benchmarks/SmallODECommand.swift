import ArgumentParser
import CommandSupport
import SparseAD

/// `Benchmarks small-odes`: what the solver itself costs, where a field is a few multiplications.
struct SmallODECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "small-odes",
    abstract: "Measures the solver's own cost on Lotka-Volterra's equations of two unknowns.",
    discussion: """
      A solution over 20 units of time, and the gradient of its end in the start and in the four \
      rates by the reverse of its steps. The field is written by hand, or a function over the tape \
      of vectors alone, or with a struct of parameters. scripts/peers/scipy_small_ode.py measures \
      SciPy on the same problem.
      """)

  @Option(help: "Write the measurements to this file as JSON.")
  var json: String?

  /// Nanoseconds for each evaluation of the field in the solution forward.
  struct Row: Encodable {
    let field: String
    let steps: String
    let evaluations: Int
    let forwardMinNs: Double
    let forwardMedNs: Double
    let gradientMinNs: Double
    let gradientMedNs: Double
  }

  func run() throws {
    if let json { try Output.check(json) }
    let rows = try Self.rows()
    print("nanoseconds an evaluation of the field, min / median; the gradient with its solution:")
    for row in rows {
      let name = "\(row.field), \(row.steps)".padding(toLength: 34, withPad: " ", startingAt: 0)
      print(
        "  \(name) solution \(fixed(row.forwardMinNs, 0)) / \(fixed(row.forwardMedNs, 0)),"
          + " gradient \(fixed(row.gradientMinNs, 0)) / \(fixed(row.gradientMedNs, 0)),"
          + " \(row.evaluations) evaluations")
    }
    if let json { try Output.writeJSON(rows, to: json) }
  }

  private static func rows() throws -> [Row] {
    let interaction = try CSRMatrix<Double>(
      rows: 2, columns: 2, rowStarts: [0, 1, 2], columnIndices: [1, 0], values: [-0.4, 0.1])
    let rates = PopulationRates(growth: [1.1, -0.4], interaction: interaction)
    let vectors = TapeField<[Double], [Double]> { _, y, growth in
      y .* (growth + Variable(interaction) * y)
    }
    let structs = TapeField<[Double], PopulationRates> { _, y, p in
      y .* (p.growth + p.interaction * y)
    }
    var rows: [Row] = []
    for (name, solver) in [
      ("adaptive", ODESolver(.tsitouras5, .adaptive(relative: 1e-8, absolute: 1e-10))),
      ("1000 steps", ODESolver(.rungeKutta4, .fixed(1000))),
    ] {
      rows += [
        try row("by hand", name, solver, LotkaVolterra(), [1.1, 0.4, 0.1, 0.4]),
        try row("tape, vectors", name, solver, vectors, rates.growth),
        try row("tape, struct", name, solver, structs, rates),
      ]
    }
    return rows
  }

  private static func row<Field: DifferentiableField>(
    _ field: String, _ steps: String, _ solver: ODESolver, _ f: Field, _ theta: Field.Theta
  ) throws -> Row where Field.State == [Double] {
    let (y0, times) = ([10.0, 5], [0.0, 20])
    let solution = try solver.solve(f, from: y0, theta, at: times)
    let budget = Budget(seconds: 1, samples: 20, cap: 5)
    let forward = try measure(budget) { _ = try solver.solve(f, from: y0, theta, at: times) }.ours
    let gradient = try measure(budget) {
      let (end, pullback) = try solver.solveWithPullback(f, from: y0, theta, at: times)
      _ = try pullback(final: end.final)
    }.ours
    let scale = 1e9 / Double(solution.statistics.evaluations)
    return Row(
      field: field, steps: steps, evaluations: solution.statistics.evaluations,
      forwardMinNs: forward.minimum * scale, forwardMedNs: forward.median * scale,
      gradientMinNs: gradient.minimum * scale, gradientMedNs: gradient.median * scale)
  }
}

/// Predators and prey: `y₀' = y₀ (a - b y₁)`, `y₁' = y₁ (c y₀ - d)`.
private struct LotkaVolterra: DifferentiableField {
  typealias State = [Double]
  typealias Theta = [Double]

  func evaluate(_ t: Double, _ y: [Double], _ p: [Double], into rate: inout [Double]) {
    rate[0] = y[0] * (p[0] - p[1] * y[1])
    rate[1] = y[1] * (p[2] * y[0] - p[3])
  }

  func vjp(
    _ t: Double, _ y: [Double], _ p: [Double], rate: [Double], cotangent a: inout [Double],
    into yBar: inout [Double], adding pBar: inout [Double]
  ) -> Double {
    yBar[0] = a[0] * (p[0] - p[1] * y[1]) + a[1] * y[1] * p[2]
    yBar[1] = a[1] * (p[2] * y[0] - p[3]) - a[0] * y[0] * p[1]
    pBar[0] += a[0] * y[0]
    pBar[1] -= a[0] * y[0] * y[1]
    pBar[2] += a[1] * y[0] * y[1]
    pBar[3] -= a[1] * y[1]
    return 0
  }

  func jvp(
    _ t: Double, _ y: [Double], _ p: [Double], rate: [Double], tDot: Double, yDot v: [Double],
    thetaDot q: [Double], into rateDot: inout [Double]
  ) {
    rateDot[0] = v[0] * (p[0] - p[1] * y[1]) + y[0] * (q[0] - q[1] * y[1] - p[1] * v[1])
    rateDot[1] = v[1] * (p[2] * y[0] - p[3]) + y[1] * (q[2] * y[0] + p[2] * v[0] - q[3])
  }
}

/// The rates of the same equations as `y' = y ⊙ (g + B y)`.
private struct PopulationRates: Parameters {
  var growth: [Double]
  var interaction: CSRMatrix<Double>
  static let parameters: [Parameter<PopulationRates, Double>] = [
    .init("growth", \.growth), .init("interaction", \.interaction),
  ]
}
