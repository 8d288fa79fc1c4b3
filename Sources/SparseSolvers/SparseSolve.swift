/// The solution of a sparse linear system, `op(M) X = B`, with `op(M)` M or, with `transpose`, Mᵀ.
///
///     tangent     op(M) Ẋ = Ḃ − op(Ṁ) X
///     cotangent   op(M)ᵀ Λ = X̄,      B̄ = Λ,      M̄ = −Λ Xᵀ      (transposed: M̄ = −X Λᵀ)
///
/// What M is made of are stored entries of A: `M = V ⊙ A + (W ⊙ A)ᵀ + constants`, with zeros and ones V, W. In a general
/// matrix V is all ones; in a triangle it leaves the rest out; of a symmetric matrix of which a triangle is stored, W mirrors
/// the entries beside the diagonal. So
///
///     Ā = V ⊙ [M̄]_P(A) + W ⊙ [M̄ᵀ]_P(A)
///
/// which has no entry off the pattern, and is sampled products: neither an inverse nor `Λ Xᵀ` is ever formed. Both
/// derivatives are solves with the factors that are there.
struct SparseSolve<S: SparseScalar>: BinaryOperation {
  let solver: SparseFactorization<S>
  /// V; nil is all ones.
  var own: CSRMatrix<S>?
  /// W; nil is zero.
  var mirrored: CSRMatrix<S>?
  var transpose = false
  var name: String { transpose ? "A⁻ᵀB" : "A⁻¹B" }

  func forward(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) -> DenseMatrix<S> {
    solver.solve(b, transpose: transpose)
  }

  func vjp(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ x: Variable<DenseMatrix<S>>,
    cotangent: Variable<DenseMatrix<S>>, needs: (a: Bool, b: Bool)
  ) -> (a: Variable<CSRMatrix<S>>?, b: Variable<DenseMatrix<S>>?) {
    let adjoint = transposed(a, cotangent)
    guard needs.a else { return (nil, adjoint) }
    let (left, right) = transpose ? (x, adjoint) : (adjoint, x)
    let pattern = a.value.pattern
    var bar = masked(pattern.sampledProduct(left, right))
    if let mirrored {
      bar = Accumulation()(bar, Variable(mirrored).hadamard(pattern.sampledProduct(right, left)))
    }
    return (-bar, needs.b ? adjoint : nil)
  }

  func jvp(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ x: Variable<DenseMatrix<S>>,
    aDot: Variable<CSRMatrix<S>>?, bDot: Variable<DenseMatrix<S>>?
  ) -> Variable<DenseMatrix<S>> {
    let moved = aDot.map { aDot in
      let own = SparseDenseProduct(transpose: transpose)(masked(aDot), x)
      let other = mirrored.map {
        SparseDenseProduct(transpose: !transpose)(Variable($0).hadamard(aDot), x)
      }
      return -(other.map { own + $0 } ?? own)
    }
    return sum(moved, bDot).map { self(a, $0) } ?? Variable(x.value.zero)
  }

  private func masked(_ a: Variable<CSRMatrix<S>>) -> Variable<CSRMatrix<S>> {
    own.map { Variable($0).hadamard(a) } ?? a
  }

  private var transposed: SparseSolve {
    SparseSolve(solver: solver, own: own, mirrored: mirrored, transpose: !transpose)
  }
}

/// What solves with M and Mᵀ.
enum SparseFactorization<S: SparseScalar>: Sendable {
  case lu(LUFactor)
  case cholesky(CholeskyFactor)
  case triangular(CSRMatrix<S>, Triangle)

  func solve(_ b: DenseMatrix<S>, transpose: Bool) -> DenseMatrix<S> {
    switch self {
    case .lu(let factor):
      let columns = Kernels.transpose(b.values.map { Double($0) }, b._shape)
      let x = (0..<b.columns).flatMap { c in
        factor.solve(Array(columns[c * b.rows..<(c + 1) * b.rows]), transpose: transpose)
      }
      let values = Kernels.transpose(x, b._shape.transposed).map { S($0) }
      return DenseMatrix(rows: b.rows, columns: b.columns, values: values)
    case .cholesky(let factor):
      do {
        return try factor.solve(b)
      } catch {
        // Memory for one more vector, where Swift's own arrays stop as well.
        preconditionFailure("\(error)")
      }
    case .triangular(let matrix, let triangle):
      return matrix.solving(triangle, b, transpose: transpose)
    }
  }
}

