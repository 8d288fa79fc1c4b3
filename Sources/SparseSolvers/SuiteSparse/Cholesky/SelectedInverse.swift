#if SuiteSparse
import SparseAutodiff
import SparseMatrices

/// The entries of the inverse of a symmetric positive definite matrix at the places where its Cholesky factor has some:
/// all that the derivative of its determinant needs, and the marginal variances of a Gaussian field.
///
///     Z = A⁻¹ on the pattern of Pᵀ (L + Lᵀ) P, where P A Pᵀ = L Lᵀ
///
/// The pattern holds that of A. A⁻¹ itself, which is dense, is never formed.
///
/// Source: Takahashi, Fagan, Chin, Formation of a sparse bus impedance matrix, PICA 1973; by blocks of columns as in Lin et
/// al., SelInv, ACM TOMS 37(4), 2011.
public struct SelectedInverse: Sendable {
  /// Row and column `permutation[k]` of the matrix are row and column `k` of the factor; and the other way round.
  let permutation: [Int]
  private let position: [Int]
  /// The upper triangle of P Z Pᵀ, whose rows are the columns of the lower one.
  private let upper: CSRMatrix<Double>

  init(_ factor: borrowing CholmodFactor) throws(CholmodError) {
    let l = try factor.columns()
    permutation = factor.permutation
    let structure = Structure(
      rowCount: permutation.count, columnCount: permutation.count, starts: l.starts,
      columns: l.rows)
    upper = CSRMatrix(
      pattern: SparsityPattern(structure),
      values: SupernodalInverse(starts: l.starts, rows: l.rows).values(l.values))
    var position = [Int](repeating: 0, count: permutation.count)
    for (k, original) in permutation.enumerated() { position[original] = k }
    self.position = position
  }

  /// The number of rows and columns of the matrix.
  public var order: Int { permutation.count }

  /// `(A⁻¹)_ij`, or nil where the factor has no entry.
  ///
  /// - Complexity: O(log n).
  public subscript(i: Int, j: Int) -> Double? {
    let (p, q) = (position[i], position[j])
    return upper.pattern.entry(min(p, q), max(p, q)).map { upper.values[$0] }
  }

  /// The diagonal of `A⁻¹`: where A is the precision matrix of a Gaussian field, the variance of each variable.
  public var diagonal: [Double] {
    let diagonal = upper.diagonal
    return position.map { diagonal[$0] }
  }

  /// `A⁻¹` on a pattern, which has to lie within the factor's: that of A does, and every part of it.
  ///
  /// - Complexity: O(entries · log n).
  public func entries(on pattern: SparsityPattern) -> CSRMatrix<Double> {
    entries(on: pattern) { _, _ in true }
  }

  /// The same, and 0 at the places that `isWanted` leaves out.
  func entries(
    on pattern: SparsityPattern, where isWanted: (_ row: Int, _ column: Int) -> Bool
  ) -> CSRMatrix<Double> {
    require(
      pattern.rows == order && pattern.columns == order,
      "a \(pattern.rows)×\(pattern.columns) pattern for an inverse of order \(order)")
    var entries = CSRMatrix<Double>(pattern: pattern)
    for i in 0..<order {
      for k in pattern.entries(inRow: i) {
        let j = Int(pattern.structure.columns[k])
        guard isWanted(i, j) else { continue }
        guard let value = self[i, j] else { stop("the inverse has no entry (\(i), \(j)) here") }
        entries.values[k] = value
      }
    }
    return entries
  }

  /// `tr(A⁻¹ B)` for a B whose pattern lies within the factor's.
  ///
  /// - Complexity: O(entries of B · log n).
  public func trace(times b: CSRMatrix<Double>) -> Double {
    // Σ (A⁻¹)_ji b_ij, and A⁻¹ is symmetric.
    Dot().forward(entries(on: b.pattern), b)
  }
}
#endif
