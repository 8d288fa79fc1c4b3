import SparseMatrices

/// Which coordinates of an argument move together in a ``gradientCheck(at:gradient:names:ties:probes:step:of:)``.
///
///     gradientCheck(at: a, b, gradient: aBar, bBar, ties: [.symmetric(a.pattern)]) { a, b in … }
///
/// A function of symmetric matrices has no value beside them, so no difference in one entry. Along a group of coordinates it
/// has one, and that is the sum of the gradient's elements there. Coordinates in no group move on their own.
public struct Ties: Sendable, ExpressibleByArrayLiteral {
  private let groups: [[Int]]

  /// Groups of coordinates, none in two of them.
  public init(_ groups: [[Int]]) { self.groups = groups.filter { !$0.isEmpty } }

  /// Groups of coordinates; `[]` ties none.
  public init(arrayLiteral groups: [Int]...) { self.init(groups) }

  /// Each entry and its mirror image: a symmetric matrix stays symmetric.
  ///
  /// - Precondition: a pattern that is its own transpose.
  /// - Complexity: O(entries), and that of ``SparsityPattern/transpose``.
  public static func symmetric(_ pattern: SparsityPattern) -> Ties {
    let transpose = pattern.transpose
    require(transpose.pattern == pattern, "ties of a pattern that is not its own transpose")
    // Entry q of the transpose, at the place of entry q here, is the mirror image of that.
    return Ties(
      transpose.permutation.enumerated().compactMap { entry, mirror in
        entry < mirror ? [entry, Int(mirror)] : nil
      })
  }

  /// Every one of so many coordinates once, in the order of the first of each group.
  func groups(of count: Int) -> [[Int]] {
    var isFree = [Bool](repeating: true, count: count)
    for k in groups.joined() {
      require(0 <= k && k < count, "coordinate \(k) is tied, of \(count)")
      require(isFree[k], "coordinate \(k) is tied twice")
      isFree[k] = false
    }
    let free = isFree.indices.lazy.filter { isFree[$0] }.map { [$0] }
    return (groups + free).sorted { $0[0] < $1[0] }
  }
}
