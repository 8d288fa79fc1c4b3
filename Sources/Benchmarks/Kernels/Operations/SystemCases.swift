#if SuiteSparse
import SparseAD

/// Factorisation and solution of symmetric positive definite systems, in double precision.
extension Operation {
  static var systems: [Operation] {
    [
      Operation("cholesky_factor") { p in
        guard let a = p.system else { return nil }
        let symbolic = try SymbolicCholesky(a.pattern)
        return Case(
          bytes: p.bytes(a.pattern) + p.factorBytes(symbolic), flops: Int(symbolic.flops)
        ) { _ = try CholeskyFactor(a) }
        .peer("CHOLMOD", CholmodPeer.factor(a))
      },
      refactor("cholesky_refactor", .simplicial),
      refactor("cholesky_super", .supernodal),
      Operation("cholesky_solve") { p in
        guard let a = p.system else { return nil }
        let symbolic = try SymbolicCholesky(a.pattern)
        let factor = try symbolic.factor(a.values)
        let b = [Double](repeating: 1, count: a.rows)
        return Case(
          bytes: 2 * p.factorBytes(symbolic) + 16 * a.rows, flops: 4 * symbolic.factorCount
        ) { _ = try factor.solve(b) }
        .peer("CHOLMOD", CholmodPeer.solve(a))
      },
    ]
  }

  private static func refactor(_ name: String, _ method: SymbolicCholesky.Method) -> Operation {
    Operation(name) { p in
      guard let a = p.system else { return nil }
      let symbolic = try SymbolicCholesky(a.pattern, method: method)
      let factor = try symbolic.factor(a.values)
      return Case(
        bytes: p.bytes(a.pattern) + p.factorBytes(symbolic), flops: Int(symbolic.flops)
      ) { _ = try factor.refactored(a.values) }
      .peer("CHOLMOD", CholmodPeer.refactor(a, supernodal: method == .supernodal))
    }
  }
}

extension Problem {
  /// The matrix, where it is symmetric and its factorisation a matter of seconds.
  fileprivate var system: CSRMatrix<Double>? {
    guard a.rows == a.columns, let a = a as? CSRMatrix<Double>, a.transposed() == a,
      let symbolic = try? SymbolicCholesky(a.pattern), symbolic.flops < 2e10
    else { return nil }
    return a
  }

  /// The bytes of the factor's values and row numbers.
  fileprivate func factorBytes(_ symbolic: SymbolicCholesky) -> Int { 12 * symbolic.factorCount }
}
#endif
