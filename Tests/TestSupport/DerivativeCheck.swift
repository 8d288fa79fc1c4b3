import SparseAD
import Testing

/// The bounds within which a derivative in a precision is right.
package struct DerivativeTolerance {
  package let dotTest: Double
  package let differences: Double
  /// Of a gradient, whose own rounding the differences magnify.
  package let secondDifferences: Double

  package init<Scalar: SparseScalar>(for _: Scalar.Type) {
    let isDouble = Scalar.ulpOfOne < 1e-10
    dotTest = isDouble ? 1e-13 : 3e-5
    differences = isDouble ? 1e-7 : 2e-3
    secondDifferences = isDouble ? 1e-7 : 2e-2
  }
}

/// Checks everything that must hold of an operation's derivatives, for each of its arguments:
/// the reverse derivative is the transpose of the forward one, it is the derivative of the operation itself, and the
/// gradient of a sparse argument is on the argument's own pattern object.
///
/// The loss is `⟨w, f(x)⟩` with a random `w` of mixed sign, summed in double precision.
package func checkDerivatives<each Argument: Coordinates, Result: Coordinates>(
  at point: repeat each Argument, names: [String], seed: UInt64 = 1,
  sourceLocation: SourceLocation = #_sourceLocation,
  of f: (repeat each Argument) -> Result,
  jvp: (repeat each Argument) -> Result,
  vjp: (Result) -> (repeat each Argument)
) {
  let tolerance = DerivativeTolerance(for: Result.Scalar.self)
  let adjoint = adjointCheck(at: repeat each point, names: names, seed: seed, jvp: jvp, vjp: vjp)
  #expect(
    adjoint.passed(tolerance: tolerance.dotTest), "dot test: \(adjoint)",
    sourceLocation: sourceLocation)

  let result = f(repeat each point)
  let w = randomCoordinates(like: result, seed: seed &+ 1)
  let gradient = vjp(w)
  let differences = gradientCheck(
    at: repeat each point, gradient: repeat each gradient, names: names,
    probes: .entries(30, seed: seed)
  ) { (argument: repeat each Argument) in inner(w, f(repeat each argument)) }
  let holds = differences.holds(tolerance.differences, at: repeat each point)
  #expect(
    holds,
    "central differences: \(differences)",
    sourceLocation: sourceLocation)
  #expect(differences.kinks.isEmpty, "\(differences)", sourceLocation: sourceLocation)

  for (argument, bar) in repeat (each point, each gradient) {
    #expect(
      hasPattern(bar, of: argument), "a gradient left its pattern object",
      sourceLocation: sourceLocation)
  }
}

/// The inner product of two points, summed in double precision.
package func inner<Point: Coordinates>(_ a: Point, _ b: Point) -> Double {
  zip(a.coordinates, b.coordinates).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// Normal deviates of the shape and pattern of `point`.
package func randomCoordinates<Point: Coordinates>(like point: Point, seed: UInt64) -> Point {
  var generator = SeededGenerator(seed: seed)
  return point.with(coordinates: point.coordinates.map { _ in Point.Scalar(generator.normal()) })
}

/// Whether both are sparse matrices on one pattern object, or not sparse at all.
private func hasPattern<Point: Coordinates>(_ bar: Point, of argument: Point) -> Bool {
  guard let argument = argument as? CSRMatrix<Point.Scalar> else { return true }
  return (bar as? CSRMatrix<Point.Scalar>)?.pattern === argument.pattern
}

/// Expects that each element of `found` is within `relative` of `expected`, measured by its largest element.
package func expectClose<Scalar: SparseScalar>(
  _ found: [Scalar], _ expected: [Scalar], relative: Double? = nil, absolute: Double = 0,
  _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count else {
    Issue.record("\(what): \(found.count) for \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  let largest = expected.reduce(0) { max($0, abs(Double($1))) }
  let bound = (relative ?? 100 * Double(Scalar.ulpOfOne)) * largest + absolute
  let worst = found.indices.max {
    abs(Double(found[$0] - expected[$0])) < abs(Double(found[$1] - expected[$1]))
  }
  guard let worst else { return }
  let error = abs(Double(found[worst] - expected[worst]))
  // Not `error > bound`: NaN must not pass.
  #expect(
    error <= bound, "\(what), element \(worst): \(found[worst]), not \(expected[worst])",
    sourceLocation: sourceLocation)
}

extension DerivativeReport {
  /// Whether a check passed, or had nothing to compare because the point has no coordinates.
  func holds<each Argument: Coordinates>(
    _ tolerance: Double, at point: repeat each Argument
  ) -> Bool {
    var count = 0
    for argument in repeat each point { count += argument.coordinates.count }
    return count == 0 ? comparisons == 0 : passed(tolerance: tolerance)
  }
}
