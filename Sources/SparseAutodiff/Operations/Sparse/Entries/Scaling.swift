import SparseMatrices

/// A sparse matrix scaled as a whole, by rows and by columns, `C = α diag(r) A diag(c)`. A factor left out is 1.
///
///     A   m×n sparse      r   m      c   n      C   m×n on P(A)
///
///     tangent     Ċ = α̇ diag(r) A diag(c) + α diag(r) Ȧ diag(c) + α diag(ṙ) A diag(c) + α diag(r) A diag(ċ)
///     cotangent   Ā = α diag(r) C̄ diag(c)     r̄_i = α Σ_j C̄_ij A_ij c_j     c̄_j = α Σ_i C̄_ij A_ij r_i
///                 ᾱ = ⟨C̄, diag(r) A diag(c)⟩
///
/// Each is O(m + n + nnz). Where α = 0 nothing else is read, so it may hold NaN. The sums over columns run on all threads where the pattern's transpose was made before, else
/// on one; the bits are the same.
public enum Scaling {
  /// `α diag(r) A diag(c)`.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, rows: [S]? = nil, columns: [S]? = nil
  ) -> CSRMatrix<S> {
    var c = CSRMatrix<S>(pattern: a.pattern, values: Kernels.uninitialized(a.count))
    forward(alpha: alpha, a, rows: rows, columns: columns, into: &c)
    return c
  }

  /// `C ← α diag(r) A diag(c)`, in place, `C` on A's pattern.
  public static func forward<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, rows: [S]? = nil, columns: [S]? = nil,
    into c: inout CSRMatrix<S>
  ) {
    checkShapes(a, rows, columns)
    checkTangent(c, of: a)
    if alpha == 0 {
      c = CSRMatrix(pattern: c.pattern)
    } else if rows == nil, columns == nil {
      Kernels.axpby(alpha, a.values, 0, a.values, into: &c.values)
    } else {
      Kernels.scale(
        a.pattern.structure, a.values, rows: scaled(rows, by: alpha, count: a.rows),
        columns: columns, into: &c.values)
    }
  }

  /// `Ċ`, for the tangents given; those left out are zero. Factors left out have no tangent.
  public static func jvp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, rows: [S]? = nil, columns: [S]? = nil, alphaDot: S = 0,
    aDot: CSRMatrix<S>? = nil, rowsDot: [S]? = nil, columnsDot: [S]? = nil
  ) -> CSRMatrix<S> {
    require(rowsDot == nil || rows != nil, "a tangent of the rows' factors without these")
    require(
      columnsDot == nil || columns != nil, "a tangent of the columns' factors without these")
    var dot = CSRMatrix<S>(pattern: a.pattern)
    func add(_ alpha: S, _ a: CSRMatrix<S>, _ rows: [S]?, _ columns: [S]?) {
      Kernels.axpy(1, forward(alpha: alpha, a, rows: rows, columns: columns).values, &dot.values)
    }
    if alphaDot != 0 { add(alphaDot, a, rows, columns) }
    if let aDot {
      checkTangent(aDot, of: a)
      add(alpha, aDot, rows, columns)
    }
    if let rowsDot { add(alpha, a, rowsDot, columns) }
    if let columnsDot { add(alpha, a, rows, columnsDot) }
    return dot
  }

  /// The cotangents of all arguments; nil for those of factors that were left out.
  public static func vjp<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, rows: [S]? = nil, columns: [S]? = nil,
    cotangent: CSRMatrix<S>
  ) -> (alpha: S, a: CSRMatrix<S>, rows: [S]?, columns: [S]?) {
    checkShapes(a, rows, columns)
    let aBar = vjpA(alpha: alpha, a, rows: rows, columns: columns, cotangent: cotangent)
    var rowsBar = rows.map { rows in
      var sums: [S] = Kernels.uninitialized(rows.count)
      Kernels.rowSums(
        a.pattern.structure, a.values, times: cotangent.values, columns, into: &sums)
      return sums
    }
    var columnsBar = columns.map { _ in
      a.pattern.columnSums(of: a.values, times: cotangent.values, rows)
    }
    // Before they are scaled, ⟨r, r̄⟩ = ⟨c, c̄⟩ = ⟨C̄, diag(r) A diag(c)⟩.
    let alphaBar: S
    if let rows, let rowsBar {
      alphaBar = Kernels.dot(rows, rowsBar)
    } else if let columns, let columnsBar {
      alphaBar = Kernels.dot(columns, columnsBar)
    } else {
      alphaBar = Kernels.dot(cotangent.values, a.values)
    }
    if alpha != 1 {
      rowsBar = rowsBar.map { Kernels.axpby(alpha, $0, 0, $0) }
      columnsBar = columnsBar.map { Kernels.axpby(alpha, $0, 0, $0) }
    }
    return (alphaBar, aBar, rowsBar, columnsBar)
  }

  /// The cotangent of `A` alone: `α diag(r) C̄ diag(c)`. The values of `a` are not read.
  public static func vjpA<S>(
    alpha: S = 1, _ a: CSRMatrix<S>, rows: [S]? = nil, columns: [S]? = nil,
    cotangent: CSRMatrix<S>
  ) -> CSRMatrix<S> {
    checkTangent(cotangent, of: a)
    return forward(alpha: alpha, cotangent, rows: rows, columns: columns)
  }

  /// The cotangent of `A`, into a matrix on A's pattern.
  public static func vjpA<S>(
    alpha: S = 1, rows: [S]? = nil, columns: [S]? = nil, cotangent: CSRMatrix<S>,
    into aBar: inout CSRMatrix<S>
  ) {
    forward(alpha: alpha, cotangent, rows: rows, columns: columns, into: &aBar)
  }

  /// `α r`, with `r` all ones where left out; nil where that is all ones.
  private static func scaled<S: SparseScalar>(
    _ rows: [S]?, by alpha: S, count: Int
  ) -> [S]? {
    if alpha == 1 { return rows }
    guard let rows else { return Kernels.repeating(alpha, count) }
    return Kernels.axpby(alpha, rows, 0, rows)
  }

  private static func checkShapes<S>(_ a: CSRMatrix<S>, _ rows: [S]?, _ columns: [S]?) {
    if let rows {
      require(rows.count == a.rows, "\(rows.count) factors for \(a.rows) rows")
    }
    if let columns {
      require(columns.count == a.columns, "\(columns.count) factors for \(a.columns) columns")
    }
  }

  private static func checkTangent<S>(_ tangent: CSRMatrix<S>, of a: CSRMatrix<S>) {
    require(
      tangent.pattern === a.pattern, "the result, tangents and cotangents live on A's pattern")
  }
}

