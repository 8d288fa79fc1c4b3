import SparseAutodiff
import SparseMatrices

/// The solution of a sparse linear system, `op(M) X = B`, with `op(M)` M or, with `transpose`, Mᵀ.
///
///     tangent     op(M) Ẋ = Ḃ − op(Ṁ) X
///     cotangent   op(M)ᵀ Λ = X̄,      B̄ = Λ,      M̄ = −Λ Xᵀ      (transposed: M̄ = −X Λᵀ)
///
/// What M is made of are stored entries of A: ``StoredPlaces``. Ā has no entry off the pattern, and is sampled products:
/// neither an inverse nor `Λ Xᵀ` is ever formed. Both derivatives are solves with the factors that are there.
struct SparseSolve<S: SparseScalar>: BinaryOperation {
  let solver: any SparseFactorization<S>
  var places = StoredPlaces<S>()
  var transpose = false
  /// What ``forward(_:_:)`` returns, where it was computed before: solving can fail, and an operation cannot.
  var solution: DenseMatrix<S>?
  var name: String { transpose ? "A⁻ᵀB" : "A⁻¹B" }

  func forward(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) -> DenseMatrix<S> {
    solution ?? solver.solve(b, transpose: transpose)
  }

  func vjp(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ x: Variable<DenseMatrix<S>>,
    cotangent: Variable<DenseMatrix<S>>, needs: (a: Bool, b: Bool)
  ) -> (a: Variable<CSRMatrix<S>>?, b: Variable<DenseMatrix<S>>?) {
    let adjoint = solve(a, cotangent, transpose: !transpose)
    guard needs.a else { return (nil, adjoint) }
    let (left, right) = transpose ? (x, adjoint) : (adjoint, x)
    let pattern = a.value.pattern
    let bar = places.cotangent(
      pattern.sampledProduct(left, right), transposed: pattern.sampledProduct(right, left))
    return (-bar, needs.b ? adjoint : nil)
  }

  func jvp(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ x: Variable<DenseMatrix<S>>,
    aDot: Variable<CSRMatrix<S>>?, bDot: Variable<DenseMatrix<S>>?
  ) -> Variable<DenseMatrix<S>> {
    let moved = aDot.map { aDot in
      let own = Spmm(transpose: transpose)(places.own(aDot), x)
      let other = places.mirrored(aDot).map { Spmm(transpose: !transpose)($0, x) }
      return -(other.map { own + $0 } ?? own)
    }
    return sum(moved, bDot).map { solve(a, $0, transpose: transpose) } ?? Variable(x.value.zero)
  }

  private func solve(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, transpose: Bool
  ) -> Variable<DenseMatrix<S>> {
    SparseSolve(solver: solver, places: places, transpose: transpose)(a, b)
  }
}

/// What solves with M and Mᵀ.
protocol SparseFactorization<Scalar>: Sendable {
  associatedtype Scalar: SparseScalar

  /// `op(M)⁻¹ B`.
  func solve(_ b: DenseMatrix<Scalar>, transpose: Bool) -> DenseMatrix<Scalar>
}

func checkOrder<S>(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) {
  require(
    a.rows == a.columns && a.rows == b.rows,
    "\(b.rows) right-hand rows for a \(a.rows)×\(a.columns) matrix")
}

/// Stops where a factor is used for another matrix than its own.
func requireFactored<S>(_ factored: CSRMatrix<Double>, is a: CSRMatrix<S>) {
  require(a.pattern === factored.pattern, "the matrix is not on the factor's pattern")
  // By far the most are the factor's own values, in their own buffer.
  let isOwn =
    (a.values as? [Double]).map { $0 == factored.values }
    ?? zip(factored.values, a.values).allSatisfy { $0 == Double($1) }
  require(isOwn, "the matrix has other values than the one that was factored")
}

extension Variable where Value: DenseValue {
  var asColumn: Variable<DenseMatrix<Value.Scalar>> {
    reshaped(rows: value._shape.count, columns: 1)
  }
}
