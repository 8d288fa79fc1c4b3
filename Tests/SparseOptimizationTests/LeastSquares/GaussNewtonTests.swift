import SparseAD
import TestSupport
import Testing

/// Neither a point nor a start that a residual exists at.
private struct OutOfDomain: Error, Equatable {}

/// Rosenbrock's valley, whose residual or products may end the task that asks for them.
private func valley(
  _ p: [Double], cancellingAt calls: Int = .max, _ count: inout Int
) -> LinearizedResidual<[Double], [Double], OutOfDomain> {
  count += 1
  let cancels = count >= calls
  if cancels { withUnsafeCurrentTask { $0?.cancel() } }
  return LinearizedResidual(
    value: [10 * (p[1] - p[0] * p[0]), 1 - p[0]],
    jvp: { v throws(OutOfDomain) in
      if cancels { throw OutOfDomain() }
      return [10 * (v[1] - 2 * p[0] * v[0]), -v[0]]
    },
    vjp: { u throws(OutOfDomain) in
      if cancels { throw OutOfDomain() }
      return [-20 * p[0] * u[0] - u[1], 10 * u[0]]
    })
}

@Suite struct GaussNewtonTests {
  @Test func anObserverStops() throws {
    var method = GaussNewton()
    method.radius = 0.05
    var (count, seen) = (0, 0)
    func fit(stoppingAfter steps: Int) throws(OutOfDomain) -> GaussNewtonFit<[Double]> {
      seen = 0
      return try method.minimize(
        from: [-1.2, 1],
        observe: { _ in
          seen += 1
          return seen > steps ? .stop : .continue
        }, { p throws(OutOfDomain) in valley(p, &count) })
    }
    let whole = try fit(stoppingAfter: .max)
    #expect(whole.ending == .stepsUsedUp && !whole.isConverged && whole.steps.count == 31)
    for steps in [0, 1, 4] {
      let part = try fit(stoppingAfter: steps)
      #expect(part.ending == .stopped && part.steps.count == steps + 1)
      #expect(part.point == whole.steps[steps].point)
    }
  }

  /// Even where what is cancelled is in the middle of a step and throws for it.
  @Test(arguments: [2, 3, 6]) func whatACancelledTaskHasReachedComesBack(_ calls: Int) async throws
  {
    let fit = try await Task {
      var method = GaussNewton()
      method.radius = 0.05
      var count = 0
      return try method.minimize(from: [-1.2, 1]) { p throws(OutOfDomain) in
        valley(p, cancellingAt: calls, &count)
      }
    }.value
    #expect(fit.ending == .cancelled && fit.steps.count == calls)
    #expect(fit.point == fit.steps[calls - 1].point)
    #expect(fit.steps[calls - 1].objective < fit.steps[0].objective)
  }

