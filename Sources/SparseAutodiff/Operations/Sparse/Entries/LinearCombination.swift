import SparseMatrices

/// Linear combination of sparse matrices, `C = α A + β B`, or `C = Σ cᵢ Mᵢ` of many.
///
///     A, B   m×n sparse      C   on P(A) ∪ P(B)
///
///     tangent     Ċ = α̇ A + α Ȧ + β̇ B + β Ḃ
///     cotangent   Ā = α [C̄]_P(A)     B̄ = β [C̄]_P(B)     ᾱ = ⟨C̄, A⟩     β̄ = ⟨C̄, B⟩
///
/// As in the BLAS, the values of a matrix whose coefficient is 0 are not read, so they may be NaN; its pattern counts.
/// An entry that cancels to 0 stays stored. Matrices on one pattern object are combined by their values alone, and C is
/// on that object too; otherwise the rows are merged. Each is O(m + nnz(A) + nnz(B)).
///
/// Source: paper 001, section 2.3, equations (27) to (35); its (34) and (35) lack the factor C̄ᵢⱼ in ᾱ and β̄.
public enum LinearCombination {
  /// `α A + β B`.
  ///
  /// - Throws: ``SizeError`` where C does not fit.
  public static func forward<S>(
    _ alpha: S, _ a: CSRMatrix<S>, _ beta: S, _ b: CSRMatrix<S>
  ) throws(SizeError) -> CSRMatrix<S> {
    checkShapes(a, b)
    if a.pattern === b.pattern {
      var c = CSRMatrix<S>(pattern: a.pattern, values: Kernels.uninitialized(a.count))
      forward(alpha, a, beta, b, into: &c)
      return c
    }
    let (structure, values) = try Kernels.add(
      alpha, a.pattern.structure, alpha == 0 ? Kernels.zeros(a.count) : a.values,
      beta, b.pattern.structure, beta == 0 ? Kernels.zeros(b.count) : b.values)
    // A union as large as one of its parts is that part: keep the object, so that its identity tells.
    let pattern =
      structure.count == a.count
      ? a.pattern : structure.count == b.count ? b.pattern : SparsityPattern(structure)
    return CSRMatrix(pattern: pattern, values: values)
  }

