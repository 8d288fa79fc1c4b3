import SparseMatrices

/// Elementwise product of a dense and a sparse matrix, `C = α D ⊙ A`.
///
///     D   m×n dense      A   m×n sparse      C   m×n on P(A)
///
///     tangent     Ċ = α̇ D ⊙ A + α Ḋ ⊙ A + α D ⊙ Ȧ
///     cotangent   D̄ = α C̄ ⊙ A, dense     Ā = α D ⊙ C̄     ᾱ = ⟨C̄, D ⊙ A⟩
///
/// O(m + nnz), and O(m n) for D̄.
public struct SampledHadamard<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = DenseMatrix<S>
  /// The type of the second factor.
  public typealias B = CSRMatrix<S>
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  /// The operation.
  public init() {}
  /// For graphs and reports.
  public var name: String { "D⊙A" }

  public func requireShapes(_ d: DenseMatrix<S>, _ a: CSRMatrix<S>, _ c: CSRMatrix<S>?) {
    checkShapes(a.pattern, rows: d.rows, columns: d.columns)
    require(
      c == nil || c?.pattern === a.pattern, "the product lives on the sparse matrix's pattern")
  }

  public func makeResult(_ d: DenseMatrix<S>, _ a: CSRMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(pattern: a.pattern, values: Kernels.uninitialized(a.count))
  }

  public func accumulate(
    _ alpha: S, _ d: DenseMatrix<S>, _ a: CSRMatrix<S>, _ beta: S, into c: inout CSRMatrix<S>
  ) {
    c.add(beta) {
      Kernels.denseGather(alpha, a.pattern.structure, a.values, d.values, into: &$0.values)
    }
  }

  public func cotangentA(
    _ d: Variable<DenseMatrix<S>>, _ a: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<ScatteredHadamard<S>> { ScatteredHadamard().of(c, a) }

  public func cotangentB(
    _ d: Variable<DenseMatrix<S>>, _ a: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<SampledHadamard> { SampledHadamard().of(d, c) }
}

/// `(C, A) ↦ C ⊙ A` as a dense matrix, of two matrices on one pattern object: the cotangent of D in ``SampledHadamard``.
public struct ScatteredHadamard<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = CSRMatrix<S>
  /// The type of the result.
  public typealias Output = DenseMatrix<S>

  /// For graphs and reports.
  public var name: String { "dense A⊙B" }

  public func requireShapes(_ c: CSRMatrix<S>, _ a: CSRMatrix<S>, _ d: DenseMatrix<S>?) {
    require(c.pattern === a.pattern, "the product lives on the sparse matrix's pattern")
    if let d { checkShapes(a.pattern, rows: d.rows, columns: d.columns) }
  }

  public func makeResult(_ c: CSRMatrix<S>, _ a: CSRMatrix<S>) -> DenseMatrix<S> {
    DenseMatrix(
      rows: a.rows, columns: a.columns, values: Kernels.uninitialized(a.rows * a.columns))
  }

  public func accumulate(
    _ alpha: S, _ c: CSRMatrix<S>, _ a: CSRMatrix<S>, _ beta: S, into d: inout DenseMatrix<S>
  ) {
    let product = Hadamard(on: a.pattern).forward(alpha: alpha, c, a)
    d.add(beta) { ToDense.forward(product, into: &$0) }
  }

  public func cotangentA(
    _ c: Variable<CSRMatrix<S>>, _ a: Variable<CSRMatrix<S>>, _ d: Variable<DenseMatrix<S>>
  ) -> DeferredProduct<SampledHadamard<S>> { SampledHadamard().of(d, a) }

  public func cotangentB(
    _ c: Variable<CSRMatrix<S>>, _ a: Variable<CSRMatrix<S>>, _ d: Variable<DenseMatrix<S>>
  ) -> DeferredProduct<SampledHadamard<S>> { SampledHadamard().of(d, c) }
}

// On the tape.
extension Variable {
  /// `A ⊙ B` with a dense `B`, on A's pattern: ``SampledHadamard``.
  public func hadamard<S>(_ b: Variable<DenseMatrix<S>>) -> Variable where Value == CSRMatrix<S> {
    SampledHadamard()(b, self)
  }
}
