import RealModule

/// How the size of a matrix or vector is measured when two are compared.
public enum EntryNorm: Sendable {
  /// The root of the sum of squares: of a matrix, the Frobenius norm.
  case euclidean
  /// The largest magnitude.
  case maximum
}

/// Whether `‖a - b‖ ≤ max(absoluteTolerance, relativeTolerance · max(‖a‖, ‖b‖))`, or both are equal.
///
/// The rule of swift-numerics: NaN is equal to nothing, and what holds an infinity only to what is exactly equal. The
/// norm is of the whole: a small element among large ones is compared with the large ones' tolerance.
@specialized(where Scalar == Double)
@specialized(where Scalar == Float)
func areApproximatelyEqual<Scalar: SparseScalar>(
  _ a: [Scalar], _ b: [Scalar], absoluteTolerance: Scalar, relativeTolerance: Scalar,
  norm: EntryNorm
) -> Bool {
  require(
    absoluteTolerance >= 0 && relativeTolerance >= 0,
    "tolerances \(absoluteTolerance) and \(relativeTolerance)")
  if a == b { return true }
  let difference = norm.of(zip(a, b).map { $0 - $1 })
  let scale = max(norm.of(a), norm.of(b))
  return difference.isFinite && difference <= max(absoluteTolerance, relativeTolerance * scale)
}

extension EntryNorm {
  /// The norm of a vector; NaN where it holds one.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func of<Scalar: SparseScalar>(_ x: [Scalar]) -> Scalar {
    var largest: Scalar = 0
    for element in x {
      if element.isNaN { return element }
      largest = max(largest, element.magnitude)
    }
    guard case .euclidean = self, largest > 0, largest.isFinite else { return largest }
    // Relative to the largest, so that no square overflows or vanishes.
    var sum: Scalar = 0
    for element in x { sum += (element / largest) * (element / largest) }
    return largest * .sqrt(sum)
  }
}

extension CSRMatrix {
  /// Whether `‖A - B‖ ≤ max(absoluteTolerance, relativeTolerance · max(‖A‖, ‖B‖))`.
  ///
  /// A place that is not stored counts as 0, so patterns may differ; matrices of different shapes are not equal. NaN is
  /// equal to nothing. The default tolerance asks for half of the digits to agree.
  ///
  /// - Complexity: O(`rows` + both counts).
  public func isApproximatelyEqual(
    to other: CSRMatrix, absoluteTolerance: Scalar = 0,
    relativeTolerance: Scalar = .sqrt(.ulpOfOne), norm: EntryNorm = .euclidean
  ) -> Bool {
    guard rows == other.rows, columns == other.columns else { return false }
    // On the places of this one first, then the rest of the other: together the union.
    let own = Kernels.gather(other.values, at: pattern.positions(in: other.pattern))
    let position = pattern === other.pattern ? [] : other.pattern.positions(in: pattern)
    let rest = position.indices.filter { position[$0] < 0 }.map { other.values[$0] }
    return areApproximatelyEqual(
      values + [Scalar](repeating: 0, count: rest.count), own + rest,
      absoluteTolerance: absoluteTolerance, relativeTolerance: relativeTolerance, norm: norm)
  }
}

extension DenseMatrix {
  /// Whether `‖A - B‖ ≤ max(absoluteTolerance, relativeTolerance · max(‖A‖, ‖B‖))`.
  ///
  /// Matrices of different shapes are not equal. NaN is equal to nothing. The default tolerance asks for half of the
  /// digits to agree.
  public func isApproximatelyEqual(
    to other: DenseMatrix, absoluteTolerance: Scalar = 0,
    relativeTolerance: Scalar = .sqrt(.ulpOfOne), norm: EntryNorm = .euclidean
  ) -> Bool {
    rows == other.rows && columns == other.columns
      && areApproximatelyEqual(
        values, other.values, absoluteTolerance: absoluteTolerance,
        relativeTolerance: relativeTolerance, norm: norm)
  }
}
