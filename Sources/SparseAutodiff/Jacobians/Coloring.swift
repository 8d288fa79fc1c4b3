import SparseMatrices

/// Which columns (or rows) of a sparse Jacobian one derivative sweep can carry together: those that meet in no row.
///
///     forward    columns j, k of one colour    ⇒    no row stores both    ⇒    J Σ e_j holds their entries unmixed
///     reverse    the same of rows, and Jᵀ
///
/// The Jacobian then costs one sweep a colour, however many columns it has: 3 for a tridiagonal matrix of any size. A
/// colouring depends on the pattern alone; make it once and use it at every point.
///
/// No row has two entries of one colour, so the longest row bounds the number of colours from below. Colours are given
/// greedily, which reaches the bound on band matrices; finding the fewest is NP-hard.
/// (Curtis, Powell, Reid 1974; Coleman, Moré 1983.)
public struct JacobianColoring: Sendable {
  /// In which order columns are given their colours, each the first that fits.
  public enum Order: Sendable, CaseIterable {
    /// As they are numbered. The quickest, and the fewest colours for bands.
    case natural
    /// Those that meet most others first.
    case largestFirst
    /// Last the column that meets fewest others, before it the one that meets fewest of the rest, and so on. The fewest
    /// colours for bands, and mostly for scattered patterns.
    case smallestLast
  }

  /// Where the Jacobian can be nonzero.
  public let pattern: SparsityPattern
  /// `.forward` where columns are coloured, `.reverse` where rows are.
  public let mode: JacobianMode
  /// The colour of each column, or row in reverse mode: `0 ..< count`.
  public let colors: [Int32]
  /// The number of colours: the sweeps that a Jacobian costs.
  public let count: Int

  /// The columns or rows of colour `c` are `members[starts[c] ..< starts[c + 1]]`.
  private let starts: [Int]
  private let members: [Int32]

  /// Colours the columns or rows of a pattern.
  ///
  /// - Parameters:
  ///   - pattern: where the Jacobian can be nonzero.
  ///   - mode: `.cheaper` takes whichever way has fewer colours, forward where they are equal.
  ///   - order: in which the columns or rows are coloured.
  /// - Complexity: O(Σ r²) over the lengths r of the rows, or of the columns in reverse mode. `.cheaper` leaves out a way
  ///   whose longest row shows that it cannot win.
  public init(
    _ pattern: SparsityPattern, mode: JacobianMode = .cheaper, order: Order = .smallestLast
  ) {
    let bounds = (pattern.longestRow, pattern.transpose.pattern.longestRow)
    if mode != .cheaper {
      self.init(pattern, way: mode, order)
    } else if bounds.0 <= bounds.1 {
      let forward = JacobianColoring(pattern, way: .forward, order)
      let reverse =
        bounds.1 < forward.count ? JacobianColoring(pattern, way: .reverse, order) : forward
      self = reverse.count < forward.count ? reverse : forward
    } else {
      let reverse = JacobianColoring(pattern, way: .reverse, order)
      let forward =
        bounds.0 <= reverse.count ? JacobianColoring(pattern, way: .forward, order) : reverse
      self = forward.count <= reverse.count ? forward : reverse
    }
  }

  private init(_ pattern: SparsityPattern, way mode: JacobianMode, _ order: Order) {
    let transpose = pattern.transpose.pattern
    self.pattern = pattern
    self.mode = mode
    colors =
      mode == .forward
      ? IntersectionGraph(rows: pattern, columns: transpose).coloring(order)
      : IntersectionGraph(rows: transpose, columns: pattern).coloring(order)
    count = Int(colors.max() ?? -1) + 1
    var starts = [Int](repeating: 0, count: count + 1)
    for color in colors { starts[Int(color) + 1] += 1 }
    for color in 0..<count { starts[color + 1] += starts[color] }
    var next = starts
    var members = [Int32](repeating: 0, count: colors.count)
    for (line, color) in colors.enumerated() {
      members[next[Int(color)]] = Int32(line)
      next[Int(color)] += 1
    }
    self.starts = starts
    self.members = members
  }

