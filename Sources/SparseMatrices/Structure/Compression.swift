/// What becomes of several triplets at one place.
public enum Duplicates: Sendable {
  /// The entry is their sum.
  case sum
  /// The entry is the last of them.
  case keepLast
  /// They are an error.
  case reject
}

/// How triplets become compressed rows: the pattern, and for each triplet the entry it goes to.
///
/// The structure is found once; new values on the same places are then a scatter, and a gradient comes back to the
/// triplets by a gather.
///
///     forward      A_e = Σ v_k over the triplets k of entry e
///     tangent      likewise
///     cotangent    v̄_k = Ā_e for the entry e of triplet k   (0 for one that a later one replaced)
public struct Compression: Sendable {
  /// The pattern of the matrix.
  public let pattern: SparsityPattern
  /// For each triplet its entry, or -1 for one that a later one at the same place replaced.
  public let entryOfTriplet: [Int32]

  /// The structure of the triplets of `matrix`, whose values do not matter.
  ///
  /// - Throws: ``PatternError/duplicate(row:column:)`` where duplicates are rejected.
  /// - Complexity: O(triplets + rows), and a sort of each row.
  public init<Scalar>(
    of matrix: COOMatrix<Scalar>, duplicates: Duplicates = .sum
  ) throws(PatternError) {
    var (structure, entryOfTriplet) = Kernels.compress(
      rows: matrix.rowIndices, columns: matrix.columnIndices, rowCount: matrix.rows,
      columnCount: matrix.columns)
    if duplicates != .sum, structure.count < matrix.count {
      var seen = [Bool](repeating: false, count: structure.count)
      for k in entryOfTriplet.indices.reversed() {
        let entry = Int(entryOfTriplet[k])
        if seen[entry] {
          if duplicates == .reject {
            throw .duplicate(row: Int(matrix.rowIndices[k]), column: Int(matrix.columnIndices[k]))
          }
          entryOfTriplet[k] = -1
        }
        seen[entry] = true
      }
    }
    pattern = SparsityPattern(structure)
    self.entryOfTriplet = entryOfTriplet
  }

  /// The compressed matrix of given values, one for each triplet.
  public func forward<Scalar>(_ values: [Scalar]) -> CSRMatrix<Scalar> {
    require(
      values.count == entryOfTriplet.count,
      "\(values.count) values for \(entryOfTriplet.count) triplets")
    // -0 is what adds nothing, not even to the sign of a zero: what stands alone keeps its bits.
    var sums: [Scalar] = Kernels.repeating(-0.0, pattern.count)
    Kernels.scatterAdd(values, to: entryOfTriplet, into: &sums)
    return CSRMatrix(pattern: pattern, values: sums)
  }

  /// The tangent of the compressed matrix: the map is linear.
  public func jvp<Scalar>(_ valuesDot: [Scalar]) -> CSRMatrix<Scalar> { forward(valuesDot) }

  /// The cotangent of each triplet's value.
  public func vjp<Scalar>(cotangent: CSRMatrix<Scalar>) -> [Scalar] {
    require(cotangent.pattern === pattern, "the cotangent is not on this pattern")
    return Kernels.gather(cotangent.values, at: entryOfTriplet)
  }
}

extension COOMatrix {
  /// The matrix in compressed rows.
  ///
  /// - Throws: ``PatternError/duplicate(row:column:)`` where duplicates are rejected.
  /// - Complexity: O(triplets + rows), and a sort of each row.
  public func compressed(
    duplicates: Duplicates = .sum
  ) throws(PatternError) -> CSRMatrix<Scalar> {
    guard case .sum = duplicates else {
      return try Compression(of: self, duplicates: duplicates).forward(values)
    }
    return summed()
  }

  /// The matrix in compressed rows, duplicates summed. What stands alone keeps its bits, those of -0 too.
  package func summed() -> CSRMatrix<Scalar> {
    let (structure, sums) = Kernels.compress(
      rows: rowIndices, columns: columnIndices, values: values, rowCount: rows,
      columnCount: columns)
    return CSRMatrix(pattern: SparsityPattern(structure), values: sums)
  }
}
