import SparseAutodiff
import SparseMatrices

/// `X = op(A)⁺ B`: the least-squares solution of a tall matrix, the shortest solution of a wide one.
///
///     cotangent   U = op(A)⁺ᵀ X̄,      B̄ = U
///                 M̄ = −U Xᵀ + (B − M X)(M⁺ U)ᵀ + (M⁺ᵀ X)(X̄ − Mᵀ U)ᵀ,      M = op(A), of a rank that does not change
///
///     tangent     Ẋ = M⁺ (Ḃ − Ṁ X + M⁺ᵀ Ṁᵀ (B − M X) − M V) + V,      V = Ṁᵀ M⁺ᵀ X
///
/// Ā is M̄, or M̄ᵀ where A is transposed, on A's pattern. All of it are solutions of the same kind, so there are derivatives of
/// any order.
///
/// Source: Golub and Pereyra, SIAM J. Numer. Anal. 10(2), 1973.
struct LeastSquaresSolve<S: SparseScalar>: BinaryOperation {
  /// Solves with `op(A)⁺`.
  let solver: any SparseFactorization<S>
  var transpose = false
  /// What ``forward(_:_:)`` returns, where it was computed before: solving can fail, and an operation cannot.
  var solution: DenseMatrix<S>?
  var name: String { transpose ? "A⁺ᵀB" : "A⁺B" }

  func forward(_ a: CSRMatrix<S>, _ b: DenseMatrix<S>) -> DenseMatrix<S> {
    solution ?? solver.solve(b, transpose: transpose)
  }

  private func solve(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, adjoint: Bool
  ) -> Variable<DenseMatrix<S>> {
    LeastSquaresSolve(solver: solver, transpose: transpose != adjoint)(a, b)
  }

  func vjp(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ x: Variable<DenseMatrix<S>>,
    cotangent: Variable<DenseMatrix<S>>, needs: (a: Bool, b: Bool)
  ) -> (a: Variable<CSRMatrix<S>>?, b: Variable<DenseMatrix<S>>?) {
    let u = solve(a, cotangent, adjoint: true)
    guard needs.a else { return (nil, u) }
    func sampled(
      _ left: Variable<DenseMatrix<S>>, _ right: Variable<DenseMatrix<S>>
    ) -> Variable<CSRMatrix<S>> {
      let pattern = a.value.pattern
      return transpose ? pattern.sampledProduct(right, left) : pattern.sampledProduct(left, right)
    }
    let misfit = sampled(residual(a, b, x), solve(a, u, adjoint: false))
    let rest = sampled(
      solve(a, x, adjoint: true), cotangent - Spmm(transpose: !transpose)(a, u))
    let bar = Accumulation()(Accumulation()(-sampled(u, x), misfit), rest)
    return (bar, needs.b ? u : nil)
  }

  func jvp(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ x: Variable<DenseMatrix<S>>,
    aDot: Variable<CSRMatrix<S>>?, bDot: Variable<DenseMatrix<S>>?
  ) -> Variable<DenseMatrix<S>> {
    guard let aDot else {
      return bDot.map { solve(a, $0, adjoint: false) } ?? Variable(x.value.zero)
    }
    let (product, adjoint) = (Spmm<S>(transpose: transpose), Spmm<S>(transpose: !transpose))
    let v = adjoint(aDot, solve(a, x, adjoint: true))
    let moved = solve(a, adjoint(aDot, residual(a, b, x)), adjoint: true) - product(aDot, x)
    let right = moved - product(a, v)
    return solve(a, bDot.map { $0 + right } ?? right, adjoint: false) + v
  }

  /// `B − M X`.
  private func residual(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<DenseMatrix<S>>, _ x: Variable<DenseMatrix<S>>
  ) -> Variable<DenseMatrix<S>> { b - Spmm(transpose: transpose)(a, x) }
}
