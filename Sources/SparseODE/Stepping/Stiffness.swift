import SparseMatrices

extension Integrator {
  /// The error that the steps allowed did not suffice, and whether stability holds the step down rather than accuracy.
  ///
  /// The fastest rate `|λ|` of the linearised equation is estimated by a power iteration on differences of the field,
  /// which costs some evaluations at the end of a solution that has failed. A step is held down by stability where
  /// `h |λ|` is about as large as the method can bear.
  func tooManySteps(_ t: Double) -> ODEError {
    let (step, limit) = (abs(proposal ?? 0), solver.maximumSteps)
    let rate = fastestRate(t)
    return step * rate >= solver.method.stabilityBound / 2
      ? .stiff(t: t, limit: limit, step: step, rate: rate) : .tooManySteps(t: t, limit: limit)
  }

  private func fastestRate(_ t: Double) -> Double {
    var field = step.field
    var (slope, moved, direction) = (y.zero, y.zero, y.zero)
    func norm(_ x: Field.State) -> Double { x.inner(x).squareRoot() }
    field.evaluate(t, y, theta, into: &slope)
    direction = slope
    let reach = Double(Field.Scalar.ulpOfOne).squareRoot() * max(norm(y), 1e-3)
    var rates: [Double] = []
    for _ in 0..<30 {
      let length = norm(direction)
      guard length > 0, length.isFinite else { break }
      var point = y
      point.combine(1, [(Field.Scalar(reach / length), direction)])
      field.evaluate(t, point, theta, into: &moved)
      direction = Field.State.combination([(1, moved), (-1, slope)])
      rates.append(norm(direction) / reach)
    }
    // Of a pair of complex λ the estimates go up and down; their product over a period is a power of the size.
    let last = rates.suffix(10)
    let mean = Double.exp(last.reduce(0) { $0 + Double.log($1) } / Double(max(last.count, 1)))
    return last.isEmpty || !mean.isFinite ? 0 : mean
  }
}

extension ButcherTableau {
  /// By what a step multiplies `y` where `y' = λ y`, as a function of `z = h λ`.
  func amplification(_ z: Double) -> Double {
    var slopes: [Double] = []
    for row in stages { slopes.append(z * (1 + zip(row, slopes).reduce(0) { $0 + $1.0 * $1.1 })) }
    return 1 + zip(weights, slopes).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The largest `h |λ|` for negative `λ` at which a decaying solution decays in steps too, to 0.1.
  package var stabilityBound: Double {
    var bound = 0.1
    while bound < 100, abs(amplification(-bound - 0.1)) <= 1 { bound += 0.1 }
    return bound
  }
}
