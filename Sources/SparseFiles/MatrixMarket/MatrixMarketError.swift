import SparseMatrices

/// Why a Matrix Market file cannot be read or written, and where in it. Lines and columns count from 1. The path of a text
/// in memory is `text`.
public enum MatrixMarketError: Error, Equatable {
  /// The text breaks a rule of the format, or asks for what is not supported.
  case text(Problem, path: String, line: Int, column: Int)
  /// The matrix is too large for an index or for memory; nothing was allocated.
  case size(SizeError, path: String)
  /// The file cannot be opened, read, inflated or written.
  case file(FileError)
  /// A matrix to be written as symmetric or skew-symmetric is not. The place counts from 0, as in the matrix.
  case notSymmetric(path: String, row: Int, column: Int)

  /// What is wrong with a text.
  public enum Problem: Equatable, Sendable {
    /// The first line does not begin with `%%MatrixMarket`.
    case missingBanner
    /// The banner lacks a word, or has one more.
    case wordCount
    /// A word of the banner that the format does not know.
    case unknownWord(String)
    /// A matrix of complex numbers, Hermitian ones among them.
    case complexNotSupported
    /// A `vector`, an object that hardly any file is.
    case vectorNotSupported
    /// Words of the banner that exclude each other.
    case contradiction(String, String)
    /// No line of sizes before the end.
    case missingSizes
    /// A line of sizes that is not two or three whole numbers.
    case badSizes
    /// A size that is negative or larger than an index counts.
    case sizeOutOfRange
    /// A symmetric matrix that is not square.
    case notSquare(rows: Int, columns: Int)
    /// More entries than a file of this length can hold.
    case longerThanFile(entries: Int, most: Int)
    /// No row or column number where one must be.
    case badIndex
    /// A row or column outside the matrix.
    case indexOutOfRange
    /// No number, or none of the file's field, where one must be.
    case badValue
    /// A number larger than the scalar, or in an integer file than an `Int64`, can be.
    case valueOutOfRange
    /// Something after an entry on its line.
    case trailingText
    /// The text ends before the last entry.
    case tooFewEntries(announced: Int)
    /// An entry after the last.
    case tooManyEntries(announced: Int)
  }
}

extension MatrixMarketError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .text(let problem, let path, let line, let column):
      "\(path), line \(line), column \(column): \(problem)"
    case .size(let error, let path): "\(path): \(error)"
    case .file(let error): "\(error)"
    case .notSymmetric(let path, let row, let column):
      "\(path): the entry in row \(row), column \(column) has no equal mirror image"
    }
  }
}

extension MatrixMarketError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingBanner: "not a Matrix Market file: the first line must begin with %%MatrixMarket"
    case .wordCount: "the banner must be %%MatrixMarket matrix, a format, a field and a symmetry"
    case .unknownWord(let word): "unknown word \"\(word)\" in the banner"
    case .complexNotSupported: "complex matrices are not supported"
    case .vectorNotSupported: "vectors are not supported; a matrix of one column is"
    case .contradiction(let first, let second): "a matrix cannot be \(first) and \(second)"
    case .missingSizes: "the file ends before the line of sizes"
    case .badSizes:
      "the line of sizes must be whole numbers: rows, columns and, for coordinate, entries"
    case .sizeOutOfRange: "a size must be from 0 to \(Int32.max - 1)"
    case .notSquare(let rows, let columns): "a symmetric matrix cannot be \(rows)×\(columns)"
    case .longerThanFile(let entries, let most):
      "\(entries) entries are announced, and the file has room for \(most) at most"
    case .badIndex: "a row or column number must be here"
    case .indexOutOfRange: "the row or column is outside the matrix"
    case .badValue: "a number must be here"
    case .valueOutOfRange: "the number is too large"
    case .trailingText: "nothing can follow an entry on its line"
    case .tooFewEntries(let announced): "the file ends before the last of \(announced) entries"
    case .tooManyEntries(let announced): "more than the \(announced) entries announced"
    }
  }
}

extension MatrixMarketError {
  static func file<T>(
    _ body: () throws(FileError) -> T
  ) throws(MatrixMarketError) -> T {
    do { return try body() } catch { throw .file(error) }
  }

  /// Throws where `entries` of `bytesEach` bytes are more than can be counted or held; see ``SizeError``.
  static func check(
    _ what: String, of path: String, entries: Int, bytesEach: Int, most: Int = Int(Int32.max)
  ) throws(MatrixMarketError) {
    do { try SizeError.check(what, entries: entries, bytesEach: bytesEach, most: most) } catch {
      throw .size(error, path: path)
    }
  }
}
