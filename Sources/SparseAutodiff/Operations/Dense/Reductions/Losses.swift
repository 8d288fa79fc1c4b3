import SparseMatrices

/// The mean cross-entropy of rows of scores with the labels of their true classes,
///
///     −1/|M| Σ_{i ∈ M} log softmax(z_i)[label_i]
///
/// over the rows M that `mask` chooses, or all. Rows outside have zero gradient, and their labels are not looked at.
///
/// - Parameters:
///   - scores: z, a row for each node and a column for each class, before the softmax.
///   - labels: the class of each row.
///   - mask: whether a row counts.
/// - Precondition: at least one row counts, and the labels of those that do are columns.
public func crossEntropy<S: DenseValue>(
  _ scores: Variable<DenseMatrix<S>>, labels: [Int], mask: [Bool]? = nil
) -> Variable<S> where S.Scalar == S {
  let n = scores.value.rows
  require(labels.count == n, "\(labels.count) labels for \(n) rows")
  require(mask == nil || mask?.count == n, "a mask of \(mask?.count ?? n) for \(n) rows")
  let rows = (0..<n).filter { mask?[$0] ?? true }
  require(!rows.isEmpty, "no row counts, of \(n)")
  let chosen = rows.count == n ? scores : scores[rows: rows]
  let likelihoods = logSoftmax(chosen).elements(
    rows: Array(rows.indices), columns: rows.map { labels[$0] })
  return -likelihoods.mean()
}

/// `Σ (y_i − t_i)²`, of values of one shape.
public func squaredError<Value: DenseValue, S: DenseValue>(
  _ y: Variable<Value>, _ target: Variable<Value>
) -> Variable<S> where S.Scalar == S, Value.Scalar == S {
  let (a, b) = (y.value._shape, target.value._shape)
  require(
    a == b, "\(y.value.shapeDescription) against \(target.value.shapeDescription) wanted")
  return (y - target).squaredNorm()
}

/// ``squaredError(_:_:)`` divided by the number of elements; NaN of none.
public func meanSquaredError<Value: DenseValue, S: DenseValue>(
  _ y: Variable<Value>, _ target: Variable<Value>
) -> Variable<S> where S.Scalar == S, Value.Scalar == S {
  squaredError(y, target) / S(y.value._shape.count)
}

/// The mean of `−t log σ(z) − (1 − t) log(1 − σ(z))` over all elements: two classes, told apart by one number each.
///
///     z   logits, of any shape      t   targets in [0, 1], of the same shape
///
/// Computed as `softplus(z) − t z`, which neither overflows nor loses the tail.
public func binaryCrossEntropy<Value: DenseValue, S: DenseValue>(
  logits z: Variable<Value>, targets t: Value
) -> Variable<S> where S.Scalar == S, Value.Scalar == S {
  (softplus(z) - Variable(t) .* z).mean()
}