  /// The columns, or rows in reverse mode, of a colour; in increasing order.
  public func members(ofColor color: Int) -> ArraySlice<Int32> {
    require(color >= 0 && color < count, "colour \(color) of \(count)")
    return members[starts[color]..<starts[color + 1]]
  }
}

extension SparsityPattern {
  fileprivate var longestRow: Int { (0..<rows).reduce(0) { max($0, entries(inRow: $1).count) } }
}

/// The columns of a pattern as the vertices of a graph: an edge where some row stores both.
private struct IntersectionGraph {
  let rows: SparsityPattern
  /// The transpose.
  let columns: SparsityPattern

  /// Every column that meets `j`, and `j` itself; a column as often as they meet.
  @inline(__always)
  private func forEachMeeting(of j: Int, _ body: (Int) -> Void) {
    for q in columns.entries(inRow: j) {
      for k in rows.entries(inRow: Int(columns.columnIndices[q])) {
        body(Int(rows.columnIndices[k]))
      }
    }
  }

  func coloring(_ order: JacobianColoring.Order) -> [Int32] {
    switch order {
    case .natural: return greedy(Array(0..<rows.columns))
    case .largestFirst:
      let degrees = degrees
      // The standard library's sort is stable: columns of one degree stay in order.
      return greedy((0..<rows.columns).sorted { degrees[$0] > degrees[$1] })
    case .smallestLast: return greedy(smallestLast)
    }
  }

  private func greedy(_ order: [Int]) -> [Int32] {
    var colors = [Int32](repeating: -1, count: order.count)
    // The last column that could not have this colour.
    var refusedTo = [Int](repeating: -1, count: order.count)
    for j in order {
      forEachMeeting(of: j) { k in
        if colors[k] >= 0 { refusedTo[Int(colors[k])] = j }
      }
      var color = 0
      while refusedTo[color] == j { color += 1 }
      colors[j] = Int32(color)
    }
    return colors
  }

  /// How many other columns each one meets.
  private var degrees: [Int] {
    var metBy = [Int](repeating: -1, count: rows.columns)
    return (0..<rows.columns).map { j in
      var degree = 0
      metBy[j] = j
      forEachMeeting(of: j) { k in
        if metBy[k] != j {
          metBy[k] = j
          degree += 1
        }
      }
      return degree
    }
  }

  /// Columns are taken away one by one, each time the one that meets fewest of those left; the order is the reverse.
  ///
  /// They are kept sorted by degree: `first[d]` is where those of degree at least `d` begin in `sorted`, and a degree that
  /// falls by one swaps its column with the first of its degree. (Batagelj, Zaveršnik 2003.)
  private var smallestLast: [Int] {
    var degrees = degrees
    var first = [Int](repeating: 0, count: (degrees.max() ?? 0) + 2)
    for degree in degrees { first[degree + 1] += 1 }
    for degree in first.indices.dropFirst() { first[degree] += first[degree - 1] }
    var sorted = [Int](repeating: 0, count: degrees.count)
    var place = sorted
    var next = first
    for (j, degree) in degrees.enumerated() {
      sorted[next[degree]] = j
      place[j] = next[degree]
      next[degree] += 1
    }
    var metBy = [Int](repeating: -1, count: degrees.count)
    for position in sorted.indices {
      let j = sorted[position]
      forEachMeeting(of: j) { k in
        // A column of j's own degree or less is taken next anyway, or is gone.
        guard metBy[k] != j, degrees[k] > degrees[j] else { return }
        metBy[k] = j
        let (from, to) = (place[k], first[degrees[k]])
        let other = sorted[to]
        (sorted[from], sorted[to]) = (other, k)
        (place[other], place[k]) = (from, to)
        first[degrees[k]] += 1
        degrees[k] -= 1
      }
    }
    return sorted.reversed()
  }
}
