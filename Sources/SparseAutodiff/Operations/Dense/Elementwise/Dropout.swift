import SparseMatrices

/// Sets each element to 0 with probability `rate`, and divides the others by `1 − rate`, so that the mean stays.
///
///     y = m ⊙ x      tangent   ẏ = m ⊙ ẋ      cotangent   x̄ = m ⊙ ȳ      m_i = 0 or 1 / (1 − rate)
///
/// The same elements for the same seed, on every platform and for any number of threads; use another seed for each call.
/// For training only: without it, use `x` itself.
///
/// - Precondition: `0 ≤ rate < 1`.
public func dropout<Value: DenseValue>(
  _ x: Variable<Value>, rate: Double, seed: UInt64
) -> Variable<Value> {
  require(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
  let mask = Kernels.randomMask(
    x.value._shape.count, seed: seed, rate: rate, kept: Value.Scalar(1 / (1 - rate)))
  return x .* Variable(Value(_shape: x.value._shape, _elements: mask))
}
