import SparseAutodiff
import SparseMatrices

// What keeps a model from learning its training nodes by heart.

/// Dropout of the stored values of a sparse matrix, as of dense ones: what is not stored is 0 anyway. The pattern stays.
///
/// - Precondition: `0 ≤ rate < 1`.
public func dropout<S>(
  _ a: Variable<CSRMatrix<S>>, rate: Double, seed: UInt64
) -> Variable<CSRMatrix<S>> {
  let values: Variable<[S]> = dropout(a.values(), rate: rate, seed: seed)
  return Variable(pattern: a.value.pattern, values: values)
}

/// `½ Σ w²` over all elements of some weights: times λ in a loss, a weight decay of λ of just these.
public func l2Penalty<S: DifferentiableScalar>(
  _ weights: [Variable<DenseMatrix<S>>]
) -> Variable<S> {
  var sum = Variable<S>(0)
  for weight in weights { sum = sum + weight.squaredNorm() }
  return 0.5 * sum
}
