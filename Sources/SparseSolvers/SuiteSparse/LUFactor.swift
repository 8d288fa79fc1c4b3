#if SuiteSparse
import CSuiteSparse
import SparseMatrices

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Why a matrix could not be factored by ``LUFactor``. Rows and columns count from 0.
public enum LUError: Error, Equatable {
  /// No pivot was left: the matrix is singular, by its pattern or by its values.
  case singular
  /// An entry that is NaN or infinite.
  case nonFinite(row: Int, column: Int)
  /// There is no memory for the factors, which can have many more entries than the matrix.
  case outOfMemory
}

extension LUError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .singular: "the matrix is singular"
    case .nonFinite(let row, let column):
      "the value at row \(row), column \(column) is not finite"
    case .outOfMemory: "CXSparse ran out of memory"
    }
  }
}

/// The LU factors of a square sparse matrix, with partial pivoting and a fill-reducing order.
///
///     P Aᵀ Q = L U        A x = b        Aᵀ x = b
///
/// By CXSparse (LGPL), in double precision. A factor never changes, so any number of threads may solve with it.
public final class LUFactor: Sendable {
  /// The number of rows and columns of the matrix.
  public let order: Int
  private let factor: CXSparseFactor

  /// Factors a matrix.
  ///
  /// - Throws: ``LUError``. A matrix that is singular only up to rounding is not found out: its solutions are huge.
  /// - Precondition: the matrix is square.
  /// - Complexity: that of the factors' entries, which depend on the fill.
  public init(_ a: CSRMatrix<Double>) throws(LUError) {
    require(a.rows == a.columns, "a matrix to factor is square, not \(a.rows)×\(a.columns)")
    if let k = a.values.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = a.pattern.place(ofEntry: k)
      throw .nonFinite(row: row, column: column)
    }
    order = a.rows
    factor = try CXSparseFactor(a)
  }

  /// `A⁻¹ b`, or `A⁻ᵀ b` with `transpose`.
  ///
  /// - Complexity: O(entries of the factors).
  public func solve(_ b: [Double], transpose: Bool = false) -> [Double] {
    require(b.count == order, "\(b.count) right-hand values for a matrix of order \(order)")
    return factor.solve(b, transpose: transpose)
  }

  /// `A⁻¹ B`, or `A⁻ᵀ B` with `transpose`: a column for each right-hand side.
  ///
  /// - Complexity: O(`B.columns` · entries of the factors).
  public func solve(
    _ b: DenseMatrix<Double>, transpose: Bool = false
  ) -> DenseMatrix<Double> {
    precondition(b.rows == order, "\(b.rows) right-hand rows for a matrix of order \(order)")
    let columns = b.transposed()
    let x = (0..<b.columns).flatMap {
      factor.solve(Array(columns.row($0)), transpose: transpose)
    }
    return DenseMatrix(rows: b.columns, columns: order, values: x).transposed()
  }
}

/// CXSparse computes in double precision only: a `Float` matrix is converted, and its solutions rounded.
extension LUFactor {
  /// Factors a matrix of any scalar, in double precision.
  ///
  /// - Throws: as ``init(_:)-(CSRMatrix<Double>)``.
  public convenience init<Scalar: SparseScalar>(_ a: CSRMatrix<Scalar>) throws(LUError) {
    try self.init(CSRMatrix<Double>(a))
  }

  /// `A⁻¹ b`, or `A⁻ᵀ b` with `transpose`, computed in double precision.
  public func solve<Scalar: SparseScalar>(_ b: [Scalar], transpose: Bool = false) -> [Scalar] {
    solve(b.map { Double($0) }, transpose: transpose).map { Scalar($0) }
  }

  /// `A⁻¹ B`, or `A⁻ᵀ B` with `transpose`, computed in double precision.
  public func solve<Scalar: SparseScalar>(
    _ b: DenseMatrix<Scalar>, transpose: Bool = false
  ) -> DenseMatrix<Scalar> {
    DenseMatrix<Scalar>(solve(DenseMatrix<Double>(b), transpose: transpose))
  }
}

/// What CXSparse allocated for an LU factorisation; freed once, in `deinit`. Only read after it was made.
///
/// Our rows are its columns, so what it factors is `Aᵀ`.
private struct CXSparseFactor: ~Copyable, @unchecked Sendable {
  private let symbolic: UnsafeMutablePointer<cs_dis>
  private let numeric: UnsafeMutablePointer<cs_din>
  private let order: Int

  init(_ a: CSRMatrix<Double>) throws(LUError) {
    let minimumDegreeOfProduct: Int32 = 2
    // A tolerance of 1 takes the largest pivot of each column.
    let (symbolic, numeric, failure) = withCXSparseView(of: a) { a in
      let symbolic = cs_di_sqr(minimumDegreeOfProduct, a, 0)
      errno = 0
      let numeric = symbolic.flatMap { cs_di_lu(a, $0, 1) }
      return (symbolic, numeric, errno)
    }
    guard let symbolic else { throw .outOfMemory }
    guard let numeric else {
      cs_di_sfree(symbolic)
      // CXSparse has one answer for a matrix without pivots and for no memory; the allocator says which.
      throw failure == ENOMEM ? .outOfMemory : .singular
    }
    self.symbolic = symbolic
    self.numeric = numeric
    order = a.rows
  }

  deinit {
    cs_di_nfree(numeric)
    cs_di_sfree(symbolic)
  }

  func solve(_ b: [Double], transpose: Bool) -> [Double] {
    let (l, u) = (numeric.pointee.L, numeric.pointee.U)
    let (rows, columns) = (numeric.pointee.pinv, symbolic.pointee.q)
    let n = Int32(order)
    var x = b
    var moved: [Double] = Kernels.zeros(order)
    if transpose {
      cs_di_ipvec(rows, b, &moved, n)
      cs_di_lsolve(l, &moved)
      cs_di_usolve(u, &moved)
      cs_di_ipvec(columns, moved, &x, n)
    } else {
      cs_di_pvec(columns, b, &moved, n)
      cs_di_utsolve(u, &moved)
      cs_di_ltsolve(l, &moved)
      cs_di_pvec(rows, moved, &x, n)
    }
    return x
  }
}
#endif
