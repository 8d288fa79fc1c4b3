import SparseAD
import TestSupport
import Testing

/// A tangent of everything a spring problem depends on.
private func randomTangent(
  of p: SpringProblem, seed: UInt64
) -> SolutionGradient<Oscillator, Springs> {
  var random = SeededGenerator(seed: seed)
  var (initial, theta) = (p.initial, p.springs)
  initial.coordinates = initial.coordinates.map { _ in .random(in: -1...1, using: &random) }
  theta.coordinates = theta.coordinates.map { _ in .random(in: -1...1, using: &random) }
  let times = p.times.map { _ in Double.random(in: -1...1, using: &random) }
  return SolutionGradient(initial: initial, theta: theta, times: times)
}

private func distance(
  _ a: SolutionGradient<Oscillator, Springs>, _ b: SolutionGradient<Oscillator, Springs>
) -> Double {
  func all(_ g: SolutionGradient<Oscillator, Springs>) -> [Double] {
    g.initial.coordinates + g.theta.coordinates + g.times
  }
  return zip(all(a), all(b)).map { abs($0 - $1) }.max() ?? .nan
}

@Suite struct SensitivityTests {
  @Test(arguments: [
    ODESolver(.rungeKutta4, .fixed(7)), ODESolver(.dormandPrince5, .fixed(4)),
    ODESolver(.tsitouras5, .adaptive(relative: 1e-5, absolute: 1e-6)),
    ODESolver(.dormandPrince8, .adaptive(relative: 1e-8, absolute: 1e-8)),
    ODESolver(.heun, .adaptive(relative: 1e-3, absolute: 1e-3)),
  ])
  func tangentsAndCotangentsAgree(_ solver: ODESolver) throws {
    let p = try springProblem(times: [0.1, 0.5, 1.3])
    let v = randomTangent(of: p, seed: 5)
    let (solution, tangents) = try solver.solveWithTangent(
      springField, from: p.initial, p.springs, at: p.times, along: v)
    let (again, pullback) = try solver.solveWithPullback(
      springField, from: p.initial, p.springs, at: p.times)
    #expect(solution.states.map(\.coordinates) == again.states.map(\.coordinates))
    let u = p.cotangents
    let g = try pullback(u)
    let forward = zip(u, tangents).reduce(0) { $0 + ($1.0?.inner($1.1) ?? 0) }
    let times = zip(g.times, v.times).reduce(0) { $0 + $1.0 * $1.1 }
    let backward = g.initial.inner(v.initial) + g.theta.inner(v.theta) + times
    #expect(abs(forward - backward) <= 1e-13 * max(1, abs(forward)))
  }

  @Test func forwardModeIsExactToo() throws {
    let p = try springProblem(times: [0.1, 0.5, 1.3])
    let solver = ODESolver(.rungeKutta4, .fixed(5))
    func gradient(_ s: Sensitivity) throws -> SolutionGradient<Oscillator, Springs> {
      try solver.solveWithPullback(
        springField, from: p.initial, p.springs, at: p.times, sensitivity: s
      ).pullback(p.cotangents)
    }
    #expect(try distance(gradient(.forward), gradient(.discrete)) <= 1e-12)
  }

