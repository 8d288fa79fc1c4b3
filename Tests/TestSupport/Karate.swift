import Foundation
import SparseAD

/// Zachary's karate club, 34 nodes and 78 edges: `Resources/karate`.
enum Karate {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Resources/karate").standardizedFileURL.path

  /// How often each two met.
  static func weighted<S: SparseScalar>(_: S.Type = S.self) throws -> Graph<S> {
    try Graph(matrixMarket: "\(folder)/weighted.mtx")
  }

  /// Every fourth node is trained on, every fourth validated, the others tested; the features are the identity.
  static func data<S: SparseScalar>(_: S.Type = S.self) throws -> NodeClassificationData<S> {
    let read = try NodeClassificationData<S>(folder: folder, features: .identity)
    return NodeClassificationData(
      graph: read.graph, features: read.features, labels: read.labels,
      labelNames: read.labelNames, train: (0..<34).map { $0 % 4 == 0 },
      validation: (0..<34).map { $0 % 4 == 1 }, test: (0..<34).map { $0 % 4 > 1 })
  }
}
