import SparseMatrices

extension Variable {
  /// `A + B`: ``LinearCombination``.
  ///
  /// - Throws: ``SizeError`` where the sum does not fit.
  public static func + <S>(a: Variable, b: Variable) throws(SizeError) -> Variable
  where Value == CSRMatrix<S> {
    try combine(1, a, 1, b)
  }

  /// `A - B`: ``LinearCombination``.
  ///
  /// - Throws: ``SizeError`` where the difference does not fit.
  public static func - <S>(a: Variable, b: Variable) throws(SizeError) -> Variable
  where Value == CSRMatrix<S> {
    try combine(1, a, -1, b)
  }

  /// `[A]_P`: what A stores at the places of `pattern`, and 0 at those where it stores nothing.
  func restricted<S>(to pattern: SparsityPattern, times factor: S = 1) -> Variable
  where Value == CSRMatrix<S> {
    let own = value.pattern
    if own === pattern { return factor == 1 ? self : factor * self }
    return LinearOperation(
      name: "restrict", map: { restriction(of: $0, to: pattern, times: factor) },
      adjoint: { restriction(of: $0, to: own, times: factor) })(self)
  }
}

/// `α A + β B`: ``LinearCombination``.
///
/// - Throws: ``SizeError`` where the result does not fit.
public func linearCombination<S: TapeValue>(
  _ alpha: Variable<S>, _ a: Variable<CSRMatrix<S>>, _ beta: Variable<S>,
  _ b: Variable<CSRMatrix<S>>
) throws(SizeError) -> Variable<CSRMatrix<S>> where S.Scalar == S {
  let (first, second) = (term(alpha, a), term(beta, b))
  return try combine(first.factor, first.matrix, second.factor, second.matrix)
}

/// `Σ cᵢ Mᵢ`, of at least one matrix: ``LinearCombination``.
///
/// - Throws: ``SizeError`` where the result does not fit.
public func linearCombination<S: TapeValue>(
  coefficients: [Variable<S>], matrices: [Variable<CSRMatrix<S>>]
) throws(SizeError) -> Variable<CSRMatrix<S>> where S.Scalar == S {
  require(
    coefficients.count == matrices.count && !matrices.isEmpty,
    "\(coefficients.count) coefficients for \(matrices.count) matrices")
  var pattern = matrices[0].value.pattern
  for matrix in matrices.dropFirst() { pattern = try pattern.union(matrix.value.pattern) }
  let terms = zip(coefficients, matrices).map { term($0, $1) }
  return SparseSum(factors: terms.map(\.factor), pattern: pattern)(terms.map(\.matrix))
}

/// A constant coefficient goes with the sum; one on the tape is multiplied with its matrix there.
private func term<S: TapeValue>(
  _ coefficient: Variable<S>, _ matrix: Variable<CSRMatrix<S>>
) -> (factor: S, matrix: Variable<CSRMatrix<S>>) where S.Scalar == S {
  coefficient.tape == nil ? (coefficient.value, matrix) : (1, coefficient * matrix)
}

private func combine<S>(
  _ alpha: S, _ a: Variable<CSRMatrix<S>>, _ beta: S, _ b: Variable<CSRMatrix<S>>
) throws(SizeError) -> Variable<CSRMatrix<S>> {
  // One merge finds the pattern and the values; only then can the operation be made that has them.
  let c = try LinearCombination.forward(alpha, a.value, beta, b.value)
  return SparseSumOfTwo(alpha: alpha, beta: beta, pattern: c.pattern).recorded(c, a, b)
}

/// `factor [A]_P`.
func restriction<S>(
  of a: CSRMatrix<S>, to pattern: SparsityPattern, times factor: S = 1
) -> CSRMatrix<S> {
  require(
    a.rows == pattern.rows && a.columns == pattern.columns,
    "the product of a \(pattern.rows)×\(pattern.columns) matrix and a \(a.rows)×\(a.columns) one")
  if a.pattern !== pattern {
    return CSRMatrix(
      pattern: pattern,
      values: Kernels.restrict(factor, a.pattern.structure, a.values, to: pattern.structure))
  }
  return factor == 1
    ? a : CSRMatrix(pattern: pattern, values: Kernels.axpby(factor, a.values, 0, a.values))
}

/// `α A + β B` with constant factors, on a pattern that holds both.
package struct SparseSumOfTwo<S: SparseScalar>: BinaryOperation {
  package typealias Matrix = Variable<CSRMatrix<S>>
  let alpha: S
  let beta: S
  let pattern: SparsityPattern

  package init(alpha: S, beta: S, pattern: SparsityPattern) {
    self.alpha = alpha
    self.beta = beta
    self.pattern = pattern
  }

  package var name: String { "αA+βB" }

  package func forward(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(on: pattern) { LinearCombination.forward(alpha, a, beta, b, into: &$0) }
  }

  package func vjp(
    _ a: Matrix, _ b: Matrix, _ y: Matrix, cotangent: Matrix, needs: (a: Bool, b: Bool)
  ) -> (a: Matrix?, b: Matrix?) {
    (
      needs.a ? cotangent.restricted(to: a.value.pattern, times: alpha) : nil,
      needs.b ? cotangent.restricted(to: b.value.pattern, times: beta) : nil
    )
  }

  package func jvp(_ a: Matrix, _ b: Matrix, _ y: Matrix, aDot: Matrix?, bDot: Matrix?) -> Matrix {
    let terms = [(alpha, aDot), (beta, bDot)].filter { $0.1 != nil }
    return SparseSum(factors: terms.map(\.0), pattern: pattern)(terms.compactMap(\.1))
  }
}

extension SparseSumOfTwo {
  /// The result `c`, known already, recorded where an operand is on a tape.
  fileprivate func recorded(_ c: CSRMatrix<S>, _ a: Matrix, _ b: Matrix) -> Matrix {
    guard let tape = a.tape ?? b.tape, !isRecordingPaused else { return Variable(c) }
    let (i, j) = (tape.node(of: a), tape.node(of: b))
    return Variable(c, tape, tape.record(rule, c._slot, i, j))
  }
}

/// `Σ fᵢ Mᵢ` with constant factors, on a pattern that holds all.
struct SparseSum<S: SparseScalar>: NaryOperation {
  let factors: [S]
  let pattern: SparsityPattern
  var name: String { "Σ cM" }

  func forward(_ matrices: [CSRMatrix<S>]) -> CSRMatrix<S> {
    CSRMatrix(
      pattern: pattern, values: LinearCombination.combine(factors, matrices, on: pattern))
  }

  func vjp(
    _ matrices: [Variable<CSRMatrix<S>>], _ y: Variable<CSRMatrix<S>>,
    cotangent: Variable<CSRMatrix<S>>
  ) -> [Variable<CSRMatrix<S>>] {
    zip(factors, matrices).map { cotangent.restricted(to: $1.value.pattern, times: $0) }
  }

  func jvp(
    _ matrices: [Variable<CSRMatrix<S>>], _ y: Variable<CSRMatrix<S>>,
    tangents: [Variable<CSRMatrix<S>>?]
  ) -> Variable<CSRMatrix<S>> {
    let terms = zip(factors, tangents).filter { $0.1 != nil }
    return SparseSum(factors: terms.map(\.0), pattern: pattern)(terms.compactMap(\.1))
  }
}
