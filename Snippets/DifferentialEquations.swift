//! A differential equation: its solution, and five ways to a gradient of it.

// snippet.show
import SparseAD

// The Lotka–Volterra equations, with their four rates as parameters.
let field = TapeField<[Double], [Double]> { t, y, rates in
  let (prey, predators) = (y[0..<1], y[1..<2])
  let meetings = prey .* predators
  return concatenate([
    rates[0..<1] .* prey - rates[1..<2] .* meetings,
    rates[2..<3] .* meetings - rates[3..<4] .* predators,
  ])
}
let rates = [1.5, 1.0, 1.0, 3.0]
let solver = ODESolver(.tsitouras5, .adaptive(relative: 1e-8, absolute: 1e-10))

// The state at given times; an observer sees each step, and may stop the solution.
let times = [0, 0.5, 1]
var steps = 0
let solution = try solver.solve(field, from: [1.0, 1.0], rates, at: times) { step in
  steps += 1
  return .continue
}
print(solution.final, "in", steps, "steps")

// The gradient of a loss of the solution: in the first state, the rates and the times.
let (end, pullback) = try solver.solveWithPullback(field, from: [1.0, 1.0], rates, at: times)
let slope = try pullback(final: end.final.map { 2 * $0 })  // of ‖y(1)‖²
print(slope.initial, slope.theta, slope.times)

// The same by other ways: less memory, or an adjoint equation.
for sensitivity in [Sensitivity.checkpointed(slots: 4), .forward, .interpolating, .backsolve] {
  let (_, pullback) = try solver.solveWithPullback(
    field, from: [1.0, 1.0], rates, at: times, sensitivity: sensitivity)
  print(sensitivity, try pullback(final: end.final.map { 2 * $0 }).theta)
}

// On the tape a solution is an operation like any other.
let onTape = try gradient(at: rates) { rates throws(ODEError) in
  try solver.solve(field, from: Variable([1.0, 1.0]), rates, over: (0, 1)).squaredNorm()
}
print(onTape)
// snippet.hide

precondition(zip(onTape, slope.theta).allSatisfy { abs($0 - $1) < 1e-5 * abs($1) }, "\(onTape)")