  /// `C ← α A + β B`, for `C` on a pattern that holds both.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward<S>(
    _ alpha: S, _ a: CSRMatrix<S>, _ beta: S, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>
  ) {
    checkShapes(a, b)
    if a.pattern === b.pattern && a.pattern === c.pattern {
      // The second coefficient of the kernel is the one that leaves its array unread.
      if alpha == 0, beta == 0 {
        c = CSRMatrix(pattern: c.pattern)
      } else if alpha == 0 {
        Kernels.axpby(beta, b.values, alpha, a.values, into: &c.values)
      } else {
        Kernels.axpby(alpha, a.values, beta, b.values, into: &c.values)
      }
      return
    }
    c.values = combine([alpha, beta], [a, b], on: c.pattern)
  }

  /// `Σ cᵢ Mᵢ`; at least one matrix.
  ///
  /// - Throws: ``SizeError`` where the result does not fit.
  public static func forward<S>(
    coefficients: [S], matrices: [CSRMatrix<S>]
  ) throws(SizeError) -> CSRMatrix<S> {
    require(
      coefficients.count == matrices.count && !matrices.isEmpty,
      "\(coefficients.count) coefficients for \(matrices.count) matrices")
    var pattern = matrices[0].pattern
    for matrix in matrices.dropFirst() where matrix.pattern !== pattern {
      checkShapes(matrices[0], matrix)
      pattern = try pattern.union(matrix.pattern)
    }
    return CSRMatrix(pattern: pattern, values: combine(coefficients, matrices, on: pattern))
  }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    _ alpha: S, _ a: CSRMatrix<S>, _ beta: S, _ b: CSRMatrix<S>, alphaDot: S = 0,
    aDot: CSRMatrix<S>? = nil, betaDot: S = 0, bDot: CSRMatrix<S>? = nil
  ) throws(SizeError) -> CSRMatrix<S> {
    try jvp(
      coefficients: [alpha, beta], matrices: [a, b], coefficientsDot: [alphaDot, betaDot],
      matricesDot: [aDot, bDot])
  }

  /// `Σ ċᵢ Mᵢ + cᵢ Ṁᵢ`; a matrix without tangent has nil.
  public static func jvp<S>(
    coefficients: [S], matrices: [CSRMatrix<S>], coefficientsDot: [S]? = nil,
    matricesDot: [CSRMatrix<S>?]
  ) throws(SizeError) -> CSRMatrix<S> {
    require(
      matricesDot.count == matrices.count,
      "\(matricesDot.count) tangents for \(matrices.count) matrices")
    let zeros = [S](repeating: 0, count: coefficients.count)
    var dot = try forward(coefficients: coefficientsDot ?? zeros, matrices: matrices)
    for (i, matrixDot) in matricesDot.enumerated() {
      guard let matrixDot else { continue }
      require(
        matrixDot.pattern === matrices[i].pattern, "a tangent lives on its matrix's pattern")
      let term = combine([coefficients[i]], [matrixDot], on: dot.pattern)
      Kernels.axpby(1, term, 1, &dot.values)
    }
    return dot
  }

  /// The cotangents of `α`, `A`, `β` and `B`. The cotangent's pattern may be any that has A's and B's shape.
  public static func vjp<S>(
    _ alpha: S, _ a: CSRMatrix<S>, _ beta: S, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (alpha: S, a: CSRMatrix<S>, beta: S, b: CSRMatrix<S>) {
    checkShapes(a, b)
    let (alphaBar, aBar) = vjp(alpha, a, cotangent)
    let (betaBar, bBar) = vjp(beta, b, cotangent)
    return (alphaBar, aBar, betaBar, bBar)
  }

  /// The cotangents of the coefficients and of the matrices.
  public static func vjp<S>(
    coefficients: [S], matrices: [CSRMatrix<S>], cotangent: CSRMatrix<S>
  ) -> (coefficients: [S], matrices: [CSRMatrix<S>]) {
    require(
      coefficients.count == matrices.count,
      "\(coefficients.count) coefficients for \(matrices.count) matrices")
    let bars = zip(coefficients, matrices).map { vjp($0, $1, cotangent) }
    return (bars.map(\.0), bars.map(\.1))
  }

  /// `⟨C̄, M⟩` and `c [C̄]_P(M)`.
  private static func vjp<S>(
    _ coefficient: S, _ matrix: CSRMatrix<S>, _ cotangent: CSRMatrix<S>
  ) -> (S, CSRMatrix<S>) {
    checkShapes(matrix, cotangent)
    var bar = cotangent
    if cotangent.pattern !== matrix.pattern {
      bar = CSRMatrix(
        pattern: matrix.pattern,
        values: Kernels.restrict(
          1, cotangent.pattern.structure, cotangent.values, to: matrix.pattern.structure))
    }
    let coefficientBar = Kernels.dot(bar.values, matrix.values)
    Kernels.scale(coefficient, &bar.values)
    return (coefficientBar, bar)
  }

  /// The values of `Σ cᵢ Mᵢ` on a pattern that holds all of them.
  static func combine<S>(
    _ coefficients: [S], _ matrices: [CSRMatrix<S>], on pattern: SparsityPattern
  ) -> [S] {
    var sum: [S] = Kernels.zeros(pattern.count)
    for (coefficient, matrix) in zip(coefficients, matrices) where coefficient != 0 {
      if matrix.pattern === pattern {
        Kernels.axpby(coefficient, matrix.values, 1, &sum)
      } else {
        let places = Kernels.locate(matrix.pattern.structure, in: pattern.structure)
        require(
          !places.contains(-1), "the result's pattern lacks a place that a matrix stores")
        var values = matrix.values
        Kernels.scale(coefficient, &values)
        Kernels.scatterAdd(values, to: places, into: &sum)
      }
    }
    return sum
  }

  private static func checkShapes<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) {
    require(
      a.rows == b.rows && a.columns == b.columns,
      "\(a.rows)×\(a.columns) and \(b.rows)×\(b.columns) matrices cannot be added")
  }
}

extension CSRMatrix {
  /// `A + B`: ``LinearCombination``.
  public static func + (a: CSRMatrix, b: CSRMatrix) throws(SizeError) -> CSRMatrix {
    try LinearCombination.forward(1, a, 1, b)
  }

  /// `A - B`: ``LinearCombination``.
  public static func - (a: CSRMatrix, b: CSRMatrix) throws(SizeError) -> CSRMatrix {
    try LinearCombination.forward(1, a, -1, b)
  }
}
