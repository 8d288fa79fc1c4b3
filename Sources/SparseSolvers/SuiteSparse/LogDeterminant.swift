#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// `log |det M|` of a matrix made of entries of A, ``StoredPlaces``, whose factors are there.
///
///     tangent     tr(M⁻¹ Ṁ)        cotangent   M̄ = w̄ M⁻ᵀ
struct LogDeterminant<S: DifferentiableScalar>: UnaryOperation {
  let factor: any DeterminantFactorization<S>
  var places = StoredPlaces<S>()
  var name: String { "log|det A|" }

  func forward(_ a: CSRMatrix<S>) -> S { S(factor.logDeterminant) }

  func vjp(
    _ a: Variable<CSRMatrix<S>>, _ y: Variable<S>, cotangent: Variable<S>
  ) -> Variable<CSRMatrix<S>> { cotangent * slope(a) }

  func jvp(
    _ a: Variable<CSRMatrix<S>>, _ y: Variable<S>, tangent: Variable<CSRMatrix<S>>
  ) -> Variable<S> { dot(slope(a), tangent) }

  private func slope(_ a: Variable<CSRMatrix<S>>) -> Variable<CSRMatrix<S>> {
    let entries = InverseEntries(factor: factor, places: places)(a)
    return places.cotangent(entries, transposed: entries)
  }
}

/// `[M⁻ᵀ]_P(A)`, from factors of M.
///
///     tangent     −[M⁻ᵀ Ṁᵀ M⁻ᵀ]_P        cotangent   M̄ = −M⁻ᵀ C̄ᵀ M⁻ᵀ
///
/// A derivative is two solves for each unit vector, in blocks of 64.
struct InverseEntries<S: DifferentiableScalar>: UnaryOperation {
  let factor: any DeterminantFactorization<S>
  var places = StoredPlaces<S>()
  var name: String { "[A⁻ᵀ]" }

  func forward(_ a: CSRMatrix<S>) -> CSRMatrix<S> { CSRMatrix(factor.inverseEntries()) }

  func vjp(
    _ a: Variable<CSRMatrix<S>>, _ z: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    let (pattern, n) = (a.value.pattern, a.value.rows)
    let solve = SparseSolve(solver: factor, places: places, transpose: true)
    let cotangent = places.own(cotangent)
    var bar: Variable<CSRMatrix<S>>?
    for first in stride(from: 0, to: n, by: 64) {
      var unit = DenseMatrix<S>(rows: n, columns: min(64, n - first))
      for j in 0..<unit.columns { unit[first + j, j] = 1 }
      let columns = Variable(unit)
      let y = solve(a, Spmm(transpose: true)(cotangent, solve(a, columns)))
      let part = -places.cotangent(
        pattern.sampledProduct(y, columns), transposed: pattern.sampledProduct(columns, y))
      bar = bar.map { Accumulation()($0, part) } ?? part
    }
    return bar ?? Variable(a.value.zero)
  }
}

/// Factors of M that know its determinant and entries of its inverse.
protocol DeterminantFactorization<Scalar>: SparseFactorization {
  /// `log |det M|`.
  var logDeterminant: Double { get }
  /// `[M⁻ᵀ]_P(A)`, and 0 at the places that A ignores.
  func inverseEntries() -> CSRMatrix<Double>
}
#endif
