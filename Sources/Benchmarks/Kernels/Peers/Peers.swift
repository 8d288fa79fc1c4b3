#if SuiteSparse
import SparseAD
import SparseOracles

/// What CXSparse is called for: each closure makes one result and frees it. Nil in other precisions
/// than double.
enum CXSparsePeer {
  /// `y += A x`, by columns.
  static func gaxpy<S>(_ a: CSRMatrix<S>) -> (() -> Void)? {
    guard let columns = a.transposed() as? CSRMatrix<Double> else { return nil }
    let x = [Double](repeating: 1e-3, count: a.columns)
    var y = [Double](repeating: 0, count: a.rows)
    return { CXSparse.gaxpy(columns, x, into: &y) }
  }

  static func multiply<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> (() -> Void)? {
    guard let a = a as? CSRMatrix<Double>, let b = b as? CSRMatrix<Double> else { return nil }
    return { _ = CXSparse.multiplyOnly(a, b) }
  }

  static func add<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> (() -> Void)? {
    guard let a = a as? CSRMatrix<Double>, let b = b as? CSRMatrix<Double> else { return nil }
    return { _ = CXSparse.addOnly(1.5, a, 0.5, b) }
  }

  static func transpose<S>(_ a: CSRMatrix<S>) -> (() -> Void)? {
    guard let a = a as? CSRMatrix<Double> else { return nil }
    return { _ = CXSparse.transposeOnly(a) }
  }

  static func compress<S>(_ a: COOMatrix<S>) -> (() -> Void)? {
    guard let a = CXSparseTriplets(a) else { return nil }
    return a.compress
  }
}

/// What CHOLMOD is called for.
enum CholmodPeer {
  /// `Y = 1.5 op(A) X + beta Y` with dense matrices by columns.
  static func multiply<S>(
    _ a: CSRMatrix<S>, columns: Int, beta: Double = 0, transpose: Bool = false
  ) -> (() -> Void)? {
    let inner = transpose ? a.rows : a.columns
    let outer = transpose ? a.columns : a.rows
    guard let matrix = CholmodMatrix(a), let x = matrix.ones(inner, columns),
      let y = matrix.ones(outer, columns)
    else { return nil }
    return { matrix.multiply(transpose: transpose, 1.5, x, beta, y) }
  }

  /// `A = diag(1) A diag(1)`, in place.
  static func scale<S>(_ a: CSRMatrix<S>) -> (() -> Void)? {
    guard let matrix = CholmodMatrix(a), let rows = matrix.ones(a.rows, 1),
      let columns = matrix.ones(a.columns, 1)
    else { return nil }
    return {
      matrix.scale(rows: rows)
      matrix.scale(columns: columns)
    }
  }

  /// Analysis and factorisation.
  static func factor<S>(_ a: CSRMatrix<S>) -> (() -> Void)? {
    guard let matrix = CholmodMatrix(a, isSymmetric: true) else { return nil }
    return {
      if let factor = matrix.analyze() { matrix.factorize(factor) }
    }
  }

  /// Factorisation with the analysis at hand.
  static func refactor<S>(_ a: CSRMatrix<S>, supernodal: Bool) -> (() -> Void)? {
    guard let matrix = CholmodMatrix(a, isSymmetric: true, supernodal: supernodal),
      let factor = matrix.analyze()
    else { return nil }
    return { matrix.factorize(factor) }
  }

  /// `A⁻¹ b` with the factor at hand.
  static func solve<S>(_ a: CSRMatrix<S>) -> (() -> Void)? {
    guard let matrix = CholmodMatrix(a, isSymmetric: true), let factor = matrix.analyze(),
      let b = matrix.ones(a.rows, 1)
    else { return nil }
    matrix.factorize(factor)
    return { _ = matrix.solve(factor, b) }
  }
}
#endif
