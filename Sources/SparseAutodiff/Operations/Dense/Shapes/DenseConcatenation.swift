import SparseMatrices

/// Vectors one after the other.
///
///     tangent     likewise      cotangent   the slices of ȳ
struct VectorConcatenation<S: SparseScalar>: NaryOperation {
  var name: String { "concatenate" }

  func forward(_ x: [[S]]) -> [S] { x.flatMap { $0 } }

  func vjp(
    _ x: [Variable<[S]>], _ y: Variable<[S]>, cotangent: Variable<[S]>
  ) -> [Variable<[S]>] {
    var end = 0
    return x.map { part in
      let start = end
      end += part.value.count
      return cotangent[start..<end]
    }
  }

  func jvp(
    _ x: [Variable<[S]>], _ y: Variable<[S]>, tangents: [Variable<[S]>?]
  ) -> Variable<[S]> { self(zip(x, tangents).map { $1 ?? Variable($0.value.zero) }) }
}

/// Matrices one below the other (`axis` 0) or side by side (`axis` 1).
///
///     tangent     likewise      cotangent   the blocks of Ȳ
struct BlockConcatenation<S: SparseScalar>: NaryOperation {
  let axis: Int
  var name: String { "concatenate" }

  func forward(_ x: [DenseMatrix<S>]) -> DenseMatrix<S> {
    axis == 0 ? .vertical(x) : .horizontal(x)
  }

  func vjp(
    _ x: [Variable<DenseMatrix<S>>], _ y: Variable<DenseMatrix<S>>,
    cotangent: Variable<DenseMatrix<S>>
  ) -> [Variable<DenseMatrix<S>>] {
    var end = 0
    return x.map { part in
      let start = end
      end += axis == 0 ? part.value.rows : part.value.columns
      return axis == 0 ? cotangent[start..<end, 0...] : cotangent[0..., start..<end]
    }
  }

  func jvp(
    _ x: [Variable<DenseMatrix<S>>], _ y: Variable<DenseMatrix<S>>,
    tangents: [Variable<DenseMatrix<S>>?]
  ) -> Variable<DenseMatrix<S>> {
    self(zip(x, tangents).map { $1 ?? Variable($0.value.zero) })
  }
}

/// Vectors one after the other.
public func concatenate<S>(_ vectors: [Variable<[S]>]) -> Variable<[S]> {
  VectorConcatenation()(vectors)
}

/// Matrices one below the other for `axis` 0, which all have the same number of columns, or side by side for `axis` 1,
/// which all have the same number of rows. No matrices make a 0×0 one.
public func concatenate<S>(
  _ matrices: [Variable<DenseMatrix<S>>], axis: Int
) -> Variable<DenseMatrix<S>> {
  checkAxis(axis)
  return BlockConcatenation(axis: axis)(matrices)
}
