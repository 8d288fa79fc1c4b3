import SparseMatrices

/// The sparse Jacobian `∂y_i/∂x_j` of a function, in one sweep a colour.
///
///     let coloring = JacobianColoring(pattern)                       // once
///     let j = sparseJacobian(at: x, coloring: coloring, of: f)       // at each point
///
/// Rows are the coordinates of the result, columns those of the argument, as in ``jacobian(at:mode:of:)``. The matrix is on
/// the colouring's own pattern object. With the gradient of a scalar function for `f` it is the sparse Hessian.
///
/// The pattern is taken at its word: where it stores a place at which the derivative is zero, that zero is stored; where it
/// misses a place at which the derivative is not zero, entries of that row are wrong. ``detectPattern(at:mode:probe:of:)``
/// finds a pattern.
///
/// - Precondition: the pattern is (coordinates of the result) × (coordinates of the argument).
/// - Throws: what `f` throws.
/// - Complexity: one evaluation, `coloring.count` sweeps over its tape, and O(entries).
public func sparseJacobian<Argument: TapeValue, Result: TapeValue, E: Error>(
  at x: Argument, coloring: JacobianColoring,
  of f: (Variable<Argument>) throws(E) -> Variable<Result>
) throws(E) -> CSRMatrix<Argument.Scalar> where Argument.Scalar == Result.Scalar {
  let map = try Linearization(at: x, of: f)
  let pattern = coloring.pattern
  require(
    pattern.rows == map.rows && pattern.columns == map.columns,
    "a \(pattern.rows)×\(pattern.columns) pattern for a \(map.rows)×\(map.columns) Jacobian")
  var jacobian = CSRMatrix<Argument.Scalar>(pattern: pattern)
  jacobian.values =
    coloring.mode == .forward
    ? coloring.columnwise(map.jvp, columns: map.columns)
    : coloring.rowwise(map.vjp, rows: map.rows)
  return jacobian
}

/// The sparse Jacobian on a pattern: see ``sparseJacobian(at:coloring:of:)``, which spares colouring it again.
public func sparseJacobian<Argument: TapeValue, Result: TapeValue, E: Error>(
  at x: Argument, pattern: SparsityPattern, mode: JacobianMode = .cheaper,
  of f: (Variable<Argument>) throws(E) -> Variable<Result>
) throws(E) -> CSRMatrix<Argument.Scalar> where Argument.Scalar == Result.Scalar {
  try sparseJacobian(at: x, coloring: JacobianColoring(pattern, mode: mode), of: f)
}

extension JacobianColoring {
  /// The values of the Jacobian on the pattern from products `J s`, where `s` is 1 in the columns of one colour.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func columnwise<Scalar: SparseScalar>(
    _ product: ([Scalar]) -> [Scalar]?, columns: Int
  ) -> [Scalar] {
    let transpose = pattern.transpose
    var values: [Scalar] = Kernels.zeros(pattern.count)
    for color in 0..<count {
      guard let column = product(indicator(ofColor: color, count: columns)) else { continue }
      for j in members(ofColor: color) {
        for q in transpose.pattern.entries(inRow: Int(j)) {
          values[Int(transpose.permutation[q])] = column[Int(transpose.pattern.columnIndices[q])]
        }
      }
    }
    return values
  }

  /// The same from products `Jᵀ s`, where `s` is 1 in the rows of one colour.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func rowwise<Scalar: SparseScalar>(
    _ product: ([Scalar]) -> [Scalar]?, rows: Int
  ) -> [Scalar] {
    var values: [Scalar] = Kernels.zeros(pattern.count)
    for color in 0..<count {
      guard let row = product(indicator(ofColor: color, count: rows)) else { continue }
      for i in members(ofColor: color) {
        for k in pattern.entries(inRow: Int(i)) { values[k] = row[Int(pattern.columnIndices[k])] }
      }
    }
    return values
  }

  private func indicator<Scalar: SparseScalar>(ofColor color: Int, count: Int) -> [Scalar] {
    var seed: [Scalar] = Kernels.zeros(count)
    for j in members(ofColor: color) { seed[Int(j)] = 1 }
    return seed
  }
}
