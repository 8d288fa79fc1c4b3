import SparseMatrices

/// Elementwise product, `C = α A ⊙ B`, of two sparse matrices or of a sparse and a dense one.
///
///     A   m×n sparse      B   m×n sparse or dense      C   m×n on P(A) ∩ P(B), or on P(A) where B is dense
///
///     tangent     Ċ = α̇ A ⊙ B + α Ȧ ⊙ B + α A ⊙ Ḃ
///     cotangent   Ā = α [C̄ ⊙ B]_P(A)     B̄ = α [C̄ ⊙ A]_P(B)     ᾱ = ⟨C̄, A ⊙ B⟩
///
/// Sparse: O(m) and the entries of A and B; on one pattern object, a product of values. Dense: O(m + nnz), and O(m n) for
/// the dense B̄.
///
/// The pattern of C is found anew by each `forward` of different patterns. To have the results, or a result and its
/// tangent, on one pattern object, find it once with ``pattern(_:_:)`` and give it to them.
public enum Hadamard {
  /// The places that both store: the pattern of `A ⊙ B`.
  public static func pattern(_ a: SparsityPattern, _ b: SparsityPattern) -> SparsityPattern {
    a.intersection(b)
  }

  /// `α A ⊙ B` on `pattern`, or else on the places that both store.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, pattern: SparsityPattern? = nil
  ) -> CSRMatrix<S> {
    product(alpha, a, b, on: pattern ?? self.pattern(a.pattern, b.pattern))
  }

  /// `C ← α A ⊙ B` on C's pattern, in place.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>
  ) {
    let pattern = c.pattern
    checkShapes(pattern, a.pattern, b.pattern)
    if a.pattern === pattern, b.pattern === pattern {
      Kernels.multiply(alpha, a.values, b.values, into: &c.values)
    } else {
      Kernels.hadamard(
        alpha, a.pattern.structure, a.values, b.pattern.structure, b.values,
        on: pattern.structure, into: &c.values)
    }
  }

  /// `Ċ`, for the tangents given, on the pattern of C; those left out are zero.
  public static func jvp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, pattern: SparsityPattern? = nil,
    alphaDot: S = 0, aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    let pattern = pattern ?? self.pattern(a.pattern, b.pattern)
    var dot = CSRMatrix<S>(pattern: pattern)
    func add(_ alpha: S, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>) {
      Kernels.axpy(1, product(alpha, a, b, on: pattern).values, &dot.values)
    }
    if alphaDot != 0 { add(alphaDot, a, b) }
    if let aDot {
      checkTangent(aDot, of: a)
      add(alpha, aDot, b)
    }
    if let bDot {
      checkTangent(bDot, of: b)
      add(alpha, a, bDot)
    }
    return dot
  }

  /// The cotangents of `α`, `A` and `B`. The cotangent of C may be on any pattern: of the places that C does not store,
  /// nothing is read.
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (alpha: S, a: CSRMatrix<S>, b: CSRMatrix<S>) {
    // Before it is scaled, Ā holds C̄ ⊙ B, and ⟨C̄, A ⊙ B⟩ is its product with A.
    var aBar = vjpA(a, b, cotangent: cotangent)
    let alphaBar = Kernels.dot(a.values, aBar.values)
    if alpha != 1 { Kernels.scale(alpha, &aBar.values) }
    return (alphaBar, aBar, vjpB(alpha: alpha, a, b, cotangent: cotangent))
  }

  /// The cotangent of `A` alone: `α [C̄ ⊙ B]_P(A)`. The values of `a` are not read.
  public static func vjpA<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    product(alpha, cotangent, b, on: a.pattern)
  }

  /// The cotangent of `B` alone: `α [C̄ ⊙ A]_P(B)`. The values of `b` are not read.
  public static func vjpB<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    product(alpha, cotangent, a, on: b.pattern)
  }

  private static func product<S>(
    _ alpha: S, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, on pattern: SparsityPattern
  ) -> CSRMatrix<S> {
    var c = CSRMatrix<S>(pattern: pattern, values: Kernels.uninitialized(pattern.count))
    forward(alpha: alpha, a, b, into: &c)
    return c
  }
}

