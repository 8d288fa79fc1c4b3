extension SizeError {
  /// Throws where a sparse matrix of this shape could not be indexed or would not fit in memory.
  static func check(
    _ what: String, rows: Int, columns: Int, entries: Int, bytesEach: Int
  ) throws(SizeError) {
    // One row start more than rows, held at the largest number where that overflows.
    try check(
      "the rows of \(what)", entries: max(rows, rows &+ 1), bytesEach: MemoryLayout<Int32>.stride)
    // Columns take no memory until the matrix is transposed; they only have to be counted.
    try check("the columns of \(what)", entries: max(columns, columns &+ 1), bytesEach: 0)
    try check(what, entries: entries, bytesEach: bytesEach)
  }

  /// Throws where a dense matrix of this shape would not fit in memory.
  package static func checkDense(rows: Int, columns: Int, bytesEach: Int) throws(SizeError) {
    let (places, overflow) = rows.multipliedReportingOverflow(by: columns)
    try check(
      "a dense \(rows)×\(columns) matrix", entries: overflow ? Int.max : places,
      bytesEach: bytesEach, most: .max)
  }

  /// The part of all places that `density` asks for, and all places.
  static func checkedPlaces(
    _ what: String, rows: Int, columns: Int, density: Double
  ) throws(SizeError) -> (entries: Int, places: Int) {
    require(rows >= 0 && columns >= 0, "\(what) of \(rows)×\(columns)")
    try check(
      "\(what) of \(rows)×\(columns)", rows: rows, columns: columns, entries: 0, bytesEach: 0)
    // Neither size exceeds 2³¹, so the product fits.
    let places = rows * columns
    return (min(places, Int((density * Double(places)).rounded())), places)
  }
}
