import SparseMatrices

/// The Matrix Market exchange format: reading and writing sparse and dense matrices as text.
///
/// A file is a banner, comments, a line of sizes, and one entry a line:
///
///     %%MatrixMarket matrix coordinate real general
///     % a comment, anywhere
///     3 3 2
///     1 1 0.5
///     3 2 -1e3
///
/// The format is `coordinate` (row, column, value; counted from 1) or `array` (values, column by column); the field is
/// `real`, `integer` or `pattern` (no values; read as ones); the symmetry is `general`, `symmetric` or `skew-symmetric`
/// (only the lower triangle is written). Complex matrices and vectors are refused.
///
/// **More than the standard asks for is accepted:** blanks before a line, blank lines and comments anywhere (also after an
/// entry), lines that end in LF, CR LF or CR, entries above the diagonal of a symmetric matrix, a diagonal in a
/// coordinate skew-symmetric one, and numbers as C and Fortran write them (`.5`, `1.`, `+1e5`, `1D+05`, `inf`, `nan`).
///
/// **Numbers** are rounded correctly to `Scalar`, from an `integer` file too, where those beyond 2⁵³ may have no equal.
/// One that is too large for `Scalar`, or in an integer file for `Int64`, is an error, and never becomes an infinity.
///
/// A file is gzip by its first bytes when read, and by the name `.gz` when written.
public enum MatrixMarket {
  /// What a file says of itself before its entries.
  public struct Header: Equatable, Sendable {
    /// Triplets, or a dense array by columns.
    public enum Format: String, Sendable, CaseIterable {
      /// As the file names it.
      case coordinate, array
    }
    /// The numbers of the entries; a `pattern` file has none.
    public enum Field: String, Sendable, CaseIterable {
      /// As the file names it.
      case real, integer, pattern, complex
    }
    /// Which entries of the matrix a file leaves out.
    public enum Symmetry: String, Sendable, CaseIterable {
      /// As the file names it.
      case general, symmetric, hermitian
      /// `A = −Aᵀ`: the file has the entries below the diagonal.
      case skewSymmetric = "skew-symmetric"
    }

    /// Triplets or an array.
    public let format: Format
    /// The numbers of the entries.
    public let field: Field
    /// Which entries are left out.
    public let symmetry: Symmetry
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The number of entries written in the file, before symmetry expands them.
    public let storedEntries: Int
  }

  /// The header of a file, also of one with complex entries, which are then not read.
  public static func header(ofFile path: String) throws(MatrixMarketError) -> Header {
    try Header(open(path))
  }

  /// The header of a text in memory.
  public static func header(of text: [UInt8]) throws(MatrixMarketError) -> Header {
    try Header(LineReader(bytes: text))
  }

  static func open(_ path: String) throws(MatrixMarketError) -> LineReader {
    try MatrixMarketError.file { () throws(FileError) in try LineReader(path: path) }
  }
}

