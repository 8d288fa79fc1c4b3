#if SuiteSparse
import CSuiteSparse
import SparseAD

/// A matrix as CHOLMOD holds it, by columns, with CHOLMOD's state.
final class CholmodMatrix {
  let common: UnsafeMutablePointer<cholmod_common>
  private let a: UnsafeMutablePointer<cholmod_sparse>

  /// Nil in other precisions than double, and where memory is short. Of a symmetric matrix CHOLMOD
  /// reads the lower triangle and orders by minimum degree, as ``SymbolicCholesky`` does.
  init?<S>(_ matrix: CSRMatrix<S>, isSymmetric: Bool = false, supernodal: Bool = false) {
    let pattern = matrix.pattern.transpose.pattern
    let permutation = matrix.pattern.transpose.permutation
    guard let values = matrix.values as? [Double] else { return nil }
    common = .allocate(capacity: 1)
    common.initialize(to: cholmod_common())
    cholmod_start(common)
    common.pointee.print = 0
    common.pointee.final_ll = 1
    common.pointee.supernodal = supernodal ? CHOLMOD_SUPERNODAL : CHOLMOD_SIMPLICIAL
    common.pointee.nmethods = 1
    common.pointee.method.0.ordering = CHOLMOD_AMD
    common.pointee.postorder = 1
    guard
      let a = cholmod_allocate_sparse(
        matrix.rows, matrix.columns, max(matrix.count, 1), 1, 1, isSymmetric ? -1 : 0,
        CHOLMOD_REAL,
        common)
    else {
      cholmod_finish(common)
      common.deallocate()
      return nil
    }
    self.a = a
    a.pointee.p.assumingMemoryBound(to: Int32.self)
      .update(from: pattern.rowStarts, count: pattern.rows + 1)
    a.pointee.i.assumingMemoryBound(to: Int32.self)
      .update(from: pattern.columnIndices, count: matrix.count)
    let x = a.pointee.x.assumingMemoryBound(to: Double.self)
    for k in 0..<matrix.count { x[k] = values[Int(permutation[k])] }
  }

  deinit {
    var a: UnsafeMutablePointer<cholmod_sparse>? = a
    cholmod_free_sparse(&a, common)
    cholmod_finish(common)
    common.deallocate()
  }

  /// A dense matrix of CHOLMOD, by columns, of ones.
  func ones(_ rows: Int, _ columns: Int) -> CholmodDense? {
    CholmodDense(cholmod_ones(rows, columns, CHOLMOD_REAL, common), self)
  }

  /// `y = alpha op(A) x + beta y`, any number of columns.
  func multiply(
    transpose: Bool, _ alpha: Double, _ x: CholmodDense, _ beta: Double, _ y: CholmodDense
  ) {
    var (alpha, beta) = ([alpha, 0], [beta, 0])
    cholmod_sdmult(a, transpose ? 1 : 0, &alpha, &beta, x.pointer, y.pointer, common)
  }

  /// `A = diag(r) A`, in place.
  func scale(rows r: CholmodDense) { cholmod_scale(r.pointer, CHOLMOD_ROW, a, common) }

  /// `A = A diag(c)`, in place.
  func scale(columns c: CholmodDense) { cholmod_scale(c.pointer, CHOLMOD_COL, a, common) }

  /// The symbolic factorisation.
  func analyze() -> CholmodFactor? { CholmodFactor(cholmod_analyze(a, common), self) }

  /// The numeric one, into `factor`.
  func factorize(_ factor: CholmodFactor) { cholmod_factorize(a, factor.pointer, common) }

  /// `A⁻¹ b`.
  func solve(_ factor: CholmodFactor, _ b: CholmodDense) -> CholmodDense? {
    CholmodDense(cholmod_solve(CHOLMOD_A, factor.pointer, b.pointer, common), self)
  }
}

/// A dense matrix of CHOLMOD.
final class CholmodDense {
  let pointer: UnsafeMutablePointer<cholmod_dense>
  private let owner: CholmodMatrix

  init?(_ pointer: UnsafeMutablePointer<cholmod_dense>?, _ owner: CholmodMatrix) {
    guard let pointer else { return nil }
    self.pointer = pointer
    self.owner = owner
  }

  deinit {
    var dense: UnsafeMutablePointer<cholmod_dense>? = pointer
    cholmod_free_dense(&dense, owner.common)
  }
}

/// A factor of CHOLMOD.
final class CholmodFactor {
  let pointer: UnsafeMutablePointer<cholmod_factor>
  private let owner: CholmodMatrix

  init?(_ pointer: UnsafeMutablePointer<cholmod_factor>?, _ owner: CholmodMatrix) {
    guard let pointer else { return nil }
    self.pointer = pointer
    self.owner = owner
  }

  deinit {
    var factor: UnsafeMutablePointer<cholmod_factor>? = pointer
    cholmod_free_factor(&factor, owner.common)
  }
}
#endif
