extension CSRMatrix {
  /// `Aᵀ`, on the cached transpose of the pattern.
  ///
  /// `a.transposed().transposed()` is on `a`'s own pattern object.
  ///
  /// - Complexity: O(`rows` + `columns` + `count`) the first time on a pattern, O(`count`) after the values changed, and
  ///   O(1) as long as they do not.
  public func transposed() -> CSRMatrix {
    // The values first: they bring the pattern along.
    let values = valuesOfTranspose()
    return CSRMatrix(pattern: pattern.transpose.pattern, values: values)
  }
}
