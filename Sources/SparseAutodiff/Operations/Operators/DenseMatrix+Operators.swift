import SparseMatrices

// Plain matrices have the operators of variables: each is the operation on constants, of which nothing is recorded.
extension DenseMatrix {
  /// `A + B`.
  public static func + (a: DenseMatrix, b: DenseMatrix) -> DenseMatrix {
    (Variable(a) + Variable(b)).value
  }

  /// `A − B`.
  public static func - (a: DenseMatrix, b: DenseMatrix) -> DenseMatrix {
    (Variable(a) - Variable(b)).value
  }

  /// `−A`.
  public static prefix func - (a: DenseMatrix) -> DenseMatrix { (-Variable(a)).value }

  /// `c A`.
  public static func * (c: Scalar, a: DenseMatrix) -> DenseMatrix { (c * Variable(a)).value }

  /// `A c`.
  public static func * (a: DenseMatrix, c: Scalar) -> DenseMatrix { c * a }

  /// `A / c`, rounded once.
  public static func / (a: DenseMatrix, c: Scalar) -> DenseMatrix {
    a.map { $0 / c }
  }

  /// `A ⊙ B`, elementwise.
  public static func .* (a: DenseMatrix, b: DenseMatrix) -> DenseMatrix {
    (Variable(a) .* Variable(b)).value
  }

  /// `A ⊘ B`, elementwise.
  public static func ./ (a: DenseMatrix, b: DenseMatrix) -> DenseMatrix {
    (Variable(a) ./ Variable(b)).value
  }

  /// `A B`: ``Gemm``.
  public static func * (a: DenseMatrix, b: DenseMatrix) -> DenseMatrix { Gemm.forward(a, b) }

  /// `A x`.
  public static func * (a: DenseMatrix, x: [Scalar]) -> [Scalar] {
    matmul(Variable(a), Variable(x)).value
  }

  /// `A B` with a sparse `B`.
  public static func * (a: DenseMatrix, b: CSRMatrix<Scalar>) -> DenseMatrix {
    (Variable(a) * Variable(b)).value
  }
}

/// `op(A) op(B)`, where `op(A)` is `A` or, with `transposeA`, `Aᵀ`: ``Gemm``.
public func matmul<S>(
  _ a: DenseMatrix<S>, _ b: DenseMatrix<S>, transposeA: Bool = false, transposeB: Bool = false
) -> DenseMatrix<S> {
  Gemm.forward(a, b, transposeA: transposeA, transposeB: transposeB)
}
