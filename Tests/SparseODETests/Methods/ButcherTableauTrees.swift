import SparseAD
import TestSupport

/// A rooted tree: each stands for one elementary differential of y, and so for one order condition
/// (Butcher; Hairer, Nørsett and Wanner I, II.2).
struct RootedTree {
  let children: [RootedTree]
  /// The number of vertices, ρ.
  let order: Int
  /// γ: the order times the γ of the children.
  let density: Double

  init(_ children: [RootedTree]) {
    self.children = children
    order = children.reduce(1) { $0 + $1.order }
    density = children.reduce(Double(order)) { $0 * $1.density }
  }

  /// All trees of 1 ... `order` vertices, by order.
  static func all(upTo order: Int) -> [RootedTree] {
    var trees: [RootedTree] = []
    for vertices in 1...order {
      // Children in the order of `trees`, never upwards, so that each multiset comes once.
      let smaller = trees
      func grow(_ children: [RootedTree], _ left: Int, below end: Int) {
        if left == 0 { return trees.append(RootedTree(children)) }
        for k in 0..<end where smaller[k].order <= left {
          grow(children + [smaller[k]], left - smaller[k].order, below: k + 1)
        }
      }
      grow([], vertices - 1, below: smaller.count)
    }
    return trees
  }

  /// Φᵢ, one a stage: Πₖ Σⱼ aᵢⱼ Φⱼ(child k).
  func elementaryWeights(_ stages: [[Double]]) -> [Double] {
    var result = [Double](repeating: 1, count: stages.count)
    for child in children {
      let inner = child.elementaryWeights(stages)
      for i in stages.indices { result[i] *= dot(stages[i], inner) }
    }
    return result
  }
}

/// The sum over the shorter of the two.
func dot(_ x: [Double], _ y: [Double]) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}

extension ButcherTableau {
  /// The largest |Σ bᵢ Φᵢ − 1/γ| over the trees of at most `order` vertices.
  func defect(of weights: [Double], upTo order: Int) -> Double {
    RootedTree.all(upTo: order).map { tree in
      abs(dot(weights, tree.elementaryWeights(stages)) - 1 / tree.density)
    }.max() ?? 0
  }

  /// The largest coefficient of θ in Σ bᵢ(θ) Φᵢ − θ^ρ/γ over the trees of at most `order` vertices.
  func interpolationDefect(upTo order: Int) -> Double {
    guard let interpolation else { return .infinity }
    var worst = 0.0
    for tree in RootedTree.all(upTo: order) {
      let phi = tree.elementaryWeights(stages + extraStages)
      for power in 1...max(interpolation[0].count, order) {
        let column = interpolation.map { power <= $0.count ? $0[power - 1] : 0 }
        let expected = power == tree.order ? 1 / tree.density : 0
        worst = max(worst, abs(dot(column, phi) - expected))
      }
    }
    return worst
  }

  /// What rounding may cost an interpolation condition: 1e-14 of the largest Σᵢ |Pᵢⱼ|, which is 5
  /// for the cubic and 3500 at 8th order. The coefficients' own rounding makes a tenth of it.
  var interpolationRounding: Double {
    guard let interpolation else { return 0 }
    let sizes = interpolation[0].indices.map { j in interpolation.reduce(0) { $0 + abs($1[j]) } }
    return 1e-14 * (sizes.max() ?? 0)
  }
}
