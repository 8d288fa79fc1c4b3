import CommandSupport
import Foundation
import SparseAD

/// The measurements on one matrix.
struct SolverCases {
  let name: String
  let a: CSRMatrix<Double>
  let budget: Budget
  let note: (SolverRecord) -> Void

  private var b: [Double] { (0..<a.rows).map { 1 + Double($0 % 7) / 7 } }

  func run() throws {
    guard a.rows == a.columns else { return leastSquares() }
    let isSymmetric = a.transposed() == a
    #if SuiteSparse
    if isSymmetric { try cholesky() }
    try lu()
    #endif
    if isSymmetric { iterations("CG, IC(0)", ConjugateGradients()) { try IncompleteCholesky(a) } }
    if isSymmetric { tried("multigrid") { try multigrid() } }
    iterations("GMRES(30), ILU(0)", GMRES()) { try IncompleteLU(a) }
    iterations("BiCGSTAB, ILU(0)", BiCGSTAB()) { try IncompleteLU(a) }
  }

  private func time(_ body: () throws -> Void) rethrows -> Timing {
    try measure(budget, body).ours
  }

  /// The scaled residual of a solution.
  private func residual(_ x: [Double]) -> String {
    func largest(_ x: [Double]) -> Double { x.reduce(0) { max($0, $1.magnitude) } }
    let r = zip(b, a * x).map { $0 - $1 }
    let size = largest(a.map { $0.magnitude }.sum(axis: 1)) * largest(x) + largest(b)
    return "residual \(labelled(size > 0 ? largest(r) / size : 0))"
  }

  private func labelled(_ value: Double) -> String {
    String(value.formatted(.number.notation(.scientific).precision(.significantDigits(2))))
  }

  // Iterative

  func multigrid() throws {
    var hierarchy = try Multigrid(a)
    note(
      SolverRecord(
        name, "multigrid: set-up", try time { hierarchy = try Multigrid(a) }, nil, nil,
        "\(counted(hierarchy.sizes.count, "level")), \(fixed(hierarchy.operatorComplexity, 2)) × the entries"
      ))
    note(
      SolverRecord(
        name, "multigrid: new values", try time { hierarchy = try hierarchy.updated(a) }))
    iterations("CG, multigrid", ConjugateGradients()) { hierarchy }
  }

  private func iterations(
    _ what: String, _ method: some KrylovMethod, _ make: () throws -> any LinearOperator<Double>
  ) {
    tried(what) {
      let preconditioner = try make()
      var solution = try method.solve(a, b, preconditioner: preconditioner)
      let timing = try time { solution = try method.solve(a, b, preconditioner: preconditioner) }
      note(
        SolverRecord(
          name, what, timing, nil, nil,
          "\(counted(solution.iterations, "iteration")), \(residual(solution.x))"))
    }
  }

  private func leastSquares() {
    tried("LSMR") {
      var solution = try LSMR().solve(a, b)
      let timing = try time { solution = try LSMR().solve(a, b) }
      let normal = labelled(solution.residuals.last ?? 0)
      note(
        SolverRecord(
          name, "LSMR", timing, nil, nil,
          "\(counted(solution.iterations, "iteration")), ‖Aᵀr‖ \(normal)"))
    }
  }

  /// What `body` makes; a line with the reason where it cannot.
  @discardableResult
  private func tried<Result>(_ what: String, _ body: () throws -> Result) -> Result? {
    do {
      return try body()
    } catch {
      note(SolverRecord(name, what, Timing([]), nil, nil, "\(error)"))
      return nil
    }
  }

  #if SuiteSparse
  // Direct

  private func cholesky() throws {
    let symbolic = try SymbolicCholesky(a.pattern)
    guard symbolic.flops < 1e11, var factor = tried("Cholesky", { try symbolic.factor(a.values) })
    else { return }
    let fill = "\(symbolic.factorCount) entries, \(labelled(symbolic.flops)) operations"
    try compare(
      "Cholesky: analysis and factor", "CHOLMOD", CholmodPeer.factor(a), fill
    ) { factor = try CholeskyFactor(a) }
    let numeric = try compare(
      "Cholesky: factor", "CHOLMOD", CholmodPeer.refactor(a, supernodal: false)
    ) { factor = try factor.refactored(a.values) }
    let x = try factor.solve(b)
    let solve = try compare("Cholesky: solve", "CHOLMOD", CholmodPeer.solve(a), residual(x)) {
      _ = try factor.solve(b)
    }
    gradient("Cholesky", solve) { factor.solve($0, $1) }
    let many = DenseMatrix(
      rows: a.rows, columns: 64, values: (0..<64 * a.rows).map { Double($0 % 11) })
    let columns = (0..<64).map { j in (0..<a.rows).map { many[$0, j] } }
    let single = try time { for column in columns { _ = try factor.solve(column) } }
    note(
      SolverRecord(
        name, "Cholesky: 64 right-hand sides", try time { _ = try factor.solve(many) },
        "64 single solves", single.minimum))
    note(
      SolverRecord(
        name, "log det and gradient, without the factor",
        time {
          _ = SparseAD.gradient(at: a) { a in factor.logDeterminant(a) }
        }, "the factorisation", numeric.minimum))
  }

  private func lu() throws {
    guard var factor = tried("LU", { try LUFactor(a) }), factor.flops < 1e10 else { return }
    let klu = KLUPeer(a)
    try compare(
      "LU: analysis and factor", "KLU", klu.factor,
      counted(factor.factorCount, "entry", plural: "entries")
    ) {
      factor = try LUFactor(a)
    }
    try compare("LU: refactor", "KLU", klu.refactor) { factor = try factor.refactored(a.values) }
    var right = b
    let theirs = {
      right = b
      klu.solve(&right)
    }
    let condition = try factor.conditionEstimate()
    let remark = "\(residual(factor.solve(b))), condition \(labelled(condition))"
    let solve = compare("LU: solve", "KLU", theirs, remark) { _ = factor.solve(b) }
    gradient("LU", solve) { factor.solve($0, $1) }
  }

  @discardableResult
  private func compare(
    _ what: String, _ peer: String, _ theirs: (() -> Void)?, _ remark: String = "",
    _ ours: () throws -> Void
  ) rethrows -> Timing {
    let times = try measure(budget, ours, against: theirs)
    note(SolverRecord(name, what, times.ours, peer, times.peer?.minimum, remark))
    return times.ours
  }

  /// The gradient of ‖x‖² in A and b, beside the solution alone.
  private func gradient(
    _ what: String, _ solve: Timing,
    _ solution: (Variable<CSRMatrix<Double>>, Variable<[Double]>) throws -> Variable<[Double]>
  ) rethrows {
    let timing = try time {
      _ = try SparseAD.gradient(at: a, b) { a, b in try solution(a, b).squaredNorm() }
    }
    note(SolverRecord(name, "\(what): solve and gradient", timing, "the solve", solve.minimum))
  }
  #endif
}
