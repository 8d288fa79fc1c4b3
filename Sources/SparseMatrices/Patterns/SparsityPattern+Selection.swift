/// Parts of a pattern, each with the entries it consists of, so that values and gradients can follow.
extension SparsityPattern {
  /// A block of consecutive rows and columns.
  ///
  /// - Complexity: O(rows of the block · log entries + entries of the block).
  public func selecting(rows: Range<Int>, columns: Range<Int>) -> EntrySelection {
    check(rows, below: self.rows, "rows")
    check(columns, below: self.columns, "columns")
    let whole = columns.count == self.columns
    return EntrySelection(
      from: self, rows: rows.count, columns: columns.count, shift: columns.lowerBound
    ) { i in
      let row = rows.lowerBound + i
      return whole ? self.entries(inRow: row) : self.entries(inRow: row, columns: columns)
    }
  }

  /// Rows in any order, where one may come several times: row `i` of the result is row `rows[i]`.
  ///
  /// - Complexity: O(rows and entries of the result).
  public func selecting(rows: [Int]) -> EntrySelection {
    EntrySelection(from: self, rows: rows.count, columns: columns) { self.entries(inRow: rows[$0]) }
  }

  /// Columns in any order, where one may come several times: column `j` of the result is column `columns[j]`.
  ///
  /// - Complexity: O(`rows` + `columns` + `count` + entries of the result), through the transpose.
  public func selecting(columns: [Int]) -> EntrySelection {
    let transposed = EntrySelection(transposing: self)
    let selected = transposed.then(transposed.pattern.selecting(rows: columns))
    return selected.then(EntrySelection(transposing: selected.pattern))
  }

  /// `B_ij = A_{rows[i], columns[j]}`: rows and columns in any order, where one may come several times.
  ///
  /// - Complexity: O(entries of the selected rows + `columns` + rows and entries of the result).
  public func selecting(rows: [Int], columns: [Int]) -> EntrySelection {
    let selected = selecting(rows: rows)
    return selected.then(selected.pattern.selecting(columns: columns))
  }

  /// `B_ij = A_{rows[i], columns[j]}` for permutations of all rows and of all columns; nil leaves them as they are.
  ///
  /// `P A Qᵀ` for the permutation matrices with ones at `(i, rows[i])` and `(j, columns[j])`.
  public func permuting(rows: [Int]? = nil, columns: [Int]? = nil) -> EntrySelection {
    if let rows { require(isPermutation(rows, of: self.rows), "rows are no permutation") }
    if let columns {
      require(isPermutation(columns, of: self.columns), "columns are no permutation")
    }
    let selected = selecting(rows: rows ?? Array(0..<self.rows))
    guard let columns else { return selected }
    return selected.then(selected.pattern.selecting(columns: columns))
  }

  /// The entries on and below diagonal `k`: those with `column - row ≤ k`.
  ///
  /// - Complexity: O(`rows` · log `columns` + entries of the result).
  public func selectingLowerTriangle(diagonal k: Int = 0) -> EntrySelection {
    EntrySelection(from: self, rows: rows, columns: columns) { i in
      self.entries(inRow: i, columns: 0..<min(max(0, saturating(i, k, 1)), self.columns))
    }
  }

  /// The entries on and above diagonal `k`: those with `column - row ≥ k`.
  ///
  /// - Complexity: O(`rows` · log `columns` + entries of the result).
  public func selectingUpperTriangle(diagonal k: Int = 0) -> EntrySelection {
    EntrySelection(from: self, rows: rows, columns: columns) { i in
      self.entries(
        inRow: i, columns: min(max(0, saturating(i, k, 0)), self.columns)..<self.columns)
    }
  }

  /// The entry at each place `(i, i)`, or -1 where nothing is stored; as many as the lesser of `rows` and `columns`.
  ///
  /// - Complexity: O(`rows` · log `columns`).
  public var diagonalEntries: [Int32] {
    (0..<min(rows, columns)).map { entry($0, $0).map(Int32.init) ?? -1 }
  }

  /// The entries of row `i` in a range of columns.
  ///
  /// - Complexity: O(log of the row's entries).
  public func entries(inRow i: Int, columns range: Range<Int>) -> Range<Int> {
    check(range, below: columns, "columns")
    let row = entries(inRow: i)
    let first = firstEntry(in: row, atOrAfterColumn: range.lowerBound)
    let last = firstEntry(in: first..<row.upperBound, atOrAfterColumn: range.upperBound)
    return first..<last
  }

  private func check(_ range: Range<Int>, below count: Int, _ what: String) {
    require(
      range.lowerBound >= 0 && range.upperBound <= count, "\(what) \(range) of \(count) \(what)")
  }
}

/// `a + b + c`, held at the largest number: `b` may be anything.
private func saturating(_ a: Int, _ b: Int, _ c: Int) -> Int {
  let (sum, overflow) = (a + c).addingReportingOverflow(b)
  return overflow ? Int.max : sum
}

private func isPermutation(_ order: [Int], of count: Int) -> Bool {
  guard order.count == count else { return false }
  var seen = [Bool](repeating: false, count: count)
  for i in order {
    guard i >= 0, i < count, !seen[i] else { return false }
    seen[i] = true
  }
  return true
}
