import SparseAD

/// What CXSparse is called for: each closure makes one result and frees it. Nil in other precisions than double.
enum CXSparsePeer {
  /// `y += A x`, by columns.
  static func gaxpy<S>(_ a: CSRMatrix<S>) -> (() -> Void)? {
    guard let matrix = CXSparseMatrix(a) else { return nil }
    let x = [Double](repeating: 1e-3, count: a.columns)
    var y = [Double](repeating: 0, count: a.rows)
    return { matrix.gaxpy(x, &y) }
  }

  static func multiply<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> (() -> Void)? {
    guard let a = CXSparseMatrix(a), let b = CXSparseMatrix(b) else { return nil }
    return { _ = a.multiply(b) }
  }

  static func add<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> (() -> Void)? {
    guard let a = CXSparseMatrix(a), let b = CXSparseMatrix(b) else { return nil }
    return { _ = a.add(1.5, b, 0.5) }
  }

  static func transpose<S>(_ a: CSRMatrix<S>) -> (() -> Void)? {
    guard let a = CXSparseMatrix(a) else { return nil }
    return { _ = a.transpose() }
  }

  static func compress<S>(_ a: COOMatrix<S>) -> (() -> Void)? {
    guard let a = CXSparseMatrix(a) else { return nil }
    return { _ = a.compressed() }
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
}