  @Test(arguments: [
    Sensitivity.backsolve(resetsStates: true), .backsolve(resetsStates: false), .interpolating,
  ])
  func continuousModesConvergeToTheExactGradient(_ sensitivity: Sensitivity) throws {
    for times in [[0.1, 0.5, 0.5, 1.3], [1, 0.2]] {
      let p = try springProblem(times: times)
      func gap(_ solver: ODESolver) throws -> Double {
        func gradient(_ s: Sensitivity) throws -> SolutionGradient<Oscillator, Springs> {
          try solver.solveWithPullback(
            springField, from: p.initial, p.springs, at: p.times, sensitivity: s
          ).pullback(p.cotangents)
        }
        let (found, exact) = (try gradient(sensitivity), try gradient(.discrete))
        var (f, e) = (found, exact)
        if times.count == 4 {
          // Where two times coincide only the sum of their cotangents has a meaning.
          f.times = [found.times[0], found.times[1] + found.times[2], found.times[3]]
          e.times = [exact.times[0], exact.times[1] + exact.times[2], exact.times[3]]
        }
        return distance(f, e)
      }
      #expect(
        try gap(ODESolver(.dormandPrince8, .adaptive(relative: 1e-11, absolute: 1e-12))) < 1e-8)
      // Halving the steps shows the order of the method in the gap.
      let (coarse, fine) = (
        try gap(ODESolver(.rungeKutta4, .fixed(20))), try gap(ODESolver(.rungeKutta4, .fixed(40)))
      )
      #expect(coarse > 0 && coarse < 1e-3)
      #expect(fine < coarse / 6)
    }
  }

  @Test func solutionsComposeOnTheTape() throws {
    var random = SeededGenerator(seed: 11)
    func matrix(_ rows: Int, _ columns: Int) -> DenseMatrix<Double> {
      DenseMatrix(
        rows: rows, columns: columns,
        values: (0..<rows * columns).map { _ in .random(in: -1...1, using: &random) })
    }
    let field = TapeField<DenseMatrix<Double>, DenseMatrix<Double>> { t, h, w in
      cos(t) * tanh(matmul(h, w))
    }
    let solver = ODESolver(.rungeKutta4, .fixed(3))
    let (x, encoder, w) = (matrix(4, 3), matrix(3, 2), matrix(2, 2))
    for slots in [nil, 1] {
      func loss(
        _ encoder: Variable<DenseMatrix<Double>>, _ w: Variable<DenseMatrix<Double>>
      ) throws(ODEError) -> Variable<Double> {
        let h0 = matmul(Variable(x), encoder)
        return try solver.solve(field, from: h0, w, over: (0, 1), slots: slots).squared().sum()
      }
      let (encoderBar, wBar) = try gradient(at: encoder, w, of: loss)
      let report = try gradientCheck(at: encoder, w, gradient: encoderBar, wBar) { e, w in
        try loss(Variable(e), Variable(w)).value
      }
      #expect(report.passed(tolerance: 1e-8), "\(report)")
      let (eDot, wDot) = (matrix(3, 2), matrix(2, 2))
      let tangent = try jvp(at: encoder, w, along: (eDot, wDot), of: loss).tangent
      let expected = encoderBar.inner(eDot) + wBar.inner(wDot)
      #expect(abs(tangent - expected) <= 1e-13 * max(1, abs(expected)))
    }
  }

  @Test func comparisonNamesTheGaps() throws {
    let p = try springProblem(times: [0, 1])
    let report = try ODESolver(.euler, .fixed(10)).compareSensitivities(
      springField, from: p.initial, p.springs, at: p.times, cotangents: [nil, p.cotangents[1]],
      [.backsolve, .forward])
    #expect(report.rows[0].theta > 1e-3)
    #expect(report.rows[1].theta < 1e-13)
    #expect(report.description.contains("forward: y(t₀) "))
  }

  @Test func forwardModeSolvesOnce() throws {
    var field = FunctionField { _, y in zip(y, y.dropFirst() + [y[0]]).map { $1 - $0 * $0 } }
    field.jacobian = { _, y in
      y.indices.map { i in
        y.indices.map { $0 == i ? -2 * y[i] : $0 == (i + 1) % y.count ? 1 : 0 }
      }
    }
    let y0 = (0..<12).map { 1 + 0.5 * Double.sin(Double($0)) }
    let solver = ODESolver(.tsitouras5, .adaptive(relative: 1e-6, absolute: 1e-8))
    let (solution, pullback) = try solver.solveWithPullback(
      field, from: y0, NoParameters(), at: [0, 0.4, 1], sensitivity: .forward)
    let before = field.count.value
    #expect(before == solution.statistics.evaluations)
    let u = y0.map { 1 - $0 }
    let slope = try pullback([nil, u, y0])
    #expect(field.count.value == 2 * before)
    let exact = try solver.solveWithPullback(field, from: y0, NoParameters(), at: [0, 0.4, 1])
      .pullback([nil, u, y0])
    expectClose(slope.initial, exact.initial, absolute: 1e-12)
    expectClose(slope.times, exact.times, absolute: 1e-12)
    // In blocks of one column, of some and of all: the same bits, a solution for each block.
    let state = TangentStep<FunctionField>.stateCount(solver.method) * y0.coordinateBytes
    for (bytes, blocks) in [(0, 15), (4 * state, 4), (15 * state, 1)] {
      let start = field.count.value
      let again = try solver.forwardGradient(
        field, from: y0, NoParameters(), at: [0, 0.4, 1], [nil, u, y0], blockBytes: bytes)
      #expect(again.initial == slope.initial && again.times == slope.times)
      #expect(field.count.value - start == blocks * before)
    }
  }

  /// Backward, an absolute error of a contracting component grows: by e⁴⁰ here. What it does is seen where the gradient
  /// depends on that component's way, and not just on its linear decay.
  @Test(arguments: [
    ODESolver(.rungeKutta4, .fixed(400)), ODESolver(.rungeKutta4, .fixed(4000)),
    ODESolver(.tsitouras5, .adaptive(relative: 1e-8, absolute: 1e-10)),
  ])
  func backsolveBlowsUpOnContractingSystems(_ solver: ODESolver) throws {
    // y₀ = 1 + 2 exp(-20 t) forgets that it began at 3; y₁ = k ∫ y₀² remembers.
    var field = FunctionField { _, y in [-20 * (y[0] - 1), y[0] * y[0]] }
    field.jacobian = { _, y in [[-20, 0], [2 * y[0], 0]] }
    func slope(_ s: Sensitivity) throws -> Double {
      try solver.solveWithPullback(
        field, from: [3, 0], NoParameters(), at: [0, 2], sensitivity: s
      )
      .pullback(final: [0, 1]).initial[0]
    }
    // ∫ 2 y₀ exp(-20 t) over [0, 2], to the last bits.
    let exact = 0.2
    #expect(abs(try slope(.discrete) - exact) < 1e-6)
    #expect(abs(try slope(.interpolating) - exact) < 1e-6)
    let lost = try? slope(.backsolve)
    #expect(lost.map { abs($0 - exact) > 10 } ?? true)
  }

  /// `y' = -20 y` over [0, 2] ends at 4·10⁻¹⁸. With fixed steps every error is relative, and all ways agree; an absolute
  /// tolerance above the solution spoils them all.
  @Test func theAbsoluteToleranceMustBeBelowTheSolution() throws {
    let field = TapeField<[Double], Double> { _, y, k in -k * y }
    func error(_ solver: ODESolver, _ s: Sensitivity) throws -> Double {
      let exact = -2 * Double.exp(-40)
      let found = try solver.solveWithPullback(field, from: [1], 20, at: [0, 2], sensitivity: s)
        .pullback(final: [1]).theta
      return abs(found - exact) / abs(exact)
    }
    for way in [Sensitivity.discrete, .backsolve(resetsStates: false)] {
      #expect(try error(ODESolver(.rungeKutta4, .fixed(400)), way) < 1e-4)
      #expect(try error(ODESolver(), way) > 1000)
      #expect(try error(ODESolver(.tsitouras5, .adaptive(absolute: 1e-22)), way) < 1e-5)
    }
  }

  /// With c states kept, the first included, and each step computed at most t times more, (c + t)! / (c! t!) steps can be
  /// reversed: the split must reach the least total that any could.
  @Test func checkpointsAreOptimal() {
    func least(_ count: Int, _ slots: Int, _ memo: inout [[Int?]]) -> Int {
      if count <= 1 { return 0 }
      if slots == 0 { return count * (count - 1) / 2 }
      if let known = memo[count][slots] { return known }
      var best = Int.max
      for m in 1..<count {
        best = min(best, m + least(m, slots, &memo) + least(count - m, slots - 1, &memo))
      }
      memo[count][slots] = best
      return best
    }
    func ours(_ count: Int, _ slots: Int) -> Int {
      if count <= 1 { return 0 }
      if slots == 0 { return count * (count - 1) / 2 }
      let m = Checkpoints.split(count, slots: slots)
      return m + ours(m, slots) + ours(count - m, slots - 1)
    }
    var memo = [[Int?]](repeating: [Int?](repeating: nil, count: 12), count: 61)
    for count in 1...60 {
      for slots in 0...10 {
        #expect(ours(count, slots) == least(count, slots, &memo), "\(count) steps, \(slots) slots")
      }
    }
  }
}
