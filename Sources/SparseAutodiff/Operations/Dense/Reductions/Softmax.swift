import SparseMatrices

/// `y = log Σ exp(x)`, over all elements or over each row.
///
///     tangent     ẏ = Σ p ⊙ ẋ      cotangent   x̄ = p ⊙ ȳ,      p = exp(x − y)
///
/// Computed relative to the largest element, so that nothing overflows.
struct LogSumExp<Input: DenseValue, Output: DenseValue>: UnaryOperation
where Input.Scalar == Output.Scalar {
  /// What is summed: the rows of this shape.
  let from: DenseShape
  /// The result's shape.
  let shape: DenseShape
  /// The operand's own shape, which says the same number of elements as `from`.
  let to: DenseShape
  var name: String { "logSumExp" }

  func forward(_ x: Input) -> Output {
    Output(_shape: shape, _elements: Kernels.logSumExp(x._elements, from))
  }

  func vjp(
    _ x: Variable<Input>, _ y: Variable<Output>, cotangent: Variable<Output>
  ) -> Variable<Input> { spread(cotangent) .* weights(x, y) }

  func jvp(
    _ x: Variable<Input>, _ y: Variable<Output>, tangent: Variable<Input>
  ) -> Variable<Output> {
    SumTo(from: from, to: .column(from.rows), shape: shape)(weights(x, y) .* tangent)
  }

  private func weights(_ x: Variable<Input>, _ y: Variable<Output>) -> Variable<Input> {
    exp(x - spread(y))
  }

  private func spread(_ y: Variable<Output>) -> Variable<Input> {
    // Of a matrix reduced to a scalar, `from` is one long row.
    from.rows == 1
      ? y.broadcast(to: to) : Broadcast(from: .column(from.rows), to: to)(y)
  }
}

/// `y_ij = x_ij − log Σ_k exp(x_ik)`, row by row; a vector is a row.
///
///     tangent     ẏ = ẋ − Σ_k p ⊙ ẋ      cotangent   x̄ = ȳ − p ⊙ Σ_k ȳ,      p = exp(y)
///
/// Computed relative to each row's largest element, so that nothing overflows.
struct LogSoftmax<Value: DenseValue>: UnaryOperation {
  var name: String { "logSoftmax" }

  func forward(_ x: Value) -> Value {
    Value(_shape: x._shape, _elements: Kernels.logSoftmax(x._elements, x._shape))
  }

  func vjp(
    _ x: Variable<Value>, _ y: Variable<Value>, cotangent: Variable<Value>
  ) -> Variable<Value> { cotangent - exp(y) .* rowSums(cotangent) }

  func jvp(
    _ x: Variable<Value>, _ y: Variable<Value>, tangent: Variable<Value>
  ) -> Variable<Value> { tangent - rowSums(exp(y) .* tangent) }

  private func rowSums(_ x: Variable<Value>) -> Variable<Value> {
    let column = DenseShape.column(x.value._shape.rows)
    return SumTo(from: x.value._shape, to: column, shape: column)(x)
  }
}

extension Variable where Value: DenseValue {
  /// `log Σ exp(x_i)` over all elements, without overflow; −∞ of none.
  public func logSumExp<S: DenseValue>() -> Variable<S> where S.Scalar == S, Value.Scalar == S {
    LogSumExp(from: .row(value._shape.count), shape: .scalar, to: value._shape)(self)
  }
}

extension Variable {
  /// `log Σ exp(x)` along an axis: over the rows for `axis` 0, over the columns for `axis` 1.
  public func logSumExp<S>(axis: Int) -> Variable<[S]> where Value == DenseMatrix<S> {
    checkAxis(axis)
    if axis == 0 { return transposed().logSumExp(axis: 1) }
    return LogSumExp(from: value._shape, shape: .row(value.rows), to: value._shape)(self)
  }
}

/// The logarithm of ``softmax(_:)`` of each row, without overflow; a vector is a row.
public func logSoftmax<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  LogSoftmax()(x)
}

/// `exp(x_ij) / Σ_k exp(x_ik)`: each row as probabilities; a vector is a row.
public func softmax<Value: DenseValue>(_ x: Variable<Value>) -> Variable<Value> {
  exp(logSoftmax(x))
}