  /// `‖A x − b‖² + α ‖x − x₀‖²`, whose minimum solves `(AᵀA + α I) x = Aᵀ b + α x₀`.
  @Test func linearProblemsAreSolvedAtOnce() throws {
    var random = SeededGenerator(seed: 4)
    let a = CSRMatrix<Double>(
      pattern: try .random(rows: 9, columns: 5, density: 0.7, using: &random), repeating: 0)
    let values = random.normals(a.count, as: Double.self)
    let matrix = CSRMatrix(pattern: a.pattern, values: values)
    let (b, prior) = (random.normals(9, as: Double.self), random.normals(5, as: Double.self))
    var method = GaussNewton(tikhonov: 0.3)
    method.forcing = 1e-12
    let fit = method.minimize(from: [Double](repeating: 0, count: 5), prior: prior) { x in
      LinearizedResidual<[Double], [Double], Never>(
        value: zip(matrix * x, b).map { $0 - $1 }, jvp: { matrix * $0 },
        vjp: { matrix.transposed() * $0 })
    }
    #expect(fit.isConverged)
    // Five coordinates, so five iterations of conjugate gradients.
    #expect(fit.steps[1].products <= 6)
    let x = fit.point
    let left = zip(matrix.transposed() * (matrix * x), x).map { $0 + 0.3 * $1 }
    let right = zip(matrix.transposed() * b, prior).map { $0 + 0.3 * $1 }
    for (l, r) in zip(left, right) { #expect(abs(l - r) <= 1e-10) }
  }

  /// Rosenbrock's valley, `r = (10 (y − x²), 1 − x)`, from the usual start and a narrow region.
  @Test(arguments: [0.05, .infinity])
  func findsTheEndOfACurvedValley(radius: Double) {
    var method = GaussNewton()
    method.radius = radius
    method.forcing = 1e-3
    method.maximumSteps = 100
    var longest = 0.0
    var last = [-1.2, 1.0]
    let fit = method.minimize(
      from: last,
      observe: { step in
        longest = max(longest, zip(step.point, last).reduce(0) { max($0, abs($1.0 - $1.1)) })
        last = step.point
        return .continue
      },
      { p in
        LinearizedResidual<[Double], [Double], Never>(
          value: [10 * (p[1] - p[0] * p[0]), 1 - p[0]],
          jvp: { v in [10 * (v[1] - 2 * p[0] * v[0]), -v[0]] },
          vjp: { u in [-20 * p[0] * u[0] - u[1], 10 * u[0]] })
      })
    #expect(fit.isConverged)
    #expect(abs(fit.point[0] - 1) <= 1e-6 && abs(fit.point[1] - 1) <= 1e-6)
    let objectives = fit.steps.map(\.objective)
    #expect(zip(objectives, objectives.dropFirst()).allSatisfy { $0 >= $1 })
    if radius < 1 { #expect(fit.steps.count > 10) }
  }

  @Test func stepsOutOfTheDomainAreRejected() throws {
    // r = log(x / 3): from 4.9 the linear model leads to 2.5, out of the domain below.
    func linearize(
      _ x: Double
    ) throws(OutOfDomain) -> LinearizedResidual<Double, Double, OutOfDomain> {
      guard x > 2.7 else { throw OutOfDomain() }
      let product: (Double) throws(OutOfDomain) -> Double = { (v) throws(OutOfDomain) in v / x }
      return LinearizedResidual(value: .log(x / 3), jvp: product, vjp: product)
    }
    let fit = try GaussNewton().minimize(from: 4.9, linearize)
    #expect(abs(fit.point - 3) <= 1e-6)
    #expect(!fit.steps[1].isAccepted && fit.steps[1].point == 4.9)
    #expect(throws: OutOfDomain()) { try GaussNewton().minimize(from: -1.0, linearize) }
  }

  /// Conductances of a grid of 5×5 nodes, from the temperatures of three random fields at two times.
  @Test func conductancesOfAGridAreRecovered() throws {
    let n = 5
    var edges: [(Int, Int)] = []
    for i in 0..<n * n {
      if i % n < n - 1 { edges.append((i, i + 1)) }
      if i + n < n * n { edges.append((i, i + n)) }
    }
    let field = Diffusion<Double>(nodes: n * n, edges: edges)
    var random = SeededGenerator(seed: 8)
    let logs = edges.map { _ in 0.7 * (2 * random.uniform() - 1) }
    let u0 = DenseMatrix<Double>(rows: n * n, columns: 3, values: random.normals(n * n * 3))
    let times = [0, 0.5, 1.5]
    let data = try ODESolver(.dormandPrince8, .adaptive(relative: 1e-10, absolute: 1e-10))
      .solve(field, from: u0, logs.map(Double.exp), at: times)
    let solver = ODESolver(.rungeKutta4, .fixed(60))
    let fit = try GaussNewton().minimize(from: logs.zero) { p throws(ODEError) in
      let w = p.map(Double.exp)
      let (solution, pullback) = try solver.solveWithPullback(field, from: u0, w, at: times)
      let residuals = zip(solution.states, data.states).map {
        State.combination([(1, $0), (-1, $1)])
      }
      return LinearizedResidual(
        value: State.vertical(residuals),
        jvp: { v throws(ODEError) in
          let tangent = SolutionGradient(
            initial: u0.zero, theta: zip(w, v).map { $0 * $1 }, times: times.zero)
          return State.vertical(
            try solver.solveWithTangent(field, from: u0, w, at: times, along: tangent).tangents)
        },
        vjp: { u throws(ODEError) in
          let cotangents = times.indices.map { k in
            State(
              rows: u0.rows, columns: 3,
              values: Array(u.values[(k * u0.values.count)..<((k + 1) * u0.values.count)]))
          }
          return zip(w, try pullback(cotangents).theta).map { $0 * $1 }
        })
    }
    #expect(fit.isConverged)
    for (found, true_) in zip(fit.point, logs) { #expect(abs(found - true_) <= 1e-4) }
  }
}

private typealias State = DenseMatrix<Double>
