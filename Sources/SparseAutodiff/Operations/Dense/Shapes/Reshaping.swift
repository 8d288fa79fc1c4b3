import SparseMatrices

/// The same elements in another shape or kind, row by row.
///
///     tangent     ẏ = ẋ      cotangent   x̄ = ȳ, reshaped likewise
struct Reshape<Input: DenseValue, Output: DenseValue>: UnaryOperation
where Input.Scalar == Output.Scalar {
  let shape: DenseShape
  var name: String { "reshape" }

  func forward(_ x: Input) -> Output {
    require(
      x._shape.count == shape.count,
      "\(x._shape.count) elements do not make \(shape.rows)×\(shape.columns)")
    return Output(_shape: shape, _elements: x._elements)
  }

  func vjp(
    _ x: Variable<Input>, _ y: Variable<Output>, cotangent: Variable<Output>
  ) -> Variable<Input> { Reshape<Output, Input>(shape: x.value._shape)(cotangent) }

  func jvp(
    _ x: Variable<Input>, _ y: Variable<Output>, tangent: Variable<Input>
  ) -> Variable<Output> { self(tangent) }
}

/// `Y = Xᵀ`.
///
///     tangent     Ẏ = Ẋᵀ      cotangent   X̄ = Ȳᵀ
struct DenseTransposition<S: SparseScalar>: UnaryOperation {
  var name: String { "transpose" }

  func forward(_ x: DenseMatrix<S>) -> DenseMatrix<S> {
    DenseMatrix(_shape: x._shape.transposed, _elements: Kernels.transpose(x.values, x._shape))
  }

  func vjp(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>,
    cotangent: Variable<DenseMatrix<S>>
  ) -> Variable<DenseMatrix<S>> { self(cotangent) }

  func jvp(
    _ x: Variable<DenseMatrix<S>>, _ y: Variable<DenseMatrix<S>>, tangent: Variable<DenseMatrix<S>>
  ) -> Variable<DenseMatrix<S>> { self(tangent) }
}

extension Variable where Value: DenseValue {
  /// The elements, row by row, as a matrix of another shape.
  public func reshaped(rows: Int, columns: Int) -> Variable<DenseMatrix<Value.Scalar>> {
    Reshape(shape: DenseShape(rows: rows, columns: columns))(self)
  }

  /// The elements, row by row, as a vector.
  public func flattened() -> Variable<[Value.Scalar]> {
    Reshape(shape: .row(value._shape.count))(self)
  }
}

extension Variable {
  /// `Xᵀ`.
  public func transposed<S>() -> Variable where Value == DenseMatrix<S> {
    DenseTransposition()(self)
  }
}
