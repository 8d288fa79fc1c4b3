import SparseMatrices

/// Why the files of a graph cannot be read, and where. Lines count from 1.
public enum GraphFileError: Error, Equatable {
  /// A file cannot be opened, read or inflated: it may be missing.
  case file(FileError)
  /// A Matrix Market file breaks a rule of its format, or the matrix of an undirected graph is not symmetric.
  case matrix(MatrixMarketError)
  /// A line of a text file does not say what it must.
  case line(Problem, path: String, line: Int)
  /// The matrix of a graph has a row and a column for each node.
  case notSquare(path: String, rows: Int, columns: Int)
  /// A file holds more or fewer of something than another file of the graph says.
  case count(of: String, path: String, expected: Int, found: Int)
  /// A file that must be a JSON object of counts is none.
  case notCounts(path: String, reason: String)

  /// What is wrong with a line.
  public enum Problem: Equatable, Sendable {
    /// An edge is two nodes, and a weight or none.
    case wordCount(Int)
    /// An edge has a weight where the first had none, or none where the first had one.
    case unevenWeights
    /// No whole number where a node must be.
    case badNode(String)
    /// A number that is no node's.
    case nodeOutOfRange(Int)
    /// No finite number where a weight must be.
    case badWeight(String)
    /// No whole number where a label must be.
    case badLabel(String)
    /// A label that is neither a class nor -1.
    case labelOutOfRange(Int, classes: Int)
    /// A word that is none of `train`, `val`, `test` and `none`.
    case unknownSplit(String)
    /// A node that is trained, validated or tested on, but has no label.
    case unlabelled
  }
}

extension GraphFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .matrix(let error): "\(error)"
    case .line(let problem, let path, let line): "\(path), line \(line): \(problem)"
    case .notSquare(let path, let rows, let columns):
      "\(path): the matrix of a graph cannot be \(rows)×\(columns)"
    case .count(let what, let path, let expected, let found):
      "\(path): \(found) \(what), and there must be \(expected)"
    case .notCounts(let path, let reason): "\(path): no object of counts: \(reason)"
    }
  }
}

extension GraphFileError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .wordCount(let count):
      "an edge is two nodes, and a weight or none; here are \(count) words"
    case .unevenWeights: "either all edges have a weight or none"
    case .badNode(let word): "\"\(word)\" is no node"
    case .nodeOutOfRange(let node): "there is no node \(node)"
    case .badWeight(let word): "\"\(word)\" is no finite number"
    case .badLabel(let word): "\"\(word)\" is no label"
    case .labelOutOfRange(let label, let classes):
      "label \(label); the \(classes) classes count from 0, and -1 is none"
    case .unknownSplit(let word): "\"\(word)\" is none of train, val, test and none"
    case .unlabelled: "a node that is used has no label"
    }
  }
}

extension GraphFileError {
  package static func file<T>(_ body: () throws(FileError) -> T) throws(GraphFileError) -> T {
    do { return try body() } catch { throw .file(error) }
  }

  package static func matrix<T>(
    _ body: () throws(MatrixMarketError) -> T
  ) throws(GraphFileError) -> T {
    do {
      return try body()
    } catch .file(let error) {
      throw .file(error)
    } catch {
      throw .matrix(error)
    }
  }
}
