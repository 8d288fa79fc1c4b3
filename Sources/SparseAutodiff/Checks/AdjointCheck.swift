import SparseMatrices

/// The dot test: whether a reverse derivative is the transpose of a forward derivative.
///
///     ⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩        error   |left − right| / max(Σ |ȳ_i (J ẋ)_i|, Σ |(Jᵀ ȳ)_k ẋ_k|)
///
/// for random tangents of each argument on its own, the others being zero, and of all together, and one random cotangent.
/// Tangents and cotangent are of mixed sign: with all ones, sums over a whole gradient would pass for the gradient.
/// Holds to rounding, with no step to choose. It does not say that either is the derivative of the function: for that,
/// see ``gradientCheck(at:gradient:names:ties:probes:step:of:)``.
///
///     let report = adjointCheck(at: a, x, jvp: { Gemv.jvp(a, x, aDot: $0, bDot: $1) }) { w in
///       let (_, aBar, xBar) = Gemv.vjp(a, x, cotangent: w)
///       return (aBar, xBar)
///     }
///
/// - Parameters:
///   - point: the arguments, for the shapes and patterns of their tangents.
///   - names: what to call the arguments in the report.
///   - seed: of the random numbers.
///   - jvp: `ẋ ↦ J ẋ` at `point`.
///   - vjp: `ȳ ↦ Jᵀ ȳ` at `point`, of the arguments' shapes.
/// - Throws: what `jvp` and `vjp` throw.
/// - Complexity: one `jvp` an argument, one more, and one `vjp`.
public func adjointCheck<
  each Argument: Coordinates, Result: Coordinates, Failure: Error
>(
  at point: repeat each Argument, names: [String] = [], seed: UInt64 = 1,
  jvp: (repeat each Argument) throws(Failure) -> Result,
  vjp: (Result) throws(Failure) -> (repeat each Argument)
) throws(Failure) -> DerivativeReport {
  var generator = SeededGenerator(seed: seed)
  let arguments = FlatArguments(repeat each point, names: names)
  let tangent = arguments.inputs.flatMap { input in
    input.range.map { _ in input.rounded(generator.normal()) }
  }

  func forward(_ range: Range<Int>) throws(Failure) -> Result {
    var rest = tangent.indices.map { range.contains($0) ? tangent[$0] : 0 }[...]
    let moved = (repeat takeCoordinates(of: each point, from: &rest))
    return try jvp(repeat each moved)
  }

  let image = try forward(tangent.indices)
  let cotangent = image.coordinates.map { _ in Result.Scalar(generator.normal()) }
  let pulledBack = try vjp(image.with(coordinates: cotangent))
  let gradient = FlatArguments(repeat each pulledBack, names: names)
  require(
    gradient.inputs.map(\.range) == arguments.inputs.map(\.range),
    "cotangents of \(gradient.coordinates.count) coordinates for arguments of \(tangent.count)")

  var builder = DerivativeReport.Builder(inputs: arguments.inputs.count + 1)
  func compare(_ name: String, _ range: Range<Int>, _ image: Result, input: Int) {
    let (left, leftScale) = innerProduct(cotangent, image.coordinates)
    let (right, rightScale) = innerProduct(gradient.coordinates[range], tangent[range])
    let scale = max(leftScale, rightScale)
    let error = scale == 0 ? 0 : abs(left - right) / scale
    builder.evaluations += 1
    builder.add(
      .init(
        input: name, place: "dot test", analytic: right, numeric: left,
        error: error.isFinite ? error : .infinity), input: input)
  }
  for (number, input) in arguments.inputs.enumerated() {
    compare(input.name, input.range, try forward(input.range), input: number)
  }
  compare("all arguments", tangent.indices, image, input: arguments.inputs.count)
  return builder.report
}

/// `Σ a_k b_k` and `Σ |a_k b_k|`, in double precision.
private func innerProduct<Scalar: SparseScalar>(
  _ a: some Sequence<Scalar>, _ b: some Sequence<Scalar>
) -> (sum: Double, size: Double) {
  zip(a, b).reduce(into: (0, 0)) { sums, pair in
    let term = Double(pair.0) * Double(pair.1)
    sums.0 += term
    sums.1 += abs(term)
  }
}