// On the tape.
extension Variable {
  /// `α A`: ``Scaling``.
  public static func * <S: TapeValue>(alpha: Variable<S>, a: Variable) -> Variable
  where Value == CSRMatrix<S>, S.Scalar == S {
    RestrictedMultiple(pattern: a.value.pattern)(alpha, a)
  }

  /// `α A` with a constant `α`: ``Scaling``.
  public static func * <S>(alpha: S, a: Variable) -> Variable where Value == CSRMatrix<S> {
    let scale: @Sendable (CSRMatrix<S>) -> CSRMatrix<S> = { Scaling.forward(alpha: alpha, $0) }
    return LinearOperation(name: "scale", map: scale, adjoint: scale)(a)
  }

  /// `-A`.
  public static prefix func - <S>(a: Variable) -> Variable where Value == CSRMatrix<S> { -1 * a }

  /// `diag(r) A`: ``Scaling``.
  public func scaled<S>(rows: Variable<[S]>) -> Variable where Value == CSRMatrix<S> {
    RowScaling()(rows, self)
  }

  /// `A diag(c)`: ``Scaling``.
  public func scaled<S>(columns: Variable<[S]>) -> Variable where Value == CSRMatrix<S> {
    ColumnScaling()(self, columns)
  }

  /// `diag(r) A diag(c)`: ``Scaling``.
  public func scaled<S>(rows: Variable<[S]>, columns: Variable<[S]>) -> Variable
  where Value == CSRMatrix<S> {
    scaled(rows: rows).scaled(columns: columns)
  }
}

/// `diag(r) A`.
struct RowScaling<S: SparseScalar>: BilinearOperation {
  var name: String { "diag(r)A" }

  func forward(_ r: [S], _ a: CSRMatrix<S>) -> CSRMatrix<S> { Scaling.forward(a, rows: r) }

  func vjpA(
    _ r: Variable<[S]>, _ a: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<[S]> { cotangent.hadamard(a).rowSums() }

  func vjpB(
    _ r: Variable<[S]>, _ a: Variable<CSRMatrix<S>>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> { cotangent.scaled(rows: r) }
}

/// `A diag(c)`.
struct ColumnScaling<S: SparseScalar>: BilinearOperation {
  var name: String { "A diag(c)" }

  func forward(_ a: CSRMatrix<S>, _ c: [S]) -> CSRMatrix<S> { Scaling.forward(a, columns: c) }

  func vjpA(
    _ a: Variable<CSRMatrix<S>>, _ c: Variable<[S]>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<CSRMatrix<S>> { cotangent.scaled(columns: c) }

  func vjpB(
    _ a: Variable<CSRMatrix<S>>, _ c: Variable<[S]>, cotangent: Variable<CSRMatrix<S>>
  ) -> Variable<[S]> { cotangent.hadamard(a).columnSums() }
}
