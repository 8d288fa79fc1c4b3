import SparseMatrices

/// Elementwise product of two sparse matrices, `C = α A ⊙ B`.
///
///     A   m×n sparse      B   m×n sparse      C   m×n on P(A) ∩ P(B)
///
///     tangent     Ċ = α̇ A ⊙ B + α Ȧ ⊙ B + α A ⊙ Ḃ
///     cotangent   Ā = α [C̄ ⊙ B]_P(A)     B̄ = α [C̄ ⊙ A]_P(B)     ᾱ = ⟨C̄, A ⊙ B⟩
///
/// O(m) and the entries of A and B; on one pattern object, a product of values.
///
/// The pattern of C is found anew by each static `forward` of different patterns. To have the results, or a result and its
/// tangent, on one pattern object, find it once with ``SparsityPattern/intersection(_:)`` and give it to them. As an
/// operation, with ``init(on:)``, it is `[α A ⊙ B]_P + β C₀` on any pattern P: 0 where not both store.
public struct Hadamard<S: SparseScalar>: ProductOperation {
  /// The type of the first factor.
  public typealias A = CSRMatrix<S>
  /// The type of the second factor.
  public typealias B = CSRMatrix<S>
  /// The type of the result.
  public typealias Output = CSRMatrix<S>

  /// The pattern of the result.
  public let pattern: SparsityPattern
  /// The operation with a result on this pattern.
  public init(on pattern: SparsityPattern) { self.pattern = pattern }
  /// For graphs and reports.
  public var name: String { "A⊙B" }

  public func requireShapes(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ c: CSRMatrix<S>?) {
    checkShapes(pattern, rows: a.rows, columns: a.columns)
    checkShapes(pattern, rows: b.rows, columns: b.columns)
    require(c == nil || c?.pattern === pattern, "the result is not on the product's pattern")
  }

  public func makeResult(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> CSRMatrix<S> {
    CSRMatrix(pattern: pattern, values: Kernels.uninitialized(pattern.count))
  }

  public func accumulate(
    _ alpha: S, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, _ beta: S, into c: inout CSRMatrix<S>
  ) {
    c.add(beta) { c in
      if a.pattern === pattern, b.pattern === pattern {
        Kernels.multiply(alpha, a.values, b.values, into: &c.values)
      } else {
        Kernels.hadamard(
          alpha, a.pattern.structure, a.values, b.pattern.structure, b.values,
          on: pattern.structure, into: &c.values)
      }
    }
  }

  public func cotangentA(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Hadamard> { Hadamard(on: a.value.pattern).of(c, b) }

  public func cotangentB(
    _ a: Variable<CSRMatrix<S>>, _ b: Variable<CSRMatrix<S>>, _ c: Variable<CSRMatrix<S>>
  ) -> DeferredProduct<Hadamard> { Hadamard(on: b.value.pattern).of(c, a) }
}

extension Hadamard {
  /// `α A ⊙ B` on `pattern`, or else on the places that both store.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, pattern: SparsityPattern? = nil
  ) -> CSRMatrix<S> {
    Hadamard(on: pattern ?? a.pattern.intersection(b.pattern)).forward(alpha: alpha, a, b)
  }

  /// `C ← α A ⊙ B` on C's pattern, in place.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func forward(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, into c: inout CSRMatrix<S>
  ) { Hadamard(on: c.pattern).forward(alpha: alpha, a, b, into: &c) }

  /// `Ċ`, for the tangents given, on the pattern of C; those left out are zero.
  public static func jvp(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, pattern: SparsityPattern? = nil,
    alphaDot: S = 0, aDot: CSRMatrix<S>? = nil, bDot: CSRMatrix<S>? = nil
  ) -> CSRMatrix<S> {
    Hadamard(on: pattern ?? a.pattern.intersection(b.pattern)).jvp(
      alpha: alpha, a, b, alphaDot: alphaDot, aDot: aDot, bDot: bDot)
  }

  /// The cotangents of `α`, `A` and `B`. The cotangent of C may be on any pattern: of the places that C does not store,
  /// nothing is read.
  @specialized(where S == Double)
  @specialized(where S == Float)
  public static func vjp(
    alpha: S = 1, _ a: CSRMatrix<S>, _ b: CSRMatrix<S>, cotangent: CSRMatrix<S>
  ) -> (alpha: S, a: CSRMatrix<S>, b: CSRMatrix<S>) {
    Hadamard(on: cotangent.pattern).vjp(alpha: alpha, a, b, cotangent: cotangent)
  }
}

func checkShapes(_ a: SparsityPattern, rows: Int, columns: Int) {
  require(
    a.rows == rows && a.columns == columns,
    "a \(a.rows)×\(a.columns) matrix and a \(rows)×\(columns) one")
}

// On the tape.
extension Variable {
  /// `A ⊙ B`, on the places that both store: ``Hadamard``.
  public func hadamard<S>(_ b: Variable) -> Variable where Value == CSRMatrix<S> {
    Hadamard(on: value.pattern.intersection(b.value.pattern))(self, b)
  }
}
