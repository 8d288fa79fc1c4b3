#if SuiteSparse
import CSuiteSparse
import SparseMatrices
import SparseSolvers

/// CXSparse on matrices of ours: an independent result to test against, and a peer to measure in the same
/// process.
///
/// Its routines work on compressed columns and see our rows as the columns of the transpose; the operands
/// below are arranged so that the result is what the name says. A result is nil where CXSparse ran out of
/// memory; it does not check that the result's entries fit an `Int32`.
///
/// The `…Only` forms run the C routine and free what it made: what a benchmark times. They return the number
/// of entries.
package enum CXSparse {
  /// `y ← Aᵀ x + y`: what `cs_gaxpy` computes on compressed rows.
  package static func gaxpy(_ a: CSRMatrix<Double>, _ x: [Double], into y: inout [Double]) {
    require(
      x.count == a.rows && y.count == a.columns,
      "x has \(x.count) elements, y \(y.count), A is \(a.rows)×\(a.columns)")
    _ = withCXSparseView(of: a) { cs_di_gaxpy($0, x, &y) }
  }

  /// `C = A B`.
  package static func multiply(
    _ a: CSRMatrix<Double>, _ b: CSRMatrix<Double>
  ) -> CSRMatrix<Double>? {
    product(a, b)?.sorted()?.matrix
  }

  package static func multiplyOnly(_ a: CSRMatrix<Double>, _ b: CSRMatrix<Double>) -> Int? {
    product(a, b)?.count
  }

  /// `C = α A + β B`.
  package static func add(
    _ alpha: Double, _ a: CSRMatrix<Double>, _ beta: Double, _ b: CSRMatrix<Double>
  ) -> CSRMatrix<Double>? {
    sum(alpha, a, beta, b)?.sorted()?.matrix
  }

  package static func addOnly(
    _ alpha: Double, _ a: CSRMatrix<Double>, _ beta: Double, _ b: CSRMatrix<Double>
  ) -> Int? {
    sum(alpha, a, beta, b)?.count
  }

  /// `Aᵀ`.
  package static func transpose(_ a: CSRMatrix<Double>) -> CSRMatrix<Double>? {
    transposed(a)?.matrix
  }

  package static func transposeOnly(_ a: CSRMatrix<Double>) -> Int? { transposed(a)?.count }

  private static func product(
    _ a: CSRMatrix<Double>, _ b: CSRMatrix<Double>
  ) -> CXSparseMatrix? {
    require(
      a.columns == b.rows, "A is \(a.rows)×\(a.columns), B is \(b.rows)×\(b.columns)")
    // (A B)ᵀ = Bᵀ Aᵀ, and the transposes are what CXSparse sees.
    return CXSparseMatrix(
      withCXSparseView(of: a) { a in withCXSparseView(of: b) { b in cs_di_multiply(b, a) } })
  }

  private static func sum(
    _ alpha: Double, _ a: CSRMatrix<Double>, _ beta: Double, _ b: CSRMatrix<Double>
  ) -> CXSparseMatrix? {
    require(
      a.rows == b.rows && a.columns == b.columns,
      "A is \(a.rows)×\(a.columns), B is \(b.rows)×\(b.columns)")
    return CXSparseMatrix(
      withCXSparseView(of: a) { a in
        withCXSparseView(of: b) { b in cs_di_add(a, b, alpha, beta) }
      })
  }

  private static func transposed(_ a: CSRMatrix<Double>) -> CXSparseMatrix? {
    CXSparseMatrix(withCXSparseView(of: a) { cs_di_transpose($0, 1) })
  }
}

/// A matrix that CXSparse allocated; freed once, in `deinit`.
private struct CXSparseMatrix: ~Copyable {
  private let pointer: UnsafeMutablePointer<cs_di>

  init?(_ pointer: UnsafeMutablePointer<cs_di>?) {
    guard let pointer else { return nil }
    self.pointer = pointer
  }

  deinit { cs_di_spfree(pointer) }

  /// The number of entries.
  var count: Int { Int(pointer.pointee.p[Int(pointer.pointee.n)]) }

  func transposed() -> CXSparseMatrix? { CXSparseMatrix(cs_di_transpose(pointer, 1)) }

  /// The same matrix with sorted columns: transposing sorts, and twice is where it was.
  func sorted() -> CXSparseMatrix? { transposed()?.transposed() }

  /// Its columns as rows.
  var matrix: CSRMatrix<Double> {
    let c = pointer.pointee
    let starts = Array(UnsafeBufferPointer(start: c.p, count: Int(c.n) + 1))
    let pattern = SparsityPattern(
      uncheckedRows: Int(c.n), columns: Int(c.m), rowStarts: starts,
      columnIndices: Array(UnsafeBufferPointer(start: c.i, count: count)))
    return CSRMatrix(
      pattern: pattern, values: Array(UnsafeBufferPointer(start: c.x, count: count)))
  }
}
#endif
