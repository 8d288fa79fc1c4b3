import SparseAD
import TestSupport
import Testing

private typealias Matrix = DenseMatrix<Double>

private let field = TapeField<Matrix, Matrix> { t, h, w in cos(t) * tanh(matmul(h, w)) }

/// Everything that solutions depend on, and cotangents of the states.
private struct Inputs {
  let (h0, w): (Matrix, Matrix)
  let times: [Double]
  let cotangents: [Matrix]

  init(times: [Double], seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
      let values = (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &random) }
      return Matrix(rows: rows, columns: columns, values: values)
    }
    (h0, w) = (matrix(3, 2), matrix(2, 2))
    self.times = times
    cotangents = times.map { _ in matrix(3, 2) }
  }
}

private let solvers = [
  ODESolver(.rungeKutta4, .fixed(5)), ODESolver(.tsitouras5, .adaptive(relative: 1e-4)),
]

@Suite struct TapedSolutionTests {
  /// Along all states at once, by both modes, against the plain pullback.
  @Test(arguments: solvers, [[0.1, 0.5, 0.5, 1.3], [1, 0.2, -0.1]])
  func statesAtTimesAreDifferentiable(_ solver: ODESolver, _ times: [Double]) throws {
    let p = Inputs(times: times, seed: 3)
    let (solution, pullback) = try solver.solveWithPullback(field, from: p.h0, p.w, at: times)
    let expected = try pullback(p.cotangents)
    for slots in [nil, 0, 2] {
      func loss(
        _ h0: Variable<Matrix>, _ w: Variable<Matrix>, _ times: Variable<[Double]>
      ) throws(ODEError) -> Variable<Double> {
        let taped = try solver.solve(field, from: h0, w, at: times, slots: slots)
        // The same numbers as without a tape.
        #expect(taped.states.map(\.value) == solution.states)
        #expect(taped.times == solution.times && taped.statistics.acceptedSteps > 1)
        var sum = Variable(0.0)
        for (state, bar) in zip(taped.states, p.cotangents) {
          sum = sum + (Variable(bar) .* state).sum()
        }
        return sum
      }
      let (h0Bar, wBar, timesBar) = try gradient(at: p.h0, p.w, times, of: loss)
      expectClose(h0Bar.values, expected.initial.values, relative: 1e-13)
      expectClose(wBar.values, expected.theta.values, relative: 1e-13)
      expectClose(timesBar, expected.times, relative: 1e-13)
      let v = Inputs(times: times, seed: 8)
      let timesDot = times.map { Double.sin(7 * $0) }
      let tangent = try jvp(at: p.h0, p.w, times, along: (v.h0, v.w, timesDot), of: loss).tangent
      let backward = h0Bar.inner(v.h0) + wBar.inner(v.w) + timesBar.inner(timesDot)
      #expect(abs(tangent - backward) <= 1e-13 * max(1, abs(backward)))
    }
  }

  /// Ends of the interval as scalars, each alone and both, against differences of the plain form of the same call.
  @Test func endsOfTheIntervalAreDifferentiable() throws {
    let p = Inputs(times: [0, 1], seed: 5)
    let solver = ODESolver(.rungeKutta4, .fixed(6))
    func plain(_ a: Double, _ b: Double) throws -> Double {
      try solver.solve(field, from: p.h0, p.w, over: (a, b)).inner(p.cotangents[0])
    }
    func loss(_ a: Variable<Double>, _ b: Variable<Double>) throws(ODEError) -> Variable<Double> {
      let end = try solver.solve(field, from: Variable(p.h0), Variable(p.w), over: (a, b))
      return (Variable(p.cotangents[0]) .* end).sum()
    }
    let (a, b) = (0.2, 1.1)
    let (aBar, bBar) = try gradient(at: a, b, of: loss)
    let h = 1e-5
    let (inA, inB) = (
      try (plain(a + h, b) - plain(a - h, b)) / (2 * h),
      try (plain(a, b + h) - plain(a, b - h)) / (2 * h)
    )
    #expect(abs(aBar - inA) < 1e-8 && abs(bBar - inB) < 1e-8)
    #expect(try gradient(at: b) { b throws(ODEError) in try loss(Variable(a), b) } == bBar)
    let tangent = try jvp(at: a, b, along: (0.3, -2), of: loss).tangent
    #expect(abs(tangent - (0.3 * aBar - 2 * bBar)) < 1e-13)
  }

  /// One call, whether the values are variables or not.
  @Test func timesAndIntervalsAreInterchangeable() throws {
    let p = Inputs(times: [0, 0.4, 1], seed: 6)
    let solver = solvers[0]
    let (h0, w) = (Variable(p.h0), Variable(p.w))
    let states = try solver.solve(field, from: p.h0, p.w, at: p.times).states
    #expect(try solver.solve(field, from: h0, w, at: p.times).states.map(\.value) == states)
    let end = try solver.solve(field, from: p.h0, p.w, over: (0, 1))
    #expect(try solver.solve(field, from: p.h0, p.w, at: [0, 1]).final == end)
    #expect(try solver.solve(field, from: h0, w, over: (0, 1)).value == end)
    #expect(try solver.solve(field, from: h0, w, at: [0, 1]).final.value == end)
    // One time alone is the state that was given.
    #expect(try solver.solve(field, from: h0, w, at: [0]).final.value == p.h0)
  }
}
