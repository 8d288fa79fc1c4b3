import CSuiteSparse
import SparseAD

/// A matrix as CXSparse holds it, by columns, in memory of CXSparse's own.
final class CXSparseMatrix {
  let pointer: UnsafeMutablePointer<cs_di>

  /// Nil in other precisions than double, which CXSparse does not have, and where memory is short.
  init?<S>(_ a: CSRMatrix<S>) {
    let pattern = a.pattern.transpose.pattern
    let permutation = a.pattern.transpose.permutation
    guard let values = a.values as? [Double],
      let pointer = cs_di_spalloc(Int32(a.rows), Int32(a.columns), Int32(max(a.count, 1)), 1, 0)
    else { return nil }
    self.pointer = pointer
    pointer.pointee.p.update(from: pattern.rowStarts, count: pattern.rows + 1)
    pointer.pointee.i.update(from: pattern.columnIndices, count: a.count)
    for k in 0..<a.count { pointer.pointee.x[k] = values[Int(permutation[k])] }
  }

  /// Takes over a result of CXSparse.
  init?(_ result: UnsafeMutablePointer<cs_di>?) {
    guard let result else { return nil }
    pointer = result
  }

  /// Triplets.
  init?<S>(_ a: COOMatrix<S>) {
    guard let values = a.values as? [Double],
      let pointer = cs_di_spalloc(Int32(a.rows), Int32(a.columns), Int32(max(a.count, 1)), 1, 1)
    else { return nil }
    self.pointer = pointer
    pointer.pointee.i.update(from: a.rowIndices, count: a.count)
    pointer.pointee.p.update(from: a.columnIndices, count: a.count)
    pointer.pointee.x.update(from: values, count: a.count)
    pointer.pointee.nz = Int32(a.count)
  }

  deinit { cs_di_spfree(pointer) }

  /// `y += A x`.
  func gaxpy(_ x: [Double], _ y: inout [Double]) { cs_di_gaxpy(pointer, x, &y) }

  func multiply(_ b: CXSparseMatrix) -> CXSparseMatrix? {
    CXSparseMatrix(cs_di_multiply(pointer, b.pointer))
  }

  func add(_ alpha: Double, _ b: CXSparseMatrix, _ beta: Double) -> CXSparseMatrix? {
    CXSparseMatrix(cs_di_add(pointer, b.pointer, alpha, beta))
  }

  func transpose() -> CXSparseMatrix? { CXSparseMatrix(cs_di_transpose(pointer, 1)) }

  /// Columns of the triplets, duplicates summed.
  func compressed() -> CXSparseMatrix? {
    guard let matrix = CXSparseMatrix(cs_di_compress(pointer)) else { return nil }
    return cs_di_dupl(matrix.pointer) == 1 ? matrix : nil
  }
}

/// A matrix as CHOLMOD holds it, by columns, with CHOLMOD's state.
final class CholmodMatrix {
  let common: UnsafeMutablePointer<cholmod_common>
  private let a: UnsafeMutablePointer<cholmod_sparse>

  /// Nil in other precisions than double, and where memory is short. With `lower`, its lower triangle stands for all.
  init?<S>(_ matrix: CSRMatrix<S>, lower: Bool = false) {
    let pattern = matrix.pattern.transpose.pattern
    let permutation = matrix.pattern.transpose.permutation
    guard let values = matrix.values as? [Double] else { return nil }
    common = .allocate(capacity: 1)
    common.initialize(to: cholmod_common())
    cholmod_start(common)
    guard
      let a = cholmod_allocate_sparse(
        matrix.rows, matrix.columns, max(matrix.count, 1), 1, 1, lower ? -1 : 0, CHOLMOD_REAL,
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

  /// `A = diag(s) A`, in place.
  func scaleRows(_ s: CholmodDense) { cholmod_scale(s.pointer, CHOLMOD_ROW, a, common) }

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
