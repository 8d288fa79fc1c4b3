#if SuiteSparse
import CSparseKernels
import SparseMatrices

/// Takahashi's recurrence by supernodes, runs of columns J of L with the same rows R below:
///
///     Z_RJ = −Z_RR L_RJ L_JJ⁻¹        Z_JJ = (L_JJ L_JJᵀ)⁻¹ − (L_RJ L_JJ⁻¹)ᵀ Z_RJ
///
/// The rows R are among the rows of the parent, the supernode that the first of them belongs to. So the front of the parent,
/// its Z in all of its rows and columns, holds Z_RR, and parents come first. A front is let go after the last child: with
/// columns in postorder no more of them live than one path down the tree has.
struct SupernodalInverse {
  private let starts: [Int32]
  private let rows: [Int32]
  /// The first column of each supernode, and the number of columns at the end.
  private var first: [Int] = []
  /// The supernode of each column.
  private var supernode: [Int] = []

  /// More columns than these are split: what is cubic in their number stays small, and each part finds its rows in the next.
  private static let widest = 64

  /// - Parameters:
  ///   - starts: of the columns of L.
  ///   - rows: in increasing order from the diagonal.
  init(starts: [Int32], rows: [Int32]) {
    self.starts = starts
    self.rows = rows
    supernode.reserveCapacity(starts.count - 1)
    for j in 0..<(starts.count - 1) {
      if let start = first.last, j - start < Self.widest, continues(j) {
      } else {
        first.append(j)
      }
      supernode.append(first.count - 1)
    }
    first.append(starts.count - 1)
  }

  /// Whether column `j` has the rows of the one before, but for the diagonal there.
  private func continues(_ j: Int) -> Bool {
    let (start, next, end) = (Int(starts[j - 1]), Int(starts[j]), Int(starts[j + 1]))
    return next - start == end - next + 1 && Int(rows[start + 1]) == j
  }

  /// The rows of a supernode: its columns, then those below.
  private func range(_ s: Int) -> Range<Int> { Int(starts[first[s]])..<Int(starts[first[s] + 1]) }

  /// The supernode that the first row below belongs to; nil where there is none.
  private func parent(_ s: Int) -> Int? {
    let (range, width) = (range(s), first[s + 1] - first[s])
    return range.count > width ? supernode[Int(rows[range.lowerBound + width])] : nil
  }

  /// Z, in the places of L.
  func values(_ l: [Double]) -> [Double] {
    var children = [Int](repeating: 0, count: first.count - 1)
    for s in children.indices { if let parent = parent(s) { children[parent] += 1 } }
    var fronts = [[Double]](repeating: [], count: children.count)
    var (at, scratch): ([Int32], [Double]) = ([], [])
    return Kernels.array(l.count) { z in
      for s in fronts.indices.reversed() {
        let (range, parent, width) = (range(s), parent(s), first[s + 1] - first[s])
        at.removeAll(keepingCapacity: true)
        if let parent { place(rows[range].dropFirst(width), in: rows[self.range(parent)], &at) }
        if scratch.count < width * range.count {
          scratch = Kernels.uninitialized(width * range.count)
        }
        var front: [Double] = Kernels.uninitialized(range.count * range.count)
        l.withUnsafeBufferPointer { l in
          sad_selected_inverse(
            Int64(width), Int64(range.count - width), l.baseAddress.map { $0 + range.lowerBound },
            parent.map { fronts[$0] } ?? [], Int64(parent.map { self.range($0).count } ?? 0), at,
            &front, &scratch)
        }
        for j in 0..<width {
          for i in j..<range.count {
            z[Int(starts[first[s] + j]) + i - j] = front[j * range.count + i]
          }
        }
        if children[s] > 0 { fronts[s] = front }
        guard let parent else { continue }
        children[parent] -= 1
        if children[parent] == 0 { fronts[parent] = [] }
      }
    }
  }

  /// Where `some`, in increasing order, are among `all`.
  private func place(_ some: ArraySlice<Int32>, in all: ArraySlice<Int32>, _ at: inout [Int32]) {
    var k = all.startIndex
    for row in some {
      while all[k] < row { k += 1 }
      at.append(Int32(k - all.startIndex))
    }
  }
}
#endif
