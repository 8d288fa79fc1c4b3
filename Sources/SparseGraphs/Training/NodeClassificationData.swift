import SparseAutodiff
import SparseFiles
import SparseMatrices

/// A graph whose nodes have features and labels: of some, the labels are learned from, of others predicted.
public struct NodeClassificationData<Scalar: SparseScalar>: Sendable {
  /// The graph.
  public let graph: Graph<Scalar>
  /// A row for each node.
  public let features: CSRMatrix<Scalar>
  /// The class of each node, from 0; -1 for none.
  public let labels: [Int]
  /// The name of each class; as many as there are classes.
  public let labelNames: [String]
  /// The nodes whose labels are learned from.
  public let train: [Bool]
  /// The nodes by which settings, and the epoch to stop at, are chosen.
  public let validation: [Bool]
  /// The nodes that results are reported for, and nothing is chosen by.
  public let test: [Bool]

  /// The number of nodes.
  public var nodes: Int { graph.nodes }
  /// The number of classes.
  public var classCount: Int { labelNames.count }

  /// - Precondition: everything has as many rows or elements as the graph has nodes; labels are classes or -1; a node that
  ///   is trained, validated or tested on has one.
  public init(
    graph: Graph<Scalar>, features: CSRMatrix<Scalar>, labels: [Int], labelNames: [String],
    train: [Bool], validation: [Bool], test: [Bool]
  ) {
    let n = graph.nodes
    require(features.rows == n, "\(features.rows) rows of features for \(n) nodes")
    require(labels.count == n, "\(labels.count) labels for \(n) nodes")
    for mask in [train, validation, test] {
      require(mask.count == n, "a mask of \(mask.count) for \(n) nodes")
    }
    for (node, label) in labels.enumerated() {
      require(
        (-1..<labelNames.count).contains(label),
        "node \(node) has label \(label), of \(labelNames.count) classes")
      require(
        label >= 0 || !(train[node] || validation[node] || test[node]),
        "node \(node) is used and has no label")
    }
    self.graph = graph
    self.features = features
    self.labels = labels
    self.labelNames = labelNames
    self.train = train
    self.validation = validation
    self.test = test
  }
}

extension NodeClassificationData {
  /// Where the features are.
  public enum Features: Sendable {
    /// In `features.mtx`, each row divided by its sum; rows of zeros stay so.
    case rowNormalized
    /// In `features.mtx`, as they are.
    case raw
    /// There are none: the identity matrix, by which each node is only itself.
    case identity
  }

  /// Reads a folder as those of the Planetoid benchmarks are written out:
  ///
  ///     adjacency.mtx       the graph, directed where the file is not symmetric
  ///     features.mtx        a row for each node
  ///     labels.txt          the class of each node, a line each, from 0; -1 for none
  ///     split.txt           train, val, test or none, a line for each node
  ///     label_names.txt     the name of each class, a line each; may be missing, and classes are then named 0, 1, …
  ///     counts.json         how many there are of what; may be missing, and is else checked
  ///
  /// - Throws: ``GraphFileError`` naming file and line.
  public init(folder: String, features: Features = .rowNormalized) throws(GraphFileError) {
    let counts = try GraphCounts(folder: folder)
    let path = "\(folder)/adjacency.mtx"
    let graph = try Graph<Scalar>(matrixMarket: path)
    let n = graph.nodes
    try counts?.check("nodes", n, path)
    try counts?.check("directed_entries", graph.adjacency.count, path)
    if !graph.isDirected { try counts?.check("undirected_edges", graph.edges, path) }

    let names = try NodeLines.labelNames("\(folder)/label_names.txt")
    var known = names?.count
    if known == nil { known = try counts?.classes(nodes: n, folder) }
    let labels = try NodeLines.labels("\(folder)/labels.txt", nodes: n, classes: known)
    let classes = known ?? (labels.max() ?? -1) + 1
    try counts?.check("classes", classes, "\(folder)/label_names.txt")
    let split = try NodeLines.split("\(folder)/split.txt", labels: labels)
    for (word, mask) in [("train", split.train), ("val", split.validation), ("test", split.test)] {
      try counts?.check(word, mask.count { $0 }, "\(folder)/split.txt")
    }
    self.init(
      graph: graph, features: try Self.read(features, folder, nodes: n, counts), labels: labels,
      labelNames: names ?? (0..<classes).map(String.init), train: split.train,
      validation: split.validation, test: split.test)
  }

  private static func read(
    _ features: Features, _ folder: String, nodes: Int, _ counts: GraphCounts?
  ) throws(GraphFileError) -> CSRMatrix<Scalar> {
    if case .identity = features { return .identity(nodes) }
    let path = "\(folder)/features.mtx"
    let raw = try GraphFileError.matrix { () throws(MatrixMarketError) in
      try CSRMatrix<Scalar>(matrixMarket: path)
    }
    guard raw.rows == nodes else {
      throw .count(of: "rows", path: path, expected: nodes, found: raw.rows)
    }
    try counts?.check("features", raw.columns, path)
    try counts?.check("feature_nnz", raw.count, path)
    if case .raw = features { return raw }
    return raw.rowNormalized()
  }
}