/// `op(A)⁻¹ B` of a square matrix, by its LU factors with partial pivoting, in double precision: ``LUFactor``.
///
/// - Throws: ``LUError``.
public func solve<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, transpose: Bool = false
) throws(LUError) -> Variable<DenseMatrix<S>> {
  checkOrder(a.value, b.value)
  let factor = try LUFactor(CSRMatrix<Double>(a.value))
  return SparseSolve(solver: .lu(factor), transpose: transpose)(a, b)
}

/// `op(A)⁻¹ b`.
///
/// - Throws: ``LUError``.
public func solve<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, transpose: Bool = false
) throws(LUError) -> Variable<[S]> {
  try solve(a, b.asColumn, transpose: transpose).flattened()
}

/// `A⁻¹ B` of a symmetric positive definite matrix, by its Cholesky factor: ``CholeskyFactor``.
///
/// Where all entries are stored, each is a parameter of its own. Where a triangle is, an entry beside the diagonal stands
/// for two places and its gradient is the sum of theirs; entries of the other triangle are ignored, with gradient 0.
///
/// - Parameter symbolic: the analysis of A's pattern; nil makes one.
/// - Throws: ``CholmodError``.
public func solvePositiveDefinite<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, storage: SymmetricStorage = .full,
  symbolic: SymbolicCholesky? = nil
) throws(CholmodError) -> Variable<DenseMatrix<S>> {
  checkOrder(a.value, b.value)
  let pattern = a.value.pattern
  let analysis: SymbolicCholesky
  if let symbolic {
    analysis = symbolic
  } else {
    analysis = try SymbolicCholesky(pattern, storage: storage)
  }
  precondition(analysis.pattern === pattern, "the analysis is not of the matrix's pattern")
  precondition(analysis.storage == storage, "the analysis is of \(analysis.storage) storage")
  var operation = SparseSolve<S>(solver: .cholesky(try CholeskyFactor(analysis, a.value.values)))
  if storage != .full {
    let triangle = storage == .lower ? Triangle.lower : .upper
    operation.own = pattern.ones(where: triangle.reads)
    operation.mirrored = pattern.ones(where: triangle.contains)
  }
  return operation(a, b)
}

/// `A⁻¹ b` of a symmetric positive definite matrix.
///
/// - Throws: ``CholmodError``.
public func solvePositiveDefinite<S>(
  _ a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, storage: SymmetricStorage = .full,
  symbolic: SymbolicCholesky? = nil
) throws(CholmodError) -> Variable<[S]> {
  try solvePositiveDefinite(a, b.asColumn, storage: storage, symbolic: symbolic).flattened()
}

/// `op(T)⁻¹ B`, T a triangle of A: ``CSRMatrix/solve(_:_:transpose:)``. What is ignored has gradient 0.
///
/// - Throws: ``TriangularError``.
public func solve<S>(
  _ triangle: Triangle, of a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>,
  transpose: Bool = false
) throws(TriangularError) -> Variable<DenseMatrix<S>> {
  checkOrder(a.value, b.value)
  try triangle.check(a.value)
  return SparseSolve(
    solver: .triangular(a.value, triangle), own: a.value.pattern.ones(where: triangle.reads),
    transpose: transpose)(a, b)
}

/// `op(T)⁻¹ b`, T a triangle of A.
///
/// - Throws: ``TriangularError``.
public func solve<S>(
  _ triangle: Triangle, of a: Variable<CSRMatrix<S>>, _ b: Variable<[S]>, transpose: Bool = false
) throws(TriangularError) -> Variable<[S]> {
  try solve(triangle, of: a, b.asColumn, transpose: transpose).flattened()
}

private func checkOrder<S>(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) {
  precondition(
    a.rows == a.columns && a.rows == b.rows,
    "\(b.rows) right-hand rows for a \(a.rows)×\(a.columns) matrix")
}

extension Variable where Value: DenseValue {
  fileprivate var asColumn: Variable<DenseMatrix<Value.Scalar>> {
    reshaped(rows: value._shape.count, columns: 1)
  }
}

extension SparsityPattern {
  /// Ones at the places for which `isOne` says so, and zeros.
  fileprivate func ones<S: SparseScalar>(where isOne: (Int, Int) -> Bool) -> CSRMatrix<S> {
    var values: [S] = []
    values.reserveCapacity(count)
    for i in 0..<rows {
      for k in entries(inRow: i) { values.append(isOne(i, Int(structure.columns[k])) ? 1 : 0) }
    }
    return CSRMatrix(pattern: self, values: values)
  }
}
