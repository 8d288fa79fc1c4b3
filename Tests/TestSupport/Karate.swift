import Foundation
import SparseAD

/// Zachary's karate club, 34 nodes and 78 edges: `Resources/karate`.
package enum Karate {
  package static let folder = Resources.url("karate").path

  /// How often each two met.
  package static func weighted<S: SparseScalar>(_: S.Type = S.self) throws -> Graph<S> {
    try Graph(matrixMarket: "\(folder)/weighted.mtx")
  }

  /// Every fourth node is trained on, every fourth validated, the others tested; the features are the identity.
  package static func data<S: SparseScalar>(_: S.Type = S.self) throws -> NodeClassificationData<S>
  {
    let read = try NodeClassificationData<S>(folder: folder, features: .identity)
    return NodeClassificationData(
      graph: read.graph, features: read.features, labels: read.labels,
      labelNames: read.labelNames, train: (0..<34).map { $0 % 4 == 0 },
      validation: (0..<34).map { $0 % 4 == 1 }, test: (0..<34).map { $0 % 4 > 1 })
  }
}
