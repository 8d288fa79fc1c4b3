import SparseAD
import TestSupport
import Testing

@Suite struct KrylovMethodTests {
  typealias Cases = IterativeCases

  struct Choice: Sendable, CustomTestStringConvertible {
    let method: any KrylovMethod
    let isForIndefinite: Bool
    let isForUnsymmetric: Bool
    var testDescription: String { "\(method)" }

    static let all: [Choice] = [
      Choice(method: ConjugateGradients(), isForIndefinite: false, isForUnsymmetric: false),
      Choice(method: MINRES(), isForIndefinite: true, isForUnsymmetric: false),
      Choice(method: GMRES(restart: 120), isForIndefinite: true, isForUnsymmetric: true),
      Choice(method: GMRES(restart: 7), isForIndefinite: false, isForUnsymmetric: true),
      Choice(method: BiCGSTAB(), isForIndefinite: false, isForUnsymmetric: true),
    ]
  }

  static func preconditioners(
    _ a: CSRMatrix<Double>
  ) throws -> [(any LinearOperator<Double>)?] {
    [nil, try Jacobi(a), try SSOR(a, omega: 1.2), try IncompleteCholesky(a), try IncompleteLU(a)]
  }

  @Test(arguments: Choice.all)
  func positiveDefinite(_ choice: Choice) throws {
    let a = Cases.grid(15)
    let b = Cases.vector(a.rows)
    var iterations: [Int] = []
    for preconditioner in try Self.preconditioners(a) {
      for relative in [1e-3, 1e-12] {
        let solution = try choice.method.solve(
          a, b, preconditioner: preconditioner, until: .init(relative: relative))
        let residual = Cases.residual(a, solution.x, b)
        #expect(solution.ending == .converged && residual <= relative * Cases.norm(b))
        #expect((solution.residual - residual).magnitude <= 1e-14 * Cases.norm(b))
        if relative == 1e-12 { iterations.append(solution.iterations) }
      }
    }
    // Better preconditioners take fewer iterations.
    #expect(iterations[3] < iterations[0] / 2 && iterations[4] < iterations[0] / 2)
  }

  @Test(arguments: Choice.all.filter(\.isForIndefinite))
  func indefinite(_ choice: Choice) throws {
    let a = Cases.grid(10, shift: -2.05)
    let b = Cases.vector(a.rows)
    let solution = try choice.method.solve(
      a, b, preconditioner: try Jacobi(Cases.grid(10)), until: .init(relative: 1e-10))
    #expect(Cases.residual(a, solution.x, b) <= 1e-10 * Cases.norm(b))
  }

  @Test(arguments: Choice.all.filter(\.isForUnsymmetric))
  func unsymmetric(_ choice: Choice) throws {
    let a = Cases.grid(12, wind: 0.4)
    let b = Cases.vector(a.rows)
    for preconditioner in [nil, try IncompleteLU(a), try SSOR(a)] as [(any LinearOperator<Double>)?]
    {
      let solution = try choice.method.solve(
        a, b, from: Cases.vector(a.rows, seed: 9), preconditioner: preconditioner,
        until: .init(relative: 1e-11))
      #expect(Cases.residual(a, solution.x, b) <= 1e-11 * Cases.norm(b))
    }
  }

  @Test func withoutAMatrix() throws {
    let a = Cases.grid(9)
    let b = Cases.vector(a.rows)
    let product = MatrixFreeOperator<Double>(size: a.rows) { x, y in
      a.apply(x, transpose: false, into: &y)
    }
    let (free, stored) = (
      try ConjugateGradients().solve(product, b), try ConjugateGradients().solve(a, b)
    )
    #expect(free.x == stored.x && free.residuals == stored.residuals)
  }

  @Test(arguments: Choice.all)
  func trivial(_ choice: Choice) throws {
    let a = Cases.grid(3)
    let zero = try choice.method.solve(a, [Double](repeating: 0, count: 9))
    #expect(zero.x.allSatisfy { $0 == 0 } && zero.iterations == 0)
    #expect(try choice.method.solve(CSRMatrix<Double>(diagonal: []), []).x == [])
    // An invariant space is found at once.
    expectClose(try choice.method.solve(CSRMatrix.identity(4), [1.0, 2, 3, 4]).x, [1, 2, 3, 4])
    let x = Cases.vector(9)
    let known = try choice.method.solve(a, a * x, from: x, until: .init(absolute: 1e-12))
    #expect(known.iterations == 0 && known.x == x)
  }

