import SparseMatrices

/// Which derivatives ``gradientCheck(at:gradient:names:ties:probes:step:of:)`` compares.
public enum Probes: Sendable {
  /// Each coordinate of each argument, or group of tied ones: two evaluations each.
  case all
  /// Some of these of each argument, drawn at random without repetition; all of them where there are fewer.
  case entries(Int, seed: UInt64 = 1)
  /// The slopes along random unit vectors, so many for each argument: cheap, and touches every coordinate.
  case directions(Int, seed: UInt64 = 1)
}

/// Compares a gradient with central differences of its function.
///
///     numeric   (f(x + h e) − f(x − h e)) / 2h        error   |numeric − analytic| / max(1, |numeric|, |analytic|)
///
/// The coordinates of a sparse argument are its stored entries. The step is `h = ∛ε · max(1, |x|)` with the `ε` of the
/// argument's scalar: 6e-6 in double precision, where the differences of a smooth function are right to about 1e-10. The
/// function may compute its value in a wider scalar than its arguments', and should where they are `Float`.
///
/// Where the slope to the left and the slope to the right differ by more than `√h`, relatively, the function has a kink:
/// the report lists it, and the gradient is held against the nearest number between the two slopes.
///
///     let report = gradientCheck(at: a, x, gradient: aBar, xBar, names: ["A", "x"]) { a, x in f(a * x) }
///     report.passed(tolerance: 1e-7)
///
/// - Parameters:
///   - point: where to differentiate, one or several arguments.
///   - gradient: the derivatives under test, of the same shapes and patterns.
///   - names: what to call the arguments in the report.
///   - ties: which coordinates of each argument move together; those of arguments left out move on their own.
///   - probes: which derivatives to compare.
///   - step: `h` for `|x| ≤ 1`, instead of `∛ε`.
///   - f: the function.
/// - Throws: what `f` throws.
/// - Complexity: two evaluations of `f` a comparison, and one.
public func gradientCheck<each Argument: Coordinates, Value: BinaryFloatingPoint, Failure: Error>(
  at point: repeat each Argument, gradient: repeat each Argument, names: [String] = [],
  ties: [Ties] = [], probes: Probes = .all, step: Double? = nil,
  of f: (repeat each Argument) throws(Failure) -> Value
) throws(Failure) -> DerivativeReport {
  try compare(
    FlatArguments(repeat each point, names: names),
    FlatArguments(repeat each gradient, names: names), ties, probes, step
  ) { (coordinates: [Double]) throws(Failure) in
    var rest = coordinates[...]
    let moved = (repeat takeCoordinates(of: each point, from: &rest))
    return Double(try f(repeat each moved))
  }
}

/// Compares the gradient that the tape finds of a function with central differences of the function.
///
///     let report = gradientCheck(at: model, x, names: ["model", "x"]) { m, x in (m.a * x).squaredNorm() }
///
/// See ``gradientCheck(at:gradient:names:ties:probes:step:of:)``.
public func gradientCheck<each Argument: Traceable, S: DifferentiableScalar, Failure: Error>(
  at point: repeat each Argument, names: [String] = [], ties: [Ties] = [],
  probes: Probes = .all, step: Double? = nil,
  of f: (repeat (each Argument).Trace) throws(Failure) -> Variable<S>
) throws(Failure) -> DerivativeReport {
  let gradient = try valueWithGradient(at: repeat each point, of: f).gradient
  return try compare(
    FlatArguments(repeat each point, names: names),
    FlatArguments(repeat each gradient, names: names), ties, probes, step
  ) { (coordinates: [Double]) throws(Failure) in
    var rest = coordinates[...]
    let moved = (repeat takeCoordinates(of: each point, from: &rest))
    return Double(try value(at: repeat each moved, of: f))
  }
}

