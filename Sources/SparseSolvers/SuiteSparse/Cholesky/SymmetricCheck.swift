#if SuiteSparse
import SparseMatrices

/// Refuses values that a Cholesky factorisation would silently misread: NaN, infinities, triangles that
/// differ.
///
/// - Complexity: O(`pattern.count`).
func checkSymmetricValues(
  _ values: [Double], on pattern: SparsityPattern, storage: SymmetricStorage
) throws(CholmodError) {
  // A product with 0 is 0 or NaN: one pass without branches, and a search only when there is something to
  // find.
  if values.reduce(0, { $0 + $1 * 0 }).isNaN {
    for k in values.indices where !values[k].isFinite {
      let (row, column) = pattern.place(ofEntry: k)
      guard storage.reads(row: row, column: column) else { continue }
      throw .nonFinite(row: row, column: column)
    }
  }
  guard storage == .full else { return }
  let permutation = pattern.transpose.permutation
  guard values.indices.contains(where: { values[$0] != values[Int(permutation[$0])] }) else {
    return
  }
  let scale = (0..<pattern.rows).map { pattern.entry($0, $0).map { values[$0].magnitude } ?? 0 }
  for i in 0..<pattern.rows {
    for k in pattern.entries(inRow: i) {
      let j = Int(pattern.structure.columns[k])
      let (entry, mirror) = (values[k], values[Int(permutation[k])])
      let size = max(
        entry.magnitude, mirror.magnitude, scale[i].squareRoot() * scale[j].squareRoot())
      // Halves, so that the difference of two huge entries is finite.
      guard (entry / 2 - mirror / 2).magnitude <= 0.5e-10 * size else {
        throw .notSymmetric(row: i, column: j)
      }
    }
  }
}

extension SymmetricStorage {
  /// Whether an entry there is part of the matrix.
  func reads(row: Int, column: Int) -> Bool {
    switch self {
    case .full: true
    case .lower: row >= column
    case .upper: row <= column
    }
  }
}
#endif
