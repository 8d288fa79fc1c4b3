import SparseAutodiff
import SparseMatrices

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
  let solver: any SparseFactorization<S>
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
      let own = Spmm(transpose: transpose)(masked(aDot), x)
      let other = mirrored.map {
        Spmm(transpose: !transpose)(Variable($0).hadamard(aDot), x)
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
  require(
    zip(factored.values, a.values).allSatisfy { $0 == Double($1) },
    "the matrix has other values than the one that was factored")
}

extension Variable where Value: DenseValue {
  var asColumn: Variable<DenseMatrix<Value.Scalar>> {
    reshaped(rows: value._shape.count, columns: 1)
  }
}

extension SparsityPattern {
  /// Ones at the places for which `isOne` says so, and zeros.
  func ones<S: SparseScalar>(where isOne: (Int, Int) -> Bool) -> CSRMatrix<S> {
    var values: [S] = []
    values.reserveCapacity(count)
    for i in 0..<rows {
      for k in entries(inRow: i) { values.append(isOne(i, Int(structure.columns[k])) ? 1 : 0) }
    }
    return CSRMatrix(pattern: self, values: values)
  }
}
