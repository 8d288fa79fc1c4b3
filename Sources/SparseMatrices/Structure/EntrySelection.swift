/// Entries of a sparse matrix put in places of another: slices, permutations, triangles, the transpose.
///
/// Entry `q` of the result is entry `entries[q]` of the operand. Like ``Compression``, the structure is found once, and
/// from then on values are gathered and a cotangent scattered:
///
///     forward      B_q = A_e(q)
///     tangent      likewise
///     cotangent    Ā_e = Σ B̄_q over the q with e(q) = e     (0 for an entry that was not selected)
///
/// Each is O(entries). A selection that keeps everything where it is keeps the pattern object too.
public struct EntrySelection: Sendable {
  /// The pattern that is selected from.
  public let source: SparsityPattern
  /// The pattern of the result.
  public let pattern: SparsityPattern
  /// For each entry of ``pattern`` the entry of ``source`` that it is.
  public let entries: [Int32]

  package init(source: SparsityPattern, pattern: SparsityPattern, entries: [Int32]) {
    self.source = source
    self.pattern = pattern
    self.entries = entries
  }

  /// The selected entries of `a`.
  public func forward<Scalar>(_ a: CSRMatrix<Scalar>) -> CSRMatrix<Scalar> {
    require(a.pattern === source, "the matrix is not on the pattern that was selected from")
    // Nothing moved, so the values are shared as well.
    if pattern === source { return a }
    return CSRMatrix(pattern: pattern, values: Kernels.gather(a.values, at: entries))
  }

  /// The tangent of the selected entries: the map is linear.
  public func jvp<Scalar>(_ aDot: CSRMatrix<Scalar>) -> CSRMatrix<Scalar> { forward(aDot) }

  /// The cotangent of the matrix that was selected from, on its pattern.
  public func vjp<Scalar>(cotangent: CSRMatrix<Scalar>) -> CSRMatrix<Scalar> {
    require(cotangent.pattern === pattern, "the cotangent is not on the selection's pattern")
    return CSRMatrix(
      pattern: source,
      values: Kernels.scatterAdd(cotangent.values, to: entries, count: source.count))
  }

  /// The selection from this selection's result, as one from this selection's operand.
  public func then(_ next: EntrySelection) -> EntrySelection {
    require(next.source === pattern, "the second does not select from the first's result")
    if pattern === source { return next }
    return EntrySelection(
      source: source, pattern: next.pattern, entries: next.entries.map { entries[Int($0)] })
  }
}

extension EntrySelection {
  /// The transposition.
  public init(transposing source: SparsityPattern) {
    let transpose = source.transpose
    self.init(source: source, pattern: transpose.pattern, entries: transpose.permutation)
  }

  /// A run of entries for each row of the result, moved `shift` columns to the left.
  ///
  /// - Complexity: O(rows of the result + entries selected).
  package init(
    from source: SparsityPattern, rows: Int, columns: Int, shift: Int = 0,
    run: (_ row: Int) -> Range<Int>
  ) {
    var starts: [Int32] = [0]
    starts.reserveCapacity(rows + 1)
    var entries: [Int32] = []
    for i in 0..<rows {
      let run = run(i)
      let end = entries.count + run.count
      require(end <= Int(Int32.max), "the rows up to \(i) have \(end) entries in all")
      entries.append(contentsOf: Int32(run.lowerBound)..<Int32(run.upperBound))
      starts.append(Int32(end))
    }
    let old = source.structure.columns
    let structure = Structure(
      rowCount: rows, columnCount: columns, starts: starts,
      columns: entries.map { old[Int($0)] - Int32(shift) })
    // As many entries as before need not be the same ones: a row may come twice, or in another order.
    let isWhole =
      columns == source.columns && starts == source.rowStarts
      && entries.elementsEqual(0..<Int32(source.count))
    self.init(
      source: source, pattern: isWhole ? source : SparsityPattern(structure), entries: entries)
  }

  /// The entries that `keep` says yes to, where they are.
  ///
  /// - Complexity: O(rows + entries).
  package init(from source: SparsityPattern, keeping keep: (_ entry: Int) -> Bool) {
    let a = source.structure
    var structure = Structure(rowCount: a.rowCount, columnCount: a.columnCount)
    var entries: [Int32] = []
    for i in 0..<a.rowCount {
      for k in source.entries(inRow: i) where keep(k) {
        entries.append(Int32(k))
        structure.columns.append(a.columns[k])
      }
      structure.starts[i + 1] = Int32(entries.count)
    }
    let isWhole = entries.count == a.count
    self.init(
      source: source, pattern: isWhole ? source : SparsityPattern(structure), entries: entries)
  }
}