  @Test(arguments: Choice.all)
  func failures(_ choice: Choice) throws {
    let a = Cases.grid(20)
    let b = Cases.vector(a.rows)
    func reason(
      _ a: CSRMatrix<Double>, _ b: [Double], _ limits: IterationLimits = .init()
    ) -> IterativeError<Double>.Reason? {
      do {
        _ = try choice.method.solve(a, b, until: limits)
        return nil
      } catch {
        let residual = Cases.residual(a, error.x, b)
        if residual.isFinite {
          // The best iterate comes along, and it is no worse than the start.
          #expect(residual <= error.residual * (1 + 1e-12) && residual <= Cases.norm(b))
        }
        return error.reason
      }
    }
    #expect(reason(a, b, .init(relative: 1e-10, maximumIterations: 5)) == .tooManyIterations)
    #expect(reason(a, b, .init(relative: 1e-18)) != nil)
    #expect(reason(a, b.map { $0 + .nan }) == .nonFinite)
    // No solution at all.
    let singular = CSRMatrix<Double>(diagonal: [1, 0])
    #expect(reason(singular, [1, 1]) != nil)
    if !choice.isForIndefinite, !choice.isForUnsymmetric {
      #expect(reason(CSRMatrix(diagonal: [1.0, -1]), [1, 1]) == .indefinite)
    }
  }

  @Test func stopsWhenItIsTold() throws {
    let a = Cases.grid(20)
    let b = Cases.vector(a.rows)
    var seen: [Double] = []
    let solution = try ConjugateGradients().solve(a, b) { iterations, residual in
      seen.append(residual)
      return iterations == 4 ? .stop : .continue
    }
    #expect(solution.ending == .stopped && solution.iterations == 4)
    #expect(Array(solution.residuals.dropFirst()) == seen)
  }

  @Test func cancelled() async throws {
    let a = Cases.grid(20)
    let b = Cases.vector(a.rows)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try GMRES().solve(a, b).ending
    }
    #expect(try await task.value == .cancelled)
  }

  @Test(arguments: Choice.all)
  func onTheTape(_ choice: Choice) throws {
    let n = 16
    // Symmetric methods see a matrix that is moved symmetrically: its entries are products of ones that are tied.
    let a = Cases.grid(4, wind: choice.isForUnsymmetric ? 0.3 : 0)
    let limits = IterationLimits(relative: 1e-13)
    if choice.isForUnsymmetric {
      checkTape(at: a, Cases.vector(n)) { a, b in
        always {
          try choice.method.solve(
            a, b, preconditioner: try IncompleteLU(a.value), until: limits)
        }
      }
    } else {
      let report = gradientCheck(at: a, Cases.vector(n), ties: [.symmetric(a.pattern)]) { a, b in
        always {
          let x = try choice.method.solve(
            a, b, preconditioner: try IncompleteCholesky(a.value), until: limits)
          return x.squaredNorm()
        }
      }
      #expect(report.passed(tolerance: 1e-6), "\(report)")
    }
  }

  @Test func inFloat() throws {
    let a = CSRMatrix<Float>(Cases.grid(8))
    let b = (a * [Float](repeating: 1, count: 64))
    let x = try ConjugateGradients().solve(
      a, b, preconditioner: try IncompleteCholesky(a), until: .init(relative: 1e-5)
    ).x
    #expect(x.allSatisfy { abs($0 - 1) < 1e-4 })
  }

  @Test func sameBitsForAllThreads() async {
    await #expect(processExitsWith: .success) {
      let a = IterativeCases.grid(40)
      let b = IterativeCases.vector(a.rows)
      expectSameForAllThreadCounts {
        always {
          try GMRES().solve(a, b, preconditioner: try IncompleteLU(a)).x
            + ConjugateGradients().solve(a, b, preconditioner: try Jacobi(a)).x
        }
      }
    }
  }
}
