import SparseMatrices

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Text files with a line for each node of a graph, or for each class.
package enum NodeLines {
  /// Each line without the blanks around it.
  private static func read(_ path: String) throws(GraphFileError) -> [String] {
    try GraphFileError.file { () throws(FileError) in
      let lines = try LineReader(path: path)
      var words: [String] = []
      while let line = try lines.nextLine() {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let rest = line.drop(while: isBlank)
        let end = rest.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? rest.startIndex
        words.append(String(decoding: rest[..<end], as: UTF8.self))
      }
      return words
    }
  }

  private static func read(
    _ what: String, _ path: String, nodes: Int
  ) throws(GraphFileError) -> [String] {
    let lines = try read(path)
    guard lines.count == nodes else {
      throw .count(of: what, path: path, expected: nodes, found: lines.count)
    }
    return lines
  }

  /// The class of each node; any from -1 where their number is not known.
  package static func labels(
    _ path: String, nodes: Int, classes: Int?
  ) throws(GraphFileError) -> [Int] {
    var labels: [Int] = []
    for (i, word) in try read("labels", path, nodes: nodes).enumerated() {
      guard let label = Int(word) else { throw .line(.badLabel(word), path: path, line: i + 1) }
      // Without a number of classes, the nodes bound it: what is larger is no count of classes that there could be.
      let bound = classes ?? nodes
      guard label >= -1, label < bound else {
        throw .line(.labelOutOfRange(label, classes: bound), path: path, line: i + 1)
      }
      labels.append(label)
    }
    return labels
  }

  /// Which nodes are trained, validated and tested on.
  package static func split(
    _ path: String, labels: [Int]
  ) throws(GraphFileError) -> (train: [Bool], validation: [Bool], test: [Bool]) {
    let words = try read("words", path, nodes: labels.count)
    for (i, word) in words.enumerated() {
      guard ["train", "val", "test", "none"].contains(word) else {
        throw .line(.unknownSplit(word), path: path, line: i + 1)
      }
      guard labels[i] >= 0 || word == "none" else {
        throw .line(.unlabelled, path: path, line: i + 1)
      }
    }
    return (words.map { $0 == "train" }, words.map { $0 == "val" }, words.map { $0 == "test" })
  }

  /// The names in a file, or nil where there is no file.
  package static func labelNames(_ path: String) throws(GraphFileError) -> [String]? {
    FileManager.default.fileExists(atPath: path) ? try read(path) : nil
  }
}

/// What a folder says of the graph in it: `counts.json`, an object of numbers.
package struct GraphCounts {
  private let counts: [String: Int]

  /// The counts of a folder, or nil where it has none.
  package init?(folder: String) throws(GraphFileError) {
    let path = "\(folder)/counts.json"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let bytes = try GraphFileError.file { () throws(FileError) in
      try FileReader.contents(of: path)
    }
    do {
      counts = try JSONDecoder().decode([String: Count].self, from: Data(bytes))
        .compactMapValues(\.number)
    } catch {
      throw .notCounts(path: path, reason: "\(error)")
    }
  }

  /// The number of classes, of which there cannot be more than nodes where no file names them.
  package func classes(nodes: Int, _ folder: String) throws(GraphFileError) -> Int? {
    guard let classes = counts["classes"] else { return nil }
    guard 0...nodes ~= classes else {
      throw .notCounts(
        path: "\(folder)/counts.json", reason: "\(classes) classes of \(nodes) nodes")
    }
    return classes
  }

  /// Throws where there are not as many in the file at `path` as the counts say, if they do.
  package func check(_ name: String, _ found: Int, _ path: String) throws(GraphFileError) {
    guard let expected = counts[name], expected != found else { return }
    throw .count(of: name, path: path, expected: expected, found: found)
  }

  /// A whole number, or anything else, which is not looked at.
  private struct Count: Decodable {
    let number: Int?

    init(from decoder: any Decoder) throws {
      number = try? decoder.singleValueContainer().decode(Int.self)
    }
  }
}
