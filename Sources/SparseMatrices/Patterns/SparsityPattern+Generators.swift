extension SparsityPattern {
  /// The places `(i, i)` of a square matrix.
  public static func identity(_ size: Int) -> SparsityPattern {
    require(size >= 0 && size < Int32.max, "a pattern of \(size) rows")
    return SparsityPattern(
      Structure(
        rowCount: size, columnCount: size, starts: Array(0...Int32(size)),
        columns: Array(0..<Int32(size))))
  }

  /// Every place of a matrix.
  ///
  /// - Throws: ``SizeError`` where they are more than an `Int32` counts or memory holds.
  public static func full(rows: Int, columns: Int) throws(SizeError) -> SparsityPattern {
    let (entries, _) = try SizeError.checkedPlaces(
      "a full pattern", rows: rows, columns: columns, density: 1)
    try SizeError.check("a full pattern", entries: entries, bytesEach: MemoryLayout<Int32>.stride)
    var structure = Structure(rowCount: rows, columnCount: columns)
    structure.columns.reserveCapacity(entries)
    for i in 0..<rows {
      structure.columns.append(contentsOf: 0..<Int32(columns))
      structure.starts[i + 1] = Int32((i + 1) * columns)
    }
    return SparsityPattern(structure)
  }

  /// `density · rows · columns` places, rounded to an integer; each such set of places is equally likely.
  ///
  /// - Precondition: `0 ≤ density ≤ 1`.
  /// - Throws: ``SizeError`` where they are more than an `Int32` counts or memory holds.
  /// - Complexity: O(`rows` + entries), whatever the number of places.
  public static func random(
    rows: Int, columns: Int, density: Double, using generator: inout SeededGenerator
  ) throws(SizeError) -> SparsityPattern {
    require(density >= 0 && density <= 1, "a density of \(density)")
    let (entries, places) = try SizeError.checkedPlaces(
      "a random pattern", rows: rows, columns: columns, density: density)
    // Each chosen place is a number in a hash table and then a triplet of the sort.
    try SizeError.check("a random pattern", entries: entries, bytesEach: 64)
    let chosen = generator.distinctIntegers(entries, below: places)
    let (structure, _) = Kernels.compress(
      rows: chosen.map { Int32($0 / columns) }, columns: chosen.map { Int32($0 % columns) },
      rowCount: rows, columnCount: columns)
    return SparsityPattern(structure)
  }

  /// The row of each entry: with ``columnIndices``, the entries as triplets.
  ///
  /// - Complexity: O(`rows` + `count`).
  public var rowIndices: [Int32] {
    var indices: [Int32] = []
    indices.reserveCapacity(count)
    for i in 0..<rows {
      indices.append(contentsOf: repeatElement(Int32(i), count: entries(inRow: i).count))
    }
    return indices
  }
}
