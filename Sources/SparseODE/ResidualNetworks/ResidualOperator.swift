import SparseAutodiff
import SparseMatrices

/// A linear operator of a residual layer, dense or sparse: the weights `K_j` or the fixed `P_j`.
///
/// The parameters of a sparse one are its stored entries, and a gradient of it stays on its pattern.
public enum ResidualOperator<Scalar: SparseScalar>: Sendable, Equatable {
  /// A dense matrix.
  case dense(DenseMatrix<Scalar>)
  /// A sparse matrix, on its pattern.
  case sparse(CSRMatrix<Scalar>)

  /// The number of rows.
  public var rows: Int {
    switch self {
    case .dense(let k): k.rows
    case .sparse(let k): k.rows
    }
  }

  /// The number of columns.
  public var columns: Int {
    switch self {
    case .dense(let k): k.columns
    case .sparse(let k): k.columns
    }
  }

  /// All entries, with a dense operator's zeros.
  ///
  /// - Throws: ``SizeError`` where an `Int32` does not count them.
  public func toCSR() throws(SizeError) -> CSRMatrix<Scalar> {
    switch self {
    case .dense(let k):
      try CSRMatrix(pattern: .full(rows: k.rows, columns: k.columns), values: k.values)
    case .sparse(let k): k
    }
  }

  /// `out ← op(K) Y + β out`.
  func multiply(
    _ y: DenseMatrix<Scalar>, transpose: Bool = false, beta: Scalar = 0,
    into out: inout DenseMatrix<Scalar>
  ) {
    switch self {
    case .dense(let k): Gemm.forward(k, y, beta: beta, into: &out, transposeA: transpose)
    case .sparse(let k): Spmm.forward(k, y, beta: beta, into: &out, transpose: transpose)
    }
  }

  /// `op(K) Y`.
  func times(_ y: DenseMatrix<Scalar>, transpose: Bool = false) -> DenseMatrix<Scalar> {
    switch self {
    case .dense(let k): Gemm.forward(k, y, transposeA: transpose)
    case .sparse(let k): Spmm.forward(k, y, transpose: transpose)
    }
  }

  /// `K += [M Yᵀ]_P(K)`: what a gradient of weights gathers.
  mutating func addOuterProduct(_ m: DenseMatrix<Scalar>, _ y: DenseMatrix<Scalar>) {
    switch self {
    case .dense(var k):
      // Let go of first, so that the buffer has one owner and the sum is made in place.
      self = .dense(DenseMatrix(rows: 0, columns: 0))
      Gemm.forward(m, y, beta: 1, into: &k, transposeB: true)
      self = .dense(k)
    case .sparse(var k):
      self = .dense(DenseMatrix(rows: 0, columns: 0))
      k.add(Sddmm.forward(k.pattern, m, y))
      self = .sparse(k)
    }
  }
}

extension ResidualOperator: Coordinates {
  public var coordinates: [Scalar] {
    get {
      switch self {
      case .dense(let k): k.values
      case .sparse(let k): k.values
      }
    }
    set {
      updateCoordinateBlocks { _, values in values = newValue }
    }
  }

  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Scalar]) -> Void) {
    let old = self
    self = .dense(DenseMatrix(rows: 0, columns: 0))
    switch consume old {
    case .dense(var k):
      body(0, &k.values)
      self = .dense(k)
    case .sparse(var k):
      body(0, &k.values)
      self = .sparse(k)
    }
  }

  public func place(ofCoordinate k: Int) -> String {
    switch self {
    case .dense(let matrix): matrix.place(ofCoordinate: k)
    case .sparse(let matrix): matrix.place(ofCoordinate: k)
    }
  }

  public func mismatch(with other: ResidualOperator) -> String? {
    switch (self, other) {
    case (.dense(let a), .dense(let b)): a.mismatch(with: b)
    case (.sparse(let a), .sparse(let b)): a.mismatch(with: b)
    default: "a dense operator and a sparse one"
    }
  }
}
