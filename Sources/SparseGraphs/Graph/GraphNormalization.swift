import SparseAutodiff
import SparseMatrices

/// What is made of an adjacency matrix before it multiplies features, differentiable in the weights of the edges through
/// the degrees.
///
///     D = diag(Σ_j A_ij)                        of a directed graph: what leaves a node
///
///     randomWalk                D⁻¹ A
///     symmetric                 D^-½ A D^-½
///     laplacian                 D − A
///     symmetricLaplacian        I − D^-½ A D^-½
///     randomWalkLaplacian       I − D⁻¹ A
///
/// With self-loops, A + I stands for A, in D too: `D^-½ (A + I) D^-½` is that of graph convolutions (Kipf and Welling,
/// ICLR 2017).
///
/// **A node of degree 0** has a row of zeros in all five, also where I is a term, and D⁻¹ and D^-½ are 0 there with
/// derivative 0. A negative degree makes the symmetric ones NaN.
///
/// The structure is found once: the result's pattern, with the diagonal where the kind needs it. From then on weights
/// may change, and gradients are on A's own pattern object. Degrees are functions of the weights: to treat them as
/// constants is an error of tens of per cent in the gradient.
///
/// - Complexity: O(nodes + entries), forward and backward.
public struct GraphNormalization: Sendable {
  /// Which matrix is made of the adjacency matrix.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// By the table above.
    case randomWalk, symmetric, laplacian, symmetricLaplacian, randomWalkLaplacian
  }

  /// Which matrix is made.
  public let kind: Kind
  /// Whether A + I stands for A.
  public let addsSelfLoops: Bool
  /// The pattern of the adjacency matrix.
  public let source: SparsityPattern
  /// The pattern of the result.
  public let pattern: SparsityPattern
  private let diagonal: SparsityPattern

  /// - Precondition: the pattern is square.
  /// - Throws: ``SizeError`` where the pattern with its diagonal has more entries than an `Int32` counts.
  public init(
    _ kind: Kind, of source: SparsityPattern, addingSelfLoops addsSelfLoops: Bool = false
  ) throws(SizeError) {
    require(
      source.rows == source.columns, "an adjacency matrix of \(source.rows)×\(source.columns)")
    self.kind = kind
    self.addsSelfLoops = addsSelfLoops
    self.source = source
    diagonal = .identity(source.rows)
    let isWalk = kind == .randomWalk || kind == .symmetric
    pattern = isWalk && !addsSelfLoops ? source : try source.union(diagonal)
  }

  /// The matrix for given weights.
  ///
  /// - Precondition: `adjacency` is on ``source``.
  public func forward<S>(_ adjacency: CSRMatrix<S>) -> CSRMatrix<S> {
    forward(Variable(adjacency)).value
  }

  /// The matrix for given weights, on the tape.
  ///
  /// - Precondition: `adjacency` is on ``source``.
  public func forward<S>(_ adjacency: Variable<CSRMatrix<S>>) -> Variable<CSRMatrix<S>> {
    require(
      adjacency.value.pattern === source, "the matrix is not on the pattern that was prepared")
    let a =
      addsSelfLoops
      ? sum(1, adjacency, 1, Variable(CSRMatrix(pattern: diagonal, repeating: 1))) : adjacency
    let degrees = a.rowSums()
    switch kind {
    case .randomWalk:
      return walk(a, degrees)
    case .symmetric:
      return symmetric(a, degrees)
    case .laplacian:
      return sum(1, Variable(pattern: diagonal, values: degrees), -1, a)
    case .symmetricLaplacian:
      return sum(1, identity(degrees), -1, symmetric(a, degrees))
    case .randomWalkLaplacian:
      return sum(1, identity(degrees), -1, walk(a, degrees))
    }
  }

  private func walk<S>(
    _ a: Variable<CSRMatrix<S>>, _ degrees: Variable<[S]>
  ) -> Variable<CSRMatrix<S>> {
    a.scaled(rows: powerOrZero(degrees, -1))
  }

  private func symmetric<S>(
    _ a: Variable<CSRMatrix<S>>, _ degrees: Variable<[S]>
  ) -> Variable<CSRMatrix<S>> {
    let root = powerOrZero(degrees, -0.5)
    return a.scaled(rows: root, columns: root)
  }

  /// I without the nodes of degree 0.
  private func identity<S>(_ degrees: Variable<[S]>) -> Variable<CSRMatrix<S>> {
    let ones: [S] = Kernels.repeating(1, source.rows)
    let values = zeros(of: degrees.value).map { (1 - Variable($0)).value } ?? ones
    return Variable(CSRMatrix(pattern: diagonal, values: values))
  }

  private func sum<S>(
    _ alpha: S, _ a: Variable<CSRMatrix<S>>, _ beta: S, _ b: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> {
    SparseSumOfTwo(alpha: alpha, beta: beta, pattern: pattern)(a, b)
  }
}

/// `xᵖ`, and 0 with derivative 0 where x is 0.
private func powerOrZero<S>(_ x: Variable<[S]>, _ exponent: S) -> Variable<[S]> {
  guard let zeros = zeros(of: x.value).map({ Variable($0) }) else { return pow(x, exponent) }
  // A zero is replaced by a one before it can become an infinity, and that one by 0 after.
  return pow(x + zeros, exponent) .* (1 - zeros)
}

/// 1 where x is 0, and 0 where it is not; nil where none is 0.
@specialized(where S == Double)
@specialized(where S == Float)
private func zeros<S: SparseScalar>(of x: [S]) -> [S]? {
  x.contains(0) ? x.map { $0 == 0 ? 1 : 0 } : nil
}

extension CSRMatrix {
  /// The matrix with each row divided by its sum. A row whose sum is 0 becomes zeros, which stay stored.
  public func rowNormalized() -> CSRMatrix {
    Variable(self).rowNormalized().value
  }
}

extension Variable {
  /// The matrix with each row divided by its sum, which is differentiated too. A row whose sum is 0 becomes zeros, with
  /// derivative 0 of the division.
  public func rowNormalized<S>() -> Variable where Value == CSRMatrix<S> {
    scaled(rows: powerOrZero(rowSums(), -1))
  }
}
