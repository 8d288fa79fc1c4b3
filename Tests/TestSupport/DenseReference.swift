import SparseAD

/// The obvious O(m n) forms of what the library does in O(nnz), to compare with.
package enum DenseReference {
  package static func dense<S>(_ a: CSRMatrix<S>) -> DenseMatrix<S> {
    var dense = DenseMatrix<S>(rows: a.rows, columns: a.columns)
    for i in 0..<a.rows {
      for j in 0..<a.columns { dense[i, j] = a[i, j] }
    }
    return dense
  }

  /// Ones at the stored places, zeros elsewhere.
  package static func mask<S>(_ pattern: SparsityPattern, as: S.Type = S.self) -> DenseMatrix<S> {
    dense(CSRMatrix(pattern: pattern, repeating: 1))
  }

  /// The elements of `dense` at the stored places, in their order.
  package static func entries<S>(of dense: DenseMatrix<S>, on pattern: SparsityPattern) -> [S] {
    (0..<pattern.count).map { k in
      let (i, j) = pattern.place(ofEntry: k)
      return dense[i, j]
    }
  }

  package static func transpose<S>(_ a: DenseMatrix<S>) -> DenseMatrix<S> {
    var result = DenseMatrix<S>(rows: a.columns, columns: a.rows)
    for i in 0..<a.rows {
      for j in 0..<a.columns { result[j, i] = a[i, j] }
    }
    return result
  }

  package static func product<S>(_ a: DenseMatrix<S>, _ b: DenseMatrix<S>) -> DenseMatrix<S> {
    var result = DenseMatrix<S>(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        result[i, j] = (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] }
      }
    }
    return result
  }

  package static func product<S>(_ a: DenseMatrix<S>, _ x: [S]) -> [S] {
    product(a, DenseMatrix(rows: x.count, columns: 1, values: x)).values
  }

  /// `alpha a + beta b`.
  package static func combine<S: SparseScalar>(_ alpha: S, _ a: [S], _ beta: S, _ b: [S]) -> [S] {
    zip(a, b).map { alpha * $0 + beta * $1 }
  }
}
