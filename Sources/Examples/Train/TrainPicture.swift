import CommandSupport
import SparseAD

/// A picture of a graph, or of a part that can be seen: a colour for each class predicted, and a ring around each node whose
/// label is another.
struct TrainPicture {
  /// The most nodes that are drawn.
  static let most = 2_500

  private let nodes: [Int]
  private let neighbours: [[Int]]
  private let predicted: [Int]
  private let labels: [Int]
  private let names: [String]
  /// Which nodes these are, for people.
  let choice: String

  init<S>(_ data: NodeClassificationData<S>, _ predicted: [Int]) {
    self.predicted = predicted
    labels = data.labels
    names = data.labelNames
    let around = Self.neighbours(data.graph.adjacency.pattern)
    let component = Self.largestComponent(around)
    if component.count <= Self.most {
      nodes = component
      choice =
        component.count == data.nodes
        ? "All \(data.nodes) nodes"
        : "The largest component, \(component.count) of \(data.nodes) nodes"
    } else {
      let hub = component.max { around[$0].count < around[$1].count } ?? 0
      nodes = Array(Self.reached(from: hub, around).prefix(Self.most))
      choice =
        "A part of \(data.nodes) nodes: the \(nodes.count) nearest to the one with most neighbours"
    }
    var place = [Int](repeating: -1, count: data.nodes)
    for (k, node) in nodes.enumerated() { place[node] = k }
    neighbours = nodes.map { node in around[node].map { place[$0] }.filter { $0 >= 0 } }
  }

  /// Those at either end of an edge, without the node itself.
  private static func neighbours(_ pattern: SparsityPattern) -> [[Int]] {
    var around = [Set<Int>](repeating: [], count: pattern.rows)
    for i in 0..<pattern.rows {
      for e in Int(pattern.rowStarts[i])..<Int(pattern.rowStarts[i + 1]) {
        let j = Int(pattern.columnIndices[e])
        guard i != j else { continue }
        around[i].insert(j)
        around[j].insert(i)
      }
    }
    return around.map { $0.sorted() }
  }

  private static func largestComponent(_ around: [[Int]]) -> [Int] {
    var seen = [Bool](repeating: false, count: around.count)
    var largest: [Int] = []
    for start in around.indices where !seen[start] {
      let component = reached(from: start, around)
      for node in component { seen[node] = true }
      if component.count > largest.count { largest = component }
    }
    return largest
  }

  /// All that can be reached, the nearest first.
  private static func reached(from start: Int, _ around: [[Int]]) -> [Int] {
    var order = [start]
    var seen: Set = [start]
    var next = 0
    while next < order.count {
      for j in around[order[next]] where seen.insert(j).inserted { order.append(j) }
      next += 1
    }
    return order
  }

  /// How many of the nodes drawn have another label than was predicted.
  var mistakes: Int { nodes.count { isMistake($0) } }

  private func isMistake(_ node: Int) -> Bool {
    labels[node] >= 0 && labels[node] != predicted[node]
  }

  var element: String {
    let layout = TrainLayout(neighbours)
    let side = 980.0
    var svg = Svg(width: side, height: side)
    func middle(_ z: [Float]) -> Float { ((z.min() ?? 0) + (z.max() ?? 0)) / 2 }
    let (x, y) = (middle(layout.x), middle(layout.y))
    let reach = zip(layout.x, layout.y).reduce(Float(1)) {
      max($0, abs($1.0 - x), abs($1.1 - y))
    }
    let scale = (side / 2 - 8) / Double(reach)
    let places = zip(layout.x, layout.y).map {
      (side / 2 + scale * Double($0 - x), side / 2 + scale * Double($1 - y))
    }
    let edges = neighbours.indices.flatMap { i in
      neighbours[i].filter { $0 > i }.map { (from: places[i], to: places[$0]) }
    }
    svg.segments(edges, "edge")
    // Rings last, so that no other node hides one.
    let order =
      nodes.indices.filter { !isMistake(nodes[$0]) } + nodes.indices.filter { isMistake(nodes[$0]) }
    for k in order {
      let node = nodes[k]
      let isMistake = isMistake(node)
      let truth = isMistake ? ", in truth \(names[labels[node]])" : ""
      svg.circle(
        places[k].0, places[k].1,
        "node \(Self.style(ofClass: predicted[node]))" + (isMistake ? " mistake" : ""),
        title: "\(node): \(names[predicted[node]])\(truth)", radius: 3)
    }
    return "<div class='picture'>\(svg.element(label: "The graph with predicted classes"))</div>"
  }

  private static func style(ofClass k: Int) -> String {
    k < Palette.classes.count ? "c\(k)" : "other"
  }
}
