/// The Kronecker product `C = A ⊗ B`: the matrix of blocks `a_ij B`.
///
///     A   m×n      B   p×q      C   mp×nq,   C_{ip+k, jq+l} = A_ij B_kl
///
///     tangent     Ċ = Ȧ ⊗ B + A ⊗ Ḃ
///     cotangent   Ā_ij = Σ_kl C̄_{ip+k, jq+l} B_kl;   B̄_kl = Σ_ij C̄_{ip+k, jq+l} A_ij
///
/// Each is O(entries of A · entries of B). Entry `r` of C is entry `aEntries[r]` of A times entry `bEntries[r]` of B.
public struct KroneckerProduct: Sendable {
  /// The pattern of `A`.
  public let a: SparsityPattern
  /// The pattern of `B`.
  public let b: SparsityPattern
  /// The pattern of `C`.
  public let pattern: SparsityPattern
  /// For each entry of `C`, the entry of `A` in it.
  public let aEntries: [Int32]
  /// For each entry of `C`, the entry of `B` in it.
  public let bEntries: [Int32]

  /// The structure of the product.
  ///
  /// - Throws: ``SizeError`` where the rows, columns or entries are more than an `Int32` counts or memory holds.
  public init(_ a: SparsityPattern, _ b: SparsityPattern) throws(SizeError) {
    // No number exceeds 2³¹, so the products fit an Int.
    let (rows, columns) = (a.rows * b.rows, a.columns * b.columns)
    // A column, two places and a value each.
    try SizeError.check(
      "a \(rows)×\(columns) Kronecker product", rows: rows, columns: columns,
      entries: a.count * b.count, bytesEach: 20)
    var structure = Structure(rowCount: rows, columnCount: columns)
    var (aEntries, bEntries): ([Int32], [Int32]) = ([], [])
    structure.columns.reserveCapacity(a.count * b.count)
    aEntries.reserveCapacity(a.count * b.count)
    bEntries.reserveCapacity(a.count * b.count)
    for i in 0..<a.rows {
      for k in 0..<b.rows {
        let row = b.entries(inRow: k)
        for p in a.entries(inRow: i) {
          let first = Int(a.structure.columns[p]) * b.columns
          for q in row { structure.columns.append(Int32(first + Int(b.structure.columns[q]))) }
          aEntries.append(contentsOf: repeatElement(Int32(p), count: row.count))
          bEntries.append(contentsOf: Int32(row.lowerBound)..<Int32(row.upperBound))
        }
        structure.starts[i * b.rows + k + 1] = Int32(aEntries.count)
      }
    }
    self.a = a
    self.b = b
    self.pattern = SparsityPattern(structure)
    self.aEntries = aEntries
    self.bEntries = bEntries
  }

  /// `A ⊗ B`.
  public func forward<Scalar>(
    _ a: CSRMatrix<Scalar>, _ b: CSRMatrix<Scalar>
  ) -> CSRMatrix<Scalar> {
    check(a, b)
    return CSRMatrix(
      pattern: pattern,
      values: Kernels.multiply(
        1, Kernels.gather(a.values, at: aEntries), Kernels.gather(b.values, at: bEntries)))
  }

  /// `Ȧ ⊗ B + A ⊗ Ḃ`, for the tangents given; those left out are zero.
  public func jvp<Scalar>(
    _ a: CSRMatrix<Scalar>, _ b: CSRMatrix<Scalar>, aDot: CSRMatrix<Scalar>? = nil,
    bDot: CSRMatrix<Scalar>? = nil
  ) -> CSRMatrix<Scalar> {
    check(a, b)
    var dot = aDot.map { forward($0, b) } ?? CSRMatrix(pattern: pattern)
    if let bDot { Kernels.axpy(1, forward(a, bDot).values, &dot.values) }
    return dot
  }

  /// The cotangents of both factors, each on its own pattern.
  public func vjp<Scalar>(
    _ a: CSRMatrix<Scalar>, _ b: CSRMatrix<Scalar>, cotangent: CSRMatrix<Scalar>
  ) -> (a: CSRMatrix<Scalar>, b: CSRMatrix<Scalar>) {
    check(a, b)
    require(cotangent.pattern === pattern, "the cotangent is not on the product's pattern")
    let timesB = Kernels.multiply(1, cotangent.values, Kernels.gather(b.values, at: bEntries))
    let timesA = Kernels.multiply(1, cotangent.values, Kernels.gather(a.values, at: aEntries))
    return (
      CSRMatrix(
        pattern: self.a, values: Kernels.scatterAdd(timesB, to: aEntries, count: self.a.count)),
      CSRMatrix(
        pattern: self.b, values: Kernels.scatterAdd(timesA, to: bEntries, count: self.b.count))
    )
  }

  private func check<Scalar>(_ a: CSRMatrix<Scalar>, _ b: CSRMatrix<Scalar>) {
    require(
      a.pattern === self.a && b.pattern === self.b, "the factors are not on the product's patterns")
  }
}

extension CSRMatrix {
  /// `A ⊗ B`, the matrix of blocks `a_ij B`.
  ///
  /// - Throws: ``SizeError`` where the rows, columns or entries are more than an `Int32` counts or memory holds.
  public func kronecker(_ b: CSRMatrix) throws(SizeError) -> CSRMatrix {
    try KroneckerProduct(pattern, b.pattern).forward(self, b)
  }
}
