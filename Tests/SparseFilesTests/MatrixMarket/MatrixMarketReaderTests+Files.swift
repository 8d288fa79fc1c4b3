import Foundation
import SparseAD
import TestSupport
import Testing

/// Files that others wrote: what is expected of each was found without this library.
struct MatrixMarketFilesTests {
  struct Case: Decodable {
    var expect: String
    var field: String?
    var rows: Int?
    var cols: Int?
    var stored: Int?
    var entries: [[Number]]?
  }

  /// A number, or a complex one as a pair.
  struct Number: Decodable {
    var value: Double?
    init(from decoder: any Decoder) throws {
      value = try? decoder.singleValueContainer().decode(Double.self)
    }
  }

  static let cases = SharedData.object("mm_cases/manifest.json", of: Case.self)

  enum Policy {
    case reads
    case refuses(MatrixMarketError.Problem, line: Int, column: Int)
  }

  /// What we do where the standard leaves room or has nothing to say.
  static let policy: [String: Policy] = [
    // Hermitian is a symmetry of complex matrices only.
    "mangled5.mtx": .refuses(.contradiction("pattern", "hermitian"), line: 1, column: 42),
    "mangled6.mtx": .refuses(.contradiction("real", "hermitian"), line: 1, column: 39),
    "coordinate_hermitian_real_row.mtx": .refuses(
      .contradiction("real", "hermitian"), line: 1, column: 39),
    // Without a banner we would have to guess the format.
    "west0067_noheader.mtx": .refuses(.missingBanner, line: 1, column: 1),
    "full_noheader.mtx": .refuses(.missingBanner, line: 1, column: 1),
    // What does not fit is an error, never another number.
    "overflow_index_gt_int64.mtx": .refuses(.indexOutOfRange, line: 6, column: 1),
    "overflow_index_gt_int8.mtx": .reads,
    "overflow_value_gt_float128.mtx": .refuses(.valueOutOfRange, line: 4, column: 5),
    "overflow_value_gt_float64.mtx": .refuses(.valueOutOfRange, line: 4, column: 5),
    "overflow_value_gt_int64.mtx": .refuses(.valueOutOfRange, line: 6, column: 5),
    // Blanks before a line and any end of line do no harm.
    "permissive_banner_leading_spaces_eye3.mtx": .reads,
    "permissive_lines_indented.mtx": .reads,
    "windows_lineendings_nist_ex1_more_freeformat.mtx": .reads,
    "windows_newlines.mtx": .reads,
    "vector_coordinate.mtx": .refuses(.vectorNotSupported, line: 1, column: 16),
    "vector_coordinate_complex.mtx": .refuses(.vectorNotSupported, line: 1, column: 16),
    "vector_coordinate_dupes.mtx": .refuses(.vectorNotSupported, line: 1, column: 16),
  ]