extension MatrixMarket.Header {
  /// Reads up to and with the line of sizes.
  init(_ lines: LineReader, acceptsComplex: Bool = true) throws(MatrixMarketError) {
    let path = lines.name
    let banner = Words(try Self.line(lines) ?? [], of: path, line: 1)
    guard let first = banner.words.first, first.text.lowercased() == "%%matrixmarket" else {
      throw .text(.missingBanner, path: path, line: 1, column: 1)
    }
    guard banner.words.count == 5 else {
      let place = banner.words.count > 5 ? banner.words[5].column : banner.end
      throw .text(.wordCount, path: path, line: 1, column: place)
    }
    let object = banner.words[1]
    switch object.text.lowercased() {
    case "matrix": break
    case "vector": throw .text(.vectorNotSupported, path: path, line: 1, column: object.column)
    default: throw .text(.unknownWord(object.text), path: path, line: 1, column: object.column)
    }
    format = try banner.keyword(2)
    field = try banner.keyword(3)
    symmetry = try banner.keyword(4)
    if field == .complex, !acceptsComplex {
      throw .text(.complexNotSupported, path: path, line: 1, column: banner.words[3].column)
    }
    func contradiction(_ a: String, _ b: String, word: Int) -> MatrixMarketError {
      .text(.contradiction(a, b), path: path, line: 1, column: banner.words[word].column)
    }
    if field == .pattern, format == .array { throw contradiction("array", "pattern", word: 3) }
    if symmetry == .hermitian, field != .complex {
      throw contradiction(field.rawValue, "hermitian", word: 4)
    }
    if symmetry == .skewSymmetric, field == .pattern {
      throw contradiction("pattern", "skew-symmetric", word: 4)
    }

    var sizes = Words([], of: path, line: lines.line)
    repeat {
      let line = lines.line
      guard let bytes = try Self.line(lines) else {
        throw .text(.missingSizes, path: path, line: line, column: 1)
      }
      sizes = Words(bytes, of: path, line: line)
    } while sizes.words.first.map { $0.text.hasPrefix("%") } ?? true
    let expected = format == .coordinate ? 3 : 2
    let numbers = try sizes.sizes(expected)
    (rows, columns) = (numbers[0], numbers[1])
    if symmetry != .general, rows != columns {
      throw .text(.notSquare(rows: rows, columns: columns), path: path, line: sizes.line, column: 1)
    }
    if format == .coordinate {
      storedEntries = numbers[2]
    } else {
      // Sizes are below 2³¹, so that their product is an Int.
      storedEntries = symmetry.triangle.count(rows: rows, columns: columns)
    }
    // The least a line can be: `1 1` or `1 1 1` or `1`, and its end, which the last one may lack.
    let bytesEach = format == .array ? 2 : field == .pattern ? 4 : 6
    if let bytes = lines.mostBytes, storedEntries > bytes / bytesEach {
      throw .text(
        .longerThanFile(entries: storedEntries, most: bytes / bytesEach), path: path,
        line: sizes.line,
        column: sizes.words[expected - 1].column)
    }
  }
}

extension MatrixMarket.Header {
  private static func line(_ lines: LineReader) throws(MatrixMarketError) -> [UInt8]? {
    try MatrixMarketError.file { () throws(FileError) in try lines.nextLine() }
  }
}

extension MatrixMarket.Header.Symmetry {
  /// The places that an array of this symmetry holds.
  var triangle: TextTriangle {
    switch self {
    case .general: .none
    case .symmetric, .hermitian: .lower
    case .skewSymmetric: .strictlyLower
    }
  }

  /// What the mirror image of an entry is times: 0 where there is none.
  func mirrorSign<Scalar: SparseScalar>() -> Scalar {
    switch self {
    case .general: 0
    case .symmetric, .hermitian: 1
    case .skewSymmetric: -1
    }
  }
}

/// The words of a line, with the columns where they begin.
private struct Words {
  var words: [(text: String, column: Int)] = []
  let path: String
  let line: Int
  /// The column after the last byte.
  let end: Int

  init(_ bytes: [UInt8], of path: String, line: Int) {
    self.path = path
    self.line = line
    end = bytes.count + 1
    var start = 0
    while start < bytes.count {
      let isBlank = bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t")
      guard !isBlank else {
        start += 1
        continue
      }
      let rest = bytes[start...]
      let word = rest.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
      words.append((String(decoding: word, as: UTF8.self), start + 1))
      start = word.endIndex
    }
  }

  func keyword<Keyword: RawRepresentable<String>>(
    _ k: Int
  ) throws(MatrixMarketError) -> Keyword {
    guard let keyword = Keyword(rawValue: words[k].text.lowercased()) else {
      throw .text(.unknownWord(words[k].text), path: path, line: line, column: words[k].column)
    }
    return keyword
  }

  /// `count` sizes, and nothing after them but a comment.
  func sizes(_ count: Int) throws(MatrixMarketError) -> [Int] {
    var sizes: [Int] = []
    for (text, column) in words.prefix(count) {
      let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
      guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
      else { throw .text(.badSizes, path: path, line: line, column: column) }
      guard let size = Int(text), 0...Int(Int32.max) - 1 ~= size else {
        throw .text(.sizeOutOfRange, path: path, line: line, column: column)
      }
      sizes.append(size)
    }
    guard sizes.count == count else { throw .text(.badSizes, path: path, line: line, column: end) }
    if words.count > count, !words[count].text.hasPrefix("%") {
      throw .text(.badSizes, path: path, line: line, column: words[count].column)
    }
    return sizes
  }
}