private func compare<Failure: Error>(
  _ arguments: FlatArguments, _ gradient: FlatArguments, _ ties: [Ties], _ probes: Probes,
  _ step: Double?,
  _ value: ([Double]) throws(Failure) -> Double
) throws(Failure) -> DerivativeReport {
  require(
    gradient.inputs.map(\.range) == arguments.inputs.map(\.range),
    "a gradient of \(gradient.coordinates.count) coordinates, a point of \(arguments.coordinates.count)"
  )
  require(
    ties.count <= arguments.inputs.count,
    "ties of \(ties.count) arguments, there are \(arguments.inputs.count)")
  let x = arguments.coordinates
  let middle = try value(x)
  var report = DerivativeReport.Builder(inputs: arguments.inputs.count)
  report.evaluations = 1
  for (number, input) in arguments.inputs.enumerated() {
    let groups = (number < ties.count ? ties[number] : []).groups(of: input.range.count)
    for probe in input.probes(probes, groups, seedOffset: UInt64(number)) {
      let stencil = Stencil(probe, of: input, at: x, step: step)
      let slopes = Stencil.Slopes(
        stencil, left: try value(stencil.left), middle: middle, right: try value(stencil.right))
      report.evaluations += 2
      report.add(
        slopes.comparison(input: input.name, probe, gradient: gradient.coordinates), input: number,
        isKink: slopes.isKink)
    }
  }
  return report.report
}

/// A direction to differentiate in: the coordinates that move, and where that is.
private struct Probe {
  let place: String
  let weights: [(coordinate: Int, weight: Double)]
}

extension FlatArguments.Input {
  fileprivate func probes(
    _ probes: Probes, _ groups: [[Int]], seedOffset: UInt64
  ) -> [Probe] {
    func unit(_ group: [Int]) -> Probe {
      Probe(
        place: group.map(place).joined(separator: " with "),
        weights: group.map { (range.lowerBound + $0, 1) })
    }
    guard !range.isEmpty else { return [] }
    switch probes {
    case .all:
      return groups.map(unit)
    case .entries(let count, let seed):
      var generator = SeededGenerator(seed: seed &+ seedOffset)
      return groups.indices.shuffled(using: &generator).prefix(count).sorted().map {
        unit(groups[$0])
      }
    case .directions(let count, let seed):
      var generator = SeededGenerator(seed: seed &+ seedOffset)
      return (0..<count).map { direction in
        let normal = groups.flatMap { group in
          let weight = generator.normal()
          return group.map { (coordinate: range.lowerBound + $0, weight: weight) }
        }
        let length = Double.sqrt(normal.reduce(0) { $0 + $1.weight * $1.weight })
        return Probe(
          place: "direction \(direction)", weights: normal.map { ($0, $1 / length) })
      }
    }
  }
}

/// The two points of a central difference, and how far each is from the middle after rounding.
private struct Stencil {
  private(set) var left: [Double]
  private(set) var right: [Double]
  let behind: Double
  let ahead: Double

  init(_ probe: Probe, of input: FlatArguments.Input, at x: [Double], step: Double?) {
    left = x
    right = x
    let size = probe.weights.reduce(1) { max($0, abs(x[$1.coordinate])) }
    let h = (step ?? .root(input.epsilon, 3)) * size
    for (k, weight) in probe.weights {
      left[k] = input.rounded(x[k] - h * weight)
      right[k] = input.rounded(x[k] + h * weight)
    }
    var (behind, ahead, length) = (0.0, 0.0, 0.0)
    for (k, weight) in probe.weights {
      behind += (x[k] - left[k]) * weight
      ahead += (right[k] - x[k]) * weight
      length += weight * weight
    }
    self.behind = behind / length
    self.ahead = ahead / length
  }

  /// The difference quotients to the left, to the right and across.
  struct Slopes {
    let left: Double
    let right: Double
    let central: Double
    let isKink: Bool

    init(_ stencil: Stencil, left valueLeft: Double, middle: Double, right valueRight: Double) {
      left = (middle - valueLeft) / stencil.behind
      right = (valueRight - middle) / stencil.ahead
      central = (valueRight - valueLeft) / (stencil.behind + stencil.ahead)
      isKink =
        abs(right - left) > Double.sqrt(stencil.ahead) * max(1, abs(left), abs(right))
        && left.isFinite && right.isFinite
    }

    func comparison(
      input: String, _ probe: Probe, gradient: [Double]
    ) -> DerivativeReport.Comparison {
      let analytic = probe.weights.reduce(0) { $0 + gradient[$1.coordinate] * $1.weight }
      let numeric =
        isKink && analytic.isFinite
        ? min(max(analytic, min(left, right)), max(left, right)) : central
      let error = abs(numeric - analytic) / max(1, abs(numeric), abs(analytic))
      let isFinite = (left + right + central + analytic).isFinite
      return .init(
        input: input, place: probe.place, analytic: analytic, numeric: numeric,
        error: isFinite ? error : .infinity)
    }
  }
}
