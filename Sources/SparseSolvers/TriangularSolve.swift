import SparseMatrices

/// Why a triangle could not be solved with. Rows count from 0.
public enum TriangularError: Error, Equatable {
  /// The diagonal has a zero, stored or not, in this row.
  case singular(row: Int)
}

extension TriangularError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .singular(let row): "the triangular matrix is singular: its diagonal is 0 in row \(row)"
    }
  }
}

/// Which triangle of a matrix a solve uses, and how; entries outside are ignored, wherever they are stored.
public struct Triangle: Sendable, Equatable {
  /// Below or above the diagonal; both with the diagonal.
  public enum Side: Sendable {
    /// The part that a solve reads.
    case lower, upper
  }

  /// Which triangle.
  public let side: Side
  /// Whether the diagonal counts as ones, whatever is stored there.
  public let hasUnitDiagonal: Bool

  /// A triangle, with its stored diagonal or one of ones.
  public init(_ side: Side, unitDiagonal: Bool = false) {
    self.side = side
    hasUnitDiagonal = unitDiagonal
  }

  /// The lower triangle with its diagonal.
  public static let lower = Triangle(.lower)
  /// The upper triangle with its diagonal.
  public static let upper = Triangle(.upper)

  /// Whether the entry in row `i` and column `j` lies beside the diagonal in the triangle.
  func contains(_ i: Int, _ j: Int) -> Bool { side == .lower ? j < i : j > i }

  /// Whether the value of an entry matters.
  func reads(_ i: Int, _ j: Int) -> Bool { contains(i, j) || (i == j && !hasUnitDiagonal) }

  /// Throws where the diagonal has a zero.
  func check<S>(_ a: CSRMatrix<S>) throws(TriangularError) {
    require(a.rows == a.columns, "a triangular matrix is square, not \(a.rows)×\(a.columns)")
    if hasUnitDiagonal { return }
    for (i, value) in a.diagonal.enumerated() where value == 0 { throw .singular(row: i) }
  }
}

extension CSRMatrix {
  /// `X = op(T)⁻¹ B`, T a triangle of this matrix and `op(T)` it or, with `transpose`, its transpose.
  ///
  /// - Throws: ``TriangularError``.
  /// - Precondition: the matrix is square, of as many rows as B.
  /// - Complexity: O(entries · columns of B), on one thread.
  public func solve(
    _ triangle: Triangle, _ b: DenseMatrix<Scalar>, transpose: Bool = false
  ) throws(TriangularError) -> DenseMatrix<Scalar> {
    try triangle.check(self)
    return solving(triangle, b, transpose: transpose)
  }

  /// `x = op(T)⁻¹ b`.
  public func solve(
    _ triangle: Triangle, _ b: [Scalar], transpose: Bool = false
  ) throws(TriangularError) -> [Scalar] {
    try solve(
      triangle, DenseMatrix(rows: b.count, columns: 1, values: b), transpose: transpose
    ).values
  }

  /// The solution for a triangle without a zero on its diagonal.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  package func solving(
    _ triangle: Triangle, _ b: DenseMatrix<Scalar>, transpose: Bool
  ) -> DenseMatrix<Scalar> {
    require(b.rows == rows, "\(b.rows) right-hand rows for a matrix of order \(rows)")
    var x = b.values
    solve(triangle, transpose: transpose, columns: b.columns, inPlace: &x)
    return DenseMatrix(rows: rows, columns: b.columns, values: x)
  }

  /// `x ← op(T)⁻¹ x` for a triangle without a zero on its diagonal.
  func solve(
    _ triangle: Triangle, transpose: Bool, columns: Int = 1, inPlace x: inout [Scalar]
  ) {
    require(x.count == rows * columns, "\(x.count) values for \(rows)×\(columns)")
    Kernels.solveTriangle(
      pattern.structure, values, isLower: triangle.side == .lower, unit: triangle.hasUnitDiagonal,
      transpose: transpose, columns: columns, &x)
  }
}
