import SparseMatrices

/// The outer product of two vectors at the places of a pattern, `C = α [g hᵀ]_P + β C₀`.
///
///     g   m      h   n      P   m×n      C   on P
///
///     tangent     Ċ = α [ġ hᵀ + g ḣᵀ]_P  and so on (``ProductOperation``)
///     cotangent   ḡ = α C̄ h     h̄ = α C̄ᵀ g
///
/// Each is O(m + n + nnz); `g hᵀ` is never formed. It is the cotangent of the matrix in ``Gemv``.
public struct SampledOuter<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = [S]
  /// The type of the second factor.
  public typealias B = [S]
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  /// The pattern of the result.
  public let pattern: SparsityPattern
  /// The operation with a result on this pattern.
  public init(on pattern: SparsityPattern) { self.pattern = pattern }
  /// For graphs and reports.
  public var name: String { "[ghᵀ]" }

  public func requireShapes(_ g: [S], _ h: [S], _ c: CSRMatrix<S>?) {
    require(
      g.count == pattern.rows && h.count == pattern.columns,
      "vectors of \(g.count) and \(h.count) for a \(pattern.rows)×\(pattern.columns) pattern")
    require(c == nil || c?.pattern === pattern, "a gradient lives on its matrix's pattern")
  }

  public func makeResult(_ g: [S], _ h: [S]) -> CSRMatrix<S> {
    CSRMatrix(pattern: pattern, values: Kernels.uninitialized(pattern.count))
  }

  public func accumulate(
    _ alpha: S, _ g: [S], _ h: [S], _ beta: S, into c: inout CSRMatrix<S>
  ) {
    c.add(beta) { Kernels.outer(alpha, pattern.structure, g, h, into: &$0.values) }
  }

  public func cotangentA(
    _ g: Variable<[S]>, _ h: Variable<[S]>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Gemv<S>> { Gemv().of(c, h) }

  public func cotangentB(
    _ g: Variable<[S]>, _ h: Variable<[S]>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Gemv<S>> { Gemv(transpose: true).of(c, g) }
}
