import SparseMatrices

/// What is sent through a computation to see where it arrives.
public enum PatternProbe: Sendable {
  /// NaN, which no arithmetic loses, not even a factor 0: what the result can depend on. Where an operation selects by
  /// comparing, as ReLU does, what it does not select at the point is left out.
  case structural
  /// Random numbers: what is not zero at the point, found with probability 1. For operations that cannot be given NaN.
  case numeric(seed: UInt64)
}

/// Where the Jacobian of a function can be nonzero, found by sending probes through its derivative.
///
/// The columns are halved again and again. Of blocks of columns it is known which rows they reach; their halves are then
/// tried, in one sweep all those that no row has in common, as ``JacobianColoring`` groups them.
///
///     let pattern = detectPattern(at: x, of: f)
///
/// What is found holds for the computation as it ran at `x`. Where `f` itself branches on values, unite the patterns of
/// several points.
///
/// - Parameters:
///   - x: the point.
///   - mode: whether columns are halved and sent forward, or rows and sent back. `.cheaper` halves whichever are fewer.
///   - probe: what is sent.
///   - f: the function; it is evaluated once.
/// - Throws: what `f` throws.
/// - Complexity: one evaluation and O(colours · log columns) sweeps: about a hundred for a tridiagonal Jacobian of 100,000
///   columns. At most `2 n + log₂ n` for n columns.
public func detectPattern<Argument: TapeValue, Result: TapeValue, E: Error>(
  at x: Argument, mode: JacobianMode = .cheaper, probe: PatternProbe = .structural,
  of f: (Variable<Argument>) throws(E) -> Variable<Result>
) throws(E) -> SparsityPattern where Argument.Scalar == Result.Scalar {
  let map = try Linearization(at: x, of: f)
  if mode == .forward || (mode == .cheaper && map.columns <= map.rows) {
    return dependence(rows: map.rows, columns: map.columns, probe, map.jvp)
  }
  return dependence(rows: map.columns, columns: map.rows, probe, map.vjp).transpose.pattern
}

/// The pattern of the linear map `product`.
private func dependence<Scalar: SparseScalar>(
  rows: Int, columns: Int, _ probe: PatternProbe, _ product: ([Scalar]) -> [Scalar]?
) -> SparsityPattern {
  var weights = ProbeWeights<Scalar>(probe)
  // The smallest power of two that no column number reaches.
  var width = 1
  while width < columns { width *= 2 }
  // One block that every row may depend on, to begin with; none where there are no columns.
  let blocks = min(columns, 1)
  var found = SparsityPattern(
    Structure(
      rowCount: rows, columnCount: blocks, starts: (0...rows).map { Int32($0 * blocks) },
      columns: [Int32](repeating: 0, count: rows * blocks)))
  found = found.reached(columns: columns, width: width, &weights, product)
  while width > 1 {
    width /= 2
    found = found.halved(blocks: (columns + width - 1) / width)
      .reached(columns: columns, width: width, &weights, product)
  }
  return found
}

/// The nonzero numbers that are sent.
private struct ProbeWeights<Scalar: SparseScalar> {
  private var generator: SeededGenerator?

  init(_ probe: PatternProbe) {
    if case .numeric(let seed) = probe { generator = SeededGenerator(seed: seed) }
  }

  mutating func next() -> Scalar {
    // Away from zero, and of either sign.
    guard let u = generator?.uniform() else { return .nan }
    return Scalar(u < 0.5 ? u - 1 : u)
  }
}

/// Patterns whose columns are blocks of `width` columns.
extension SparsityPattern {
  /// Every block as its two halves; the last may have one.
  fileprivate func halved(blocks: Int) -> SparsityPattern {
    var halves = Structure(rowCount: rows, columnCount: blocks)
    for i in 0..<rows {
      for k in entries(inRow: i) {
        let left = 2 * columnIndices[k]
        halves.columns.append(left)
        if left + 1 < blocks { halves.columns.append(left + 1) }
      }
      require(
        halves.columns.count <= Int(Int32.max), "more than \(Int32.max) places to look for entries")
      halves.starts[i + 1] = Int32(halves.columns.count)
    }
    return SparsityPattern(halves)
  }

  /// Those places of the pattern that a probe reaches.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func reached<Scalar: SparseScalar>(
    columns: Int, width: Int, _ weights: inout ProbeWeights<Scalar>,
    _ product: ([Scalar]) -> [Scalar]?
  ) -> SparsityPattern {
    let coloring = JacobianColoring(self, mode: .forward, order: .natural)
    let transpose = self.transpose
    var isReached = [Bool](repeating: false, count: count)
    for color in 0..<coloring.count {
      var seed: [Scalar] = Kernels.zeros(columns)
      for block in coloring.members(ofColor: color) {
        let first = Int(block) * width
        for j in first..<min(first + width, columns) { seed[j] = weights.next() }
      }
      guard let image = product(seed) else { continue }
      for block in coloring.members(ofColor: color) {
        for q in transpose.pattern.entries(inRow: Int(block)) {
          // NaN is not equal to zero either.
          let row = Int(transpose.pattern.columnIndices[q])
          isReached[Int(transpose.permutation[q])] = image[row] != 0
        }
      }
    }
    return EntrySelection(from: self, keeping: { isReached[$0] }).pattern
  }
}
