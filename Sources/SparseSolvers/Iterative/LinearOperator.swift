import SparseAutodiff
import SparseMatrices

/// What an iterative method needs to know of a matrix: its products with vectors. A ``CSRMatrix`` is one, and so
/// are the preconditioners, approximate inverses; ``MatrixFreeOperator`` makes one of a function.
public protocol LinearOperator<Scalar>: Sendable {
  /// `Float` or `Double`.
  associatedtype Scalar: SparseScalar
  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }
  /// `y ← op(A) x`, where `op(A)` is `A` or, with `transpose`, `Aᵀ`; `y` has the length of the result, and is not read.
  func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar])
}

extension CSRMatrix: LinearOperator {
  public func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    Gemv.forward(self, x, into: &y, transpose: transpose)
  }
}

/// A matrix that is not stored, only applied.
///
///     let laplacian = MatrixFreeOperator<Double>(size: n) { x, y in … }       // y ← A x, symmetric
public struct MatrixFreeOperator<Scalar: SparseScalar>: LinearOperator {
  /// Writes `y ← A x`.
  public typealias Product = @Sendable (_ x: [Scalar], _ y: inout [Scalar]) -> Void

  public let rows: Int
  public let columns: Int
  private let product: Product
  private let transposedProduct: Product

  /// A matrix by its products and those of its transpose.
  public init(
    rows: Int, columns: Int, product: @escaping Product, transposedProduct: @escaping Product
  ) {
    (self.rows, self.columns) = (rows, columns)
    (self.product, self.transposedProduct) = (product, transposedProduct)
  }

  /// A symmetric matrix by its products.
  public init(size: Int, product: @escaping Product) {
    self.init(rows: size, columns: size, product: product, transposedProduct: product)
  }

  public func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    (transpose ? transposedProduct : product)(x, &y)
  }
}

/// `Aᵀ` of an operator.
struct TransposedOperator<Scalar: SparseScalar>: LinearOperator {
  let base: any LinearOperator<Scalar>
  var rows: Int { base.columns }
  var columns: Int { base.rows }

  func apply(_ x: [Scalar], transpose: Bool, into y: inout [Scalar]) {
    base.apply(x, transpose: !transpose, into: &y)
  }
}

extension LinearOperator {
  /// `op(A) x`.
  func applied(to x: [Scalar], transpose: Bool = false) -> [Scalar] {
    var y: [Scalar] = Kernels.uninitialized(transpose ? columns : rows)
    apply(x, transpose: transpose, into: &y)
    return y
  }
}