  // The cases are not part of this checkout; see SharedData.
  @Test(
    .enabled(if: SharedData.isPresent, "no shared data beside this checkout"),
    arguments: cases.indices)
  func readsOrRefuses(k: Int) throws {
    let (name, expected) = Self.cases[k]
    let path = SharedData.path("mm_cases/\(name)")
    switch expected.expect {
    case "accept" where expected.field == "complex":
      let header = try MatrixMarket.header(ofFile: path)
      #expect(header.field == .complex && header.rows == expected.rows)
      let error = #expect(throws: MatrixMarketError.self) {
        try CSRMatrix<Double>(matrixMarket: path)
      }
      guard case .text(.complexNotSupported, path: path, line: 1, _) = error else {
        Issue.record("\(name): \(String(describing: error))")
        return
      }
    case "accept":
      let header = try MatrixMarket.header(ofFile: path)
      #expect(header.rows == expected.rows && header.columns == expected.cols, "\(name)")
      #expect(header.storedEntries == expected.stored && header.field.rawValue == expected.field)
      try expect(CSRMatrix<Double>(matrixMarket: path), hasEntries: expected.entries ?? [])
      try expect(CSRMatrix<Float>(matrixMarket: path), hasEntries: expected.entries ?? [])
    case "reject":
      let error = #expect(throws: MatrixMarketError.self, "\(name)") {
        try MatrixMarket.read(path, as: Double.self)
      }
      guard case .text(_, path: path, let line, let column) = error else {
        Issue.record("\(name): \(String(describing: error))")
        return
      }
      #expect(line > 0 && column > 0)
    default:
      switch try #require(Self.policy[name], "no policy for \(name)") {
      case .reads: _ = try MatrixMarket.read(path, as: Double.self)
      case .refuses(let problem, let line, let column):
        let error = MatrixMarketError.text(problem, path: path, line: line, column: column)
        #expect(throws: error, "\(name)") {
          try MatrixMarket.read(path, as: Double.self)
        }
      }
    }
  }

  private func expect<Scalar>(_ a: CSRMatrix<Scalar>, hasEntries entries: [[Number]]) {
    #expect(a.count == entries.count)
    for (k, entry) in entries.enumerated() where k < a.count {
      let (row, column) = a.pattern.place(ofEntry: k)
      #expect(Double(row) == entry[0].value && Double(column) == entry[1].value)
      #expect(a.values[k] == entry[2].value.map { Scalar($0) })
    }
  }

  struct Facts: Decodable {
    struct Product: Decodable {
      var sum: Double?
      var norm2: Double?
      var first: [Double?]
      /// The norm of |A||x|, which rounding errors are in proportion to.
      var bound: Double?

      enum CodingKeys: String, CodingKey {
        case sum, norm2, first
        case bound = "abs_bound"
      }
    }

    var format, field, symmetry: String
    var rows, columns, stored, expanded, duplicates, zeros, emptyRows, emptyColumns: Int
    var longestRow, nonfinite: Int
    var sum, fro, norm1, norminf, trace: Double?
    var product, transposedProduct: Product?

    enum CodingKeys: String, CodingKey {
      case format, field, symmetry, rows, stored, duplicates, sum, fro, norm1, norminf, trace
      case columns = "cols"
      case expanded = "expanded_nnz"
      case zeros = "explicit_zeros"
      case emptyRows = "empty_rows"
      case emptyColumns = "empty_cols"
      case longestRow = "max_row_nnz"
      case nonfinite = "nonfinite_values"
      case product = "Ax"
      case transposedProduct = "ATx"
    }
  }

  /// The facts of a matrix, those of complex ones replaced by nothing.
  struct Entry: Decodable {
    var facts: Facts?
    init(from decoder: any Decoder) throws { facts = try? Facts(from: decoder) }
  }

  static let matrices: [(String, Facts)] = SharedData.object(
    "matrices/expected.json", of: Entry.self
  ).compactMap { name, entry in
    entry.facts.flatMap { $0.field == "complex" ? nil : (name, $0) }
  }

  // The matrices are not part of this checkout; see SharedData.
  @Test(
    .enabled(if: SharedData.isPresent, "no shared data beside this checkout"),
    arguments: matrices.indices)
  func agreesWithIndependentFacts(k: Int) throws {
    let (name, facts) = Self.matrices[k]
    let plain = SharedData.path("matrices/\(name).mtx")
    let isPlain = FileManager.default.fileExists(atPath: plain)
    guard isPlain || Traits.compression else { return }
    let path = isPlain ? plain : plain + ".gz"
    let header = try MatrixMarket.header(ofFile: path)
    #expect(header.rows == facts.rows && header.columns == facts.columns)
    #expect(header.storedEntries == facts.stored && header.symmetry.rawValue == facts.symmetry)
    #expect(header.format.rawValue == facts.format && header.field.rawValue == facts.field)

    let a = try CSRMatrix<Double>(matrixMarket: path)
    let (columns, values) = (a.pattern.columnIndices, a.values)
    var perColumn = [Int](repeating: 0, count: a.columns)
    var (rowSums, columnSums) = (
      [Double](repeating: 0, count: a.rows), [Double](repeating: 0, count: a.columns)
    )
    var (ax, atx) = (rowSums, columnSums)
    func probe(_ j: Int) -> Double { Double((7919 * (j + 1)) % 1009) / 1009 - 0.5 }
    let x = (0..<max(a.rows, a.columns)).map(probe)
    var (longest, emptyRows, zeros, nonfinite) = (0, 0, 0, 0)
    var (sum, squares, trace) = (0.0, 0.0, 0.0)
    for i in 0..<a.rows {
      let row = a.pattern.entries(inRow: i)
      longest = max(longest, row.count)
      emptyRows += row.isEmpty ? 1 : 0
      for p in row {
        let (j, v) = (Int(columns[p]), values[p])
        perColumn[j] += 1
        zeros += v == 0 ? 1 : 0
        nonfinite += v.isFinite ? 0 : 1
        sum += v
        squares += v * v
        if i == j { trace += v }
        rowSums[i] += abs(v)
        columnSums[j] += abs(v)
        ax[i] += v * x[j]
        atx[j] += v * x[i]
      }
    }
    #expect(a.count == facts.expanded - facts.duplicates && zeros == facts.zeros)
    #expect(longest == facts.longestRow && emptyRows == facts.emptyRows)
    #expect(perColumn.count { $0 == 0 } == facts.emptyColumns && nonfinite == facts.nonfinite)
    expect(sum, facts.sum, scale: rowSums.reduce(0, +), "sum")
    expect(squares.squareRoot(), facts.fro, scale: facts.fro, "fro")
    expect(columnSums.max() ?? 0, facts.norm1, scale: facts.norm1, "norm1")
    expect(rowSums.max() ?? 0, facts.norminf, scale: facts.norminf, "norminf")
    if a.rows == a.columns, a.rows > 0 {
      expect(trace, facts.trace, scale: rowSums.reduce(0, +), "trace")
    }
    for (y, expected) in [(ax, facts.product), (atx, facts.transposedProduct)] {
      guard let expected else { continue }
      let scale = expected.bound
      let norm = y.reduce(0) { $0 + $1 * $1 }.squareRoot()
      expect(norm, expected.norm2, scale: scale, "norm")
      expect(
        y.reduce(0, +), expected.sum, scale: scale.map { $0 * Double(y.count).squareRoot() }, "sum")
      for (found, first) in zip(y, expected.first) { expect(found, first, scale: scale, "first") }
    }
  }

  /// Whether two sums of the same terms agree to rounding; nil is what is not finite.
  private func expect(_ found: Double, _ expected: Double?, scale: Double?, _ what: Comment) {
    guard let expected, let scale else {
      #expect(expected != nil || !found.isFinite, what)
      return
    }
    guard scale.isFinite else { return }
    #expect(abs(found - expected) <= 1e-12 * scale, what)
  }
}
