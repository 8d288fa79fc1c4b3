/// Patterns as sets of places. Where a result is one of its operands, it is the same object.
extension SparsityPattern {
  /// The places that either pattern stores.
  ///
  /// - Throws: ``SizeError`` where they are more than an `Int32` counts.
  /// - Complexity: O(`rows` + both counts).
  public func union(_ other: SparsityPattern) throws(SizeError) -> SparsityPattern {
    checkShape(of: other)
    if self === other { return self }
    guard let union = Kernels.union(structure, other.structure) else {
      // The places in common are not worth counting again: at most, the sum is too many.
      throw SizeError(
        what: "a union of patterns", entries: count + other.count,
        bytes: (count + other.count) * MemoryLayout<Int32>.stride, available: nil)
    }
    if union.count == count { return self }
    if union.count == other.count { return other }
    return SparsityPattern(union)
  }

  /// The places that both patterns store, and which entries of this one they are.
  ///
  /// - Complexity: O(`rows` + both counts).
  public func selecting(in other: SparsityPattern) -> EntrySelection {
    let position = positions(in: other)
    return EntrySelection(from: self) { position[$0] >= 0 }
  }

  /// The places that both patterns store.
  ///
  /// - Complexity: O(`rows` + both counts).
  public func intersection(_ other: SparsityPattern) -> SparsityPattern {
    checkShape(of: other)
    if self === other { return self }
    let common = Kernels.intersection(structure, other.structure)
    if common.count == count { return self }
    if common.count == other.count { return other }
    return SparsityPattern(common)
  }

  /// The places that this pattern stores and `other` does not.
  ///
  /// - Complexity: O(`rows` + both counts).
  public func subtracting(_ other: SparsityPattern) -> SparsityPattern {
    let position = positions(in: other)
    return EntrySelection(from: self) { position[$0] < 0 }.pattern
  }

  /// Whether `other` stores every place that this pattern does.
  ///
  /// - Complexity: O(`rows` + both counts); O(1) where they are one object.
  public func isSubset(of other: SparsityPattern) -> Bool {
    checkShape(of: other)
    return self === other || count <= other.count && positions(in: other).allSatisfy { $0 >= 0 }
  }

  /// For each entry of this pattern the entry of `other` at the same place, or -1.
  ///
  /// - Complexity: O(`rows` + both counts).
  public func positions(in other: SparsityPattern) -> [Int32] {
    checkShape(of: other)
    return Kernels.locate(structure, in: other.structure)
  }

  private func checkShape(of other: SparsityPattern) {
    require(
      rows == other.rows && columns == other.columns,
      "a \(rows)×\(columns) pattern and a \(other.rows)×\(other.columns) one")
  }
}
