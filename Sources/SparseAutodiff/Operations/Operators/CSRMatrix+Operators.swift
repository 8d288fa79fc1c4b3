import SparseMatrices

// Operators of plain sparse matrices beside those that stand with their operations.
extension CSRMatrix {
  /// `A c`.
  public static func * (a: CSRMatrix, c: Scalar) -> CSRMatrix { c * a }

  /// `A / c`, each value rounded once.
  public static func / (a: CSRMatrix, c: Scalar) -> CSRMatrix { a.map { $0 / c } }

  /// `A ⊙ B` on the places that both store: ``Hadamard``.
  public static func .* (a: CSRMatrix, b: CSRMatrix) -> CSRMatrix { a.hadamard(b) }

  /// `A ⊙ B` with a dense `B`, on A's pattern: ``SampledHadamard``.
  public static func .* (a: CSRMatrix, b: DenseMatrix<Scalar>) -> CSRMatrix { a.hadamard(b) }

  /// `A ⊙ B` on the places that both store: ``Hadamard``.
  public func hadamard(_ b: CSRMatrix) -> CSRMatrix { Hadamard.forward(self, b) }

  /// `A ⊙ B` with a dense `B`, on A's pattern: ``SampledHadamard``.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func hadamard(_ b: DenseMatrix<Scalar>) -> CSRMatrix { SampledHadamard().forward(b, self) }
}
