import SparseMatrices

/// The largest stored entry of each row, `y_i = max_j A_ij` over the places that A stores.
///
///     A   m×n sparse      y   m
///
///     tangent     ẏ_i = Ȧ_ij      cotangent   Ā_ij = ȳ_i, 0 elsewhere on P(A)      with j the first place of the maximum
///
/// Each is O(m + nnz). A row without entries has the maximum −∞ and no derivative. A NaN is the maximum of its row.
public struct RowMaximum<S: SparseScalar>: UnaryOperation {
  /// The operation.
  public init() {}
  /// For graphs and reports.
  public var name: String { "row maximum" }

  public func forward(_ a: CSRMatrix<S>) -> [S] {
    places(a).map { $0 < 0 ? -S.infinity : a.values[$0] }
  }

  public func vjp(
    _ a: Variable<CSRMatrix<S>>, _ y: Variable<[S]>, cotangent: Variable<[S]>
  ) -> Variable<CSRMatrix<S>> { chosen(in: a.value).transposed(cotangent) }

  public func jvp(
    _ a: Variable<CSRMatrix<S>>, _ y: Variable<[S]>, tangent: Variable<CSRMatrix<S>>
  ) -> Variable<[S]> { chosen(in: a.value)(tangent) }

  /// The linear map of a matrix to its entries at the places of the maxima of `a`.
  private func chosen(in a: CSRMatrix<S>) -> LinearOperation<CSRMatrix<S>, [S]> {
    let (places, pattern) = (places(a), a.pattern)
    return LinearOperation(
      name: "chosen", map: { a in places.map { $0 < 0 ? 0 : a.values[$0] } },
      adjoint: { y in
        var values: [S] = Kernels.zeros(pattern.count)
        for (place, y) in zip(places, y) where place >= 0 { values[place] = y }
        return CSRMatrix(pattern: pattern, values: values)
      })
  }

  /// The place of each row's maximum among the entries, the first of equal ones; -1 for a row without any.
  @specialized(where S == Double)
  @specialized(where S == Float)
  private func places(_ a: CSRMatrix<S>) -> [Int] {
    let values = a.values
    return (0..<a.rows).map { i in
      a.pattern.entries(inRow: i).reduce(-1) { best, k in
        best < 0 || values[k] > values[best] || values[k].isNaN ? k : best
      }
    }
  }
}

extension Variable {
  /// The largest stored entry of each row: ``RowMaximum``.
  public func rowMaximum<S>() -> Variable<[S]> where Value == CSRMatrix<S> { RowMaximum()(self) }
}

extension CSRMatrix {
  /// The largest stored entry of each row: ``RowMaximum``.
  public func rowMaximum() -> [Scalar] { RowMaximum().forward(self) }
}
