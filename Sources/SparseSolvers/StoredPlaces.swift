import SparseAutodiff
import SparseMatrices

/// Which places of a matrix M the stored entries of A stand for, `M = V ⊙ A + (W ⊙ A)ᵀ + constants`, with zeros and ones V, W.
///
/// In a general matrix V is all ones; in a triangle it leaves the rest out; of a symmetric matrix of which a triangle is
/// stored, W mirrors the entries beside the diagonal. So
///
///     Ā = V ⊙ [M̄]_P(A) + W ⊙ [M̄ᵀ]_P(A)
struct StoredPlaces<S: SparseScalar>: Sendable {
  /// V; nil is all ones.
  private var ownOnes: CSRMatrix<S>?
  /// W; nil is zero.
  private var mirroredOnes: CSRMatrix<S>?

  /// Each entry for its own place.
  init() {}

  /// The entries of a triangle, and with `isMirrored` those beside the diagonal for two places.
  init(_ triangle: Triangle, of pattern: SparsityPattern, isMirrored: Bool = false) {
    ownOnes = pattern.ones(where: triangle.reads)
    if isMirrored { mirroredOnes = pattern.ones(where: triangle.contains) }
  }

  /// `V ⊙ A`.
  func own(_ a: Variable<CSRMatrix<S>>) -> Variable<CSRMatrix<S>> {
    ownOnes.map { Variable($0).hadamard(a) } ?? a
  }

  /// `W ⊙ A`; nil is zero.
  func mirrored(_ a: Variable<CSRMatrix<S>>) -> Variable<CSRMatrix<S>>? {
    mirroredOnes.map { Variable($0).hadamard(a) }
  }

  /// Ā, from M̄ and its transpose on P(A).
  func cotangent(
    _ bar: Variable<CSRMatrix<S>>, transposed: @autoclosure () -> Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    let bar = own(bar)
    return mirroredOnes.map { Accumulation()(bar, Variable($0).hadamard(transposed())) } ?? bar
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
