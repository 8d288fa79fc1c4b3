import SparseMatrices

/// Repeats a value along the axes on which it has length 1.
///
///     x   of shape `from`      y   of shape `to`
///
///     tangent     ẏ = ẋ, repeated      cotangent   x̄ = ȳ, summed over the repeated axes: ``SumTo``
///
/// The two are each other's transposes, so both have derivatives of any order. The kinds of x and y do not matter: the
/// shapes say which way a vector lies.
struct Broadcast<Small: DenseValue, Large: DenseValue>: UnaryOperation
where Small.Scalar == Large.Scalar {
  let from: DenseShape
  let to: DenseShape
  var name: String { "broadcast" }

  func forward(_ x: Small) -> Large {
    // Adding -0 changes nothing, not even a zero's sign.
    Large(
      _shape: to,
      _elements: from == to
        ? x._elements
        : Kernels.zip(.add, x._elements, from, [-0.0 as Small.Scalar], .scalar, to: to))
  }

  func vjp(
    _ x: Variable<Small>, _ y: Variable<Large>, cotangent: Variable<Large>
  ) -> Variable<Small> {
    SumTo(from: to, to: from, shape: x.value._shape)(cotangent)
  }

  func jvp(
    _ x: Variable<Small>, _ y: Variable<Large>, tangent: Variable<Small>
  ) -> Variable<Large> { self(tangent) }
}

/// Sums a value over the axes on which a smaller shape has length 1: the transpose of ``Broadcast``.
struct SumTo<Large: DenseValue, Small: DenseValue>: UnaryOperation
where Small.Scalar == Large.Scalar {
  let from: DenseShape
  let to: DenseShape
  /// The result's own shape, which says the same number of elements.
  let shape: DenseShape
  var name: String { "sum" }

  func forward(_ x: Large) -> Small {
    Small(_shape: shape, _elements: Kernels.sum(x._elements, from, to: to))
  }

  func vjp(
    _ x: Variable<Large>, _ y: Variable<Small>, cotangent: Variable<Small>
  ) -> Variable<Large> { Broadcast(from: to, to: from)(cotangent) }

  func jvp(
    _ x: Variable<Large>, _ y: Variable<Small>, tangent: Variable<Large>
  ) -> Variable<Small> { self(tangent) }
}

extension Variable where Value: DenseValue {
  /// The value repeated to a shape.
  func broadcast<Large: DenseValue>(to shape: DenseShape) -> Variable<Large>
  where Large.Scalar == Value.Scalar {
    Value.self == Large.self && value._shape == shape
      ? asKind() : Broadcast(from: value._shape, to: shape)(self)
  }

  /// The value summed to a shape from which it was broadcast.
  func unbroadcast<Small: DenseValue>(to shape: DenseShape) -> Variable<Small>
  where Small.Scalar == Value.Scalar {
    Value.self == Small.self && value._shape == shape
      ? asKind() : SumTo(from: value._shape, to: shape, shape: shape)(self)
  }

  /// The same variable, where its kind is known to be `Other`.
  private func asKind<Other: DenseValue>() -> Variable<Other> where Other.Scalar == Value.Scalar {
    let same = Other(_slot: value._slot)
    return tape.map { Variable<Other>(same, $0, node) } ?? Variable<Other>(same)
  }
}