// Sparse times dense.
extension Hadamard {
  /// `α A ⊙ B` on A's pattern.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>
  ) -> CSRMatrix<S> {
    var c = CSRMatrix<S>(pattern: a.pattern, values: Kernels.uninitialized(a.count))
    forward(alpha: alpha, a, b, into: &c)
    return c
  }

  /// `C ← α A ⊙ B`, in place, `C` on A's pattern.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, into c: inout CSRMatrix<S>
  ) {
    checkShapes(a.pattern, rows: b.rows, columns: b.columns)
    require(c.pattern === a.pattern, "the product lives on the sparse matrix's pattern")
    Kernels.denseGather(alpha, a.pattern.structure, a.values, b.values, into: &c.values)
  }

  /// `Ċ`, for the tangents given; those left out are zero.
  public static func jvp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, alphaDot: S = 0,
    aDot: CSRMatrix<S>? = nil, bDot: DenseMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    var dot = CSRMatrix<S>(pattern: a.pattern)
    if alphaDot != 0 {
      Kernels.axpy(1, forward(alpha: alphaDot, a, b).values, &dot.values)
    }
    if let aDot {
      checkTangent(aDot, of: a)
      Kernels.axpy(1, forward(alpha: alpha, aDot, b).values, &dot.values)
    }
    if let bDot { Kernels.axpy(1, forward(alpha: alpha, a, bDot).values, &dot.values) }
    return dot
  }

  /// The cotangents of `α`, `A` and `B`; that of `B` is dense, 0 outside A's pattern.
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (alpha: S, a: CSRMatrix<S>, b: DenseMatrix<S>) {
    var aBar = vjpA(a, b, cotangent: cotangent)
    let alphaBar = Kernels.dot(a.values, aBar.values)
    if alpha != 1 { Kernels.scale(alpha, &aBar.values) }
    return (alphaBar, aBar, vjpB(alpha: alpha, a, cotangent: cotangent))
  }

  /// The cotangent of `A` alone: `α C̄ ⊙ B`. The values of `a` are not read.
  public static func vjpA<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: DenseMatrix<S>, cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    checkTangent(cotangent, of: a)
    return forward(alpha: alpha, cotangent, b)
  }

  /// The cotangent of a dense `B` alone: `α C̄ ⊙ A`.
  public static func vjpB<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> DenseMatrix<S> {
    checkTangent(cotangent, of: a)
    return Sampled.vjp(cotangent: forward(alpha: alpha, cotangent, a, pattern: a.pattern))
  }
}

private func checkTangent<S>(_ tangent: CSRMatrix<S>, of a: CSRMatrix<S>) {
  require(tangent.pattern === a.pattern, "a tangent lives on its matrix's pattern")
}

private func checkShapes(_ c: SparsityPattern, _ a: SparsityPattern, _ b: SparsityPattern) {
  checkShapes(c, rows: a.rows, columns: a.columns)
  checkShapes(c, rows: b.rows, columns: b.columns)
}

private func checkShapes(_ a: SparsityPattern, rows: Int, columns: Int) {
  require(
    a.rows == rows && a.columns == columns,
    "a \(a.rows)×\(a.columns) matrix and a \(rows)×\(columns) one")
}

// On the tape.
extension Variable {
  /// `A ⊙ B`, on the places that both store: ``Hadamard``.
  public func hadamard<S>(_ b: Variable) -> Variable where Value == CSRMatrix<S> {
    SparseHadamard(pattern: Hadamard.pattern(value.pattern, b.value.pattern))(self, b)
  }

  /// `A ⊙ B` with a dense `B`, on A's pattern: ``Hadamard``.
  public func hadamard<S>(_ b: Variable<DenseMatrix<S>>) -> Variable where Value == CSRMatrix<S> {
    hadamard(b.sampled(on: value.pattern))
  }
}

/// `[A ⊙ B]_P`.
struct SparseHadamard<S: SparseScalar>: BilinearOperation {
  let pattern: SparsityPattern
  var name: String { "A⊙B" }

  func forward(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    Hadamard.forward(a, b, pattern: pattern)
  }

  func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    SparseHadamard(pattern: a.value.pattern)(cotangent, b)
  }

  func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    SparseHadamard(pattern: b.value.pattern)(cotangent, a)
  }
}
