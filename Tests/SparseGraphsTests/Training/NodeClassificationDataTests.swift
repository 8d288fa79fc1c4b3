import Foundation
import SparseAD
import TestSupport
import Testing

/// Folders as those of the Planetoid benchmarks: what is read, and what is said of each fault.
@Suite struct NodeClassificationDataTests {
  @Test func readsKarate() throws {
    let data = try NodeClassificationData<Double>(folder: Karate.folder, features: .identity)
    #expect(data.nodes == 34 && data.classCount == 2 && data.labelNames == ["Mr. Hi", "Officer"])
    #expect(data.labels.count { $0 == 0 } == 17)
    #expect(data.features == .identity(34))
    #expect(data.train.count { $0 } == 2 && data.train[0] && data.train[33])
    #expect(data.test.count { $0 } == 32 && !data.validation.contains(true))
  }

  @Test(
    .enabled(if: SharedData.isPresent, "the shared data is not beside this checkout"),
    arguments: ["cora"])
  func readsPlanetoid(_ name: String) throws {
    let data = try NodeClassificationData<Double>(folder: SharedData.path("graphs/\(name)"))
    #expect(data.nodes == 2708 && data.graph.edges == 5278 && data.classCount == 7)
    #expect(data.labelNames[0] == "Theory")
    #expect(data.features.columns == 1433 && data.features.count == 49216)
    expectClose(
      RowSums.forward(data.features), [Double](repeating: 1, count: 2708), relative: 1e-14)
    let raw = try NodeClassificationData<Float>(
      folder: SharedData.path("graphs/\(name)"), features: .raw)
    #expect(raw.features.values.allSatisfy { $0 == 1 })
    let counts = [data.train, data.validation, data.test].map { mask in mask.count { $0 } }
    #expect(counts == [140, 500, 1000])
  }

  private static let files: [String: String?] = [
    "adjacency.mtx": "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 2\n",
    "features.mtx": "%%MatrixMarket matrix coordinate real general\n3 2 3\n1 1 1\n1 2 3\n2 2 5\n",
    "labels.txt": "1\n 0 \n-1\n", "split.txt": "train\nval\nnone\n",
    "counts.json": """
    {"nodes": 3, "undirected_edges": 2, "directed_entries": 4, "features": 2, "feature_nnz": 3,
     "classes": 2, "train": 1, "val": 1, "test": 0, "feature_binary": false, "list": [1]}
    """,
  ]

  /// Reads a folder of these files with some replaced, or left out by nil.
  private func read(
    _ changes: [String: String?] = [:]
  ) throws -> NodeClassificationData<Double> {
    var data: NodeClassificationData<Double>?
    var fault: (any Error)?
    try withTemporaryDirectory { directory in
      for (name, text) in Self.files.merging(changes, uniquingKeysWith: { $1 }) {
        try text?.write(toFile: "\(directory)/\(name)", atomically: false, encoding: .utf8)
      }
      do { data = try NodeClassificationData(folder: directory) } catch { fault = error }
    }
    if let fault { throw fault }
    return try #require(data)
  }

  @Test func readsAFolder() throws {
    let data = try read()
    #expect(data.features.values == [0.25, 0.75, 1] && data.features.rows == 3)
    #expect(data.labels == [1, 0, -1] && data.labelNames == ["0", "1"])
    #expect(data.train == [true, false, false] && data.validation == [false, true, false])
    #expect(!data.test.contains(true))
    #expect(try read(["counts.json": nil]).classCount == 2)
    #expect(try read(["label_names.txt": "a\nb"]).labelNames == ["a", "b"])
    // A class that no node has.
    let three = try read(["label_names.txt": "a\nb\nc", "counts.json": nil])
    #expect(three.classCount == 3)
  }

  /// The error, with the last part of its path for the path.
  private func fault(_ changes: [String: String?]) -> String {
    do {
      _ = try read(changes)
      return "none"
    } catch let error as GraphFileError {
      return error.description.replacing(#/^.*\/([a-z_]+\.[a-z]+)/#) { "\($0.output.1)" }
    } catch {
      return "\(error)"
    }
  }

  @Test func faultsAreSaidWithTheirPlace() {
    for name in ["adjacency.mtx", "features.mtx", "labels.txt", "split.txt"] {
      #expect(fault([name: nil]) == "\(name): No such file or directory")
    }
    let square = "%%MatrixMarket matrix coordinate pattern general\n3 2 1\n2 1\n"
    #expect(
      fault(["adjacency.mtx": square]) == "adjacency.mtx: the matrix of a graph cannot be 3×2")
    #expect(fault(["labels.txt": "1\n0\n"]) == "labels.txt: 2 labels, and there must be 3")
    #expect(fault(["labels.txt": "1\n0\n\n"]) == "labels.txt, line 3: \"\" is no label")
    #expect(
      fault(["labels.txt": "1\n2\n-1\n"])
        == "labels.txt, line 2: label 2; the 2 classes count from 0, and -1 is none")
    #expect(
      fault(["labels.txt": "-2\n0\n-1\n"]).hasPrefix("labels.txt, line 1: label -2;"))
    #expect(
      fault(["split.txt": "train\nvalid\nnone\n"])
        == "split.txt, line 2: \"valid\" is none of train, val, test and none")
    #expect(fault(["split.txt": "train\n"]) == "split.txt: 1 words, and there must be 3")
    #expect(
      fault(["split.txt": "train\nval\ntest\n"])
        == "split.txt, line 3: a node that is used has no label")
    #expect(
      fault(["features.mtx": "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 1\n"])
        == "features.mtx: 2 rows, and there must be 3")
    #expect(
      fault(["features.mtx": "%%MatrixMarket matrix coordinate real general\n3 2 1\n1 x 1\n"])
        == "features.mtx, line 3, column 3: a row or column number must be here")
    #expect(fault(["counts.json": "[1]"]).hasPrefix("counts.json: no object of counts"))
    #expect(
      fault(["counts.json": #"{"classes": -1}"#])
        == "counts.json: no object of counts: -1 classes of 3 nodes")
    #expect(
      fault(["counts.json": #"{"classes": 2}"#, "label_names.txt": "a\nb\nc"])
        == "label_names.txt: 3 classes, and there must be 2")
    for (name, file) in [
      ("nodes", "adjacency.mtx"), ("undirected_edges", "adjacency.mtx"),
      ("directed_entries", "adjacency.mtx"), ("features", "features.mtx"),
      ("feature_nnz", "features.mtx"), ("train", "split.txt"), ("val", "split.txt"),
      ("test", "split.txt"),
    ] {
      let found = fault(["counts.json": "{\"\(name)\": 9}"])
      #expect(found.hasPrefix("\(file): ") && found.hasSuffix("\(name), and there must be 9"))
    }
  }
}
