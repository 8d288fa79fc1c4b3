import CSparseKernels

// Callers are in other modules, from where generic code is not specialised: what they call for few elements is specialised
// here. Unspecialised, making an array takes longer than filling it.

extension Kernels {
  /// A new array of `count` elements that `fill` writes, all of them.
  @specialized(where T == Double)
  @specialized(where T == Float)
  @specialized(where T == Int32)
  package static func array<T>(_ count: Int, _ fill: (UnsafeMutablePointer<T>) -> Void) -> [T] {
    // Swift would write the count, 0, into the one object that all empty arrays share: a race, if a harmless one.
    guard count > 0 else { return [] }
    return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress {
        sad_advise_large(base, count * MemoryLayout<T>.stride)
        fill(base)
      }
      initialized = count
    }
  }

  /// An array whose elements are anything: only for what is written whole before it is read.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func uninitialized<S: SparseScalar>(_ count: Int) -> [S] { array(count) { _ in } }

  /// An array of `count` equal elements. (Swift's own fill takes a call an element where it is not specialised.)
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func repeating<S: SparseScalar>(_ value: S, _ count: Int) -> [S] {
    array(count) { fill($0, value, count) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func fill<S: SparseScalar>(
    _ out: UnsafeMutablePointer<S>, _ value: S, _ count: Int
  ) {
    S._kernels.table.fill(Int64(count), value, out)
  }

  /// An array of `count` zeros.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func zeros<S: SparseScalar>(_ count: Int) -> [S] { repeating(0, count) }

  /// Lets `body` write an array in place; not called for an empty one.
  @specialized(where T == Double)
  @specialized(where T == Float)
  @specialized(where T == Int32)
  package static func update<T>(_ array: inout [T], _ body: (UnsafeMutablePointer<T>) -> Void) {
    array.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress, !buffer.isEmpty { body(base) }
    }
  }

  /// What is combined element by element is equally long. Callers know; but here is where an error of theirs would write
  /// past the end of a buffer.
  private static func check(_ a: Int, _ b: Int, _ out: Int? = nil) {
    require(a == b, "\(a) elements and \(b)")
    if let out { require(a == out, "\(a) elements for a result of \(out)") }
  }

  /// `alpha a + beta b`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func axpby<S: SparseScalar>(_ alpha: S, _ a: [S], _ beta: S, _ b: [S]) -> [S] {
    check(a.count, b.count)
    return array(a.count) { out in
      b.withUnsafeBufferPointer { axpby(alpha, a, beta, $0.baseAddress, out) }
    }
  }

  /// `out = alpha a + beta b`, in place.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func axpby<S: SparseScalar>(
    _ alpha: S, _ a: [S], _ beta: S, _ b: [S], into out: inout [S]
  ) {
    check(a.count, b.count, out.count)
    update(&out) { out in b.withUnsafeBufferPointer { axpby(alpha, a, beta, $0.baseAddress, out) } }
  }

  /// `y ← alpha x + beta y`; `y` is not read where `beta` is 0.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func axpby<S: SparseScalar>(_ alpha: S, _ x: [S], _ beta: S, _ y: inout [S]) {
    check(x.count, y.count)
    update(&y) { y in axpby(alpha, x, beta, UnsafePointer(y), y) }
  }

  /// `y += alpha x`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func axpy<S: SparseScalar>(_ alpha: S, _ x: [S], _ y: inout [S]) {
    axpby(alpha, x, 1, &y)
  }

  private static func axpby<S: SparseScalar>(
    _ alpha: S, _ a: [S], _ beta: S, _ b: UnsafePointer<S>?, _ out: UnsafeMutablePointer<S>
  ) {
    a.withUnsafeBufferPointer { a in
      guard let a0 = a.baseAddress, let b0 = b else { return }
      // A result of this size does not stay in the caches anyway.
      let isLarge = a.count * MemoryLayout<S>.stride > 16 << 20
      let streams = isLarge && UnsafePointer(out) != a0 && UnsafePointer(out) != b0
      let kernel = streams ? S._kernels.table.axpbyStream : S._kernels.table.axpby
      parallelRanges(a.count) { range in
        let first = range.lowerBound
        kernel(Int64(range.count), alpha, a0 + first, beta, b0 + first, out + first)
      }
    }
  }

  /// `alpha a ⊙ b`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func multiply<S: SparseScalar>(_ alpha: S, _ a: [S], _ b: [S]) -> [S] {
    check(a.count, b.count)
    return array(a.count) { out in multiply(alpha, a, b, out) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func multiply<S: SparseScalar>(_ alpha: S, _ a: [S], _ b: [S], into out: inout [S])
  {
    check(a.count, b.count, out.count)
    update(&out) { out in multiply(alpha, a, b, out) }
  }

  private static func multiply<S: SparseScalar>(
    _ alpha: S, _ a: [S], _ b: [S], _ out: UnsafeMutablePointer<S>
  ) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let a0 = a.baseAddress, let b0 = b.baseAddress else { return }
        parallelRanges(a.count) { range in
          let first = range.lowerBound
          S._kernels.table.multiply(Int64(range.count), alpha, a0 + first, b0 + first, out + first)
        }
      }
    }
  }

  /// `a[index[q]]` for each q, 0 where the index is negative.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func gather<S: SparseScalar>(_ a: [S], at index: [Int32]) -> [S] {
    array(index.count) { out in gather(a, at: index, out) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func gather<S: SparseScalar>(_ a: [S], at index: [Int32], into out: inout [S]) {
    check(index.count, out.count)
    update(&out) { out in gather(a, at: index, out) }
  }

  private static func gather<S: SparseScalar>(
    _ a: [S], at index: [Int32], _ out: UnsafeMutablePointer<S>
  ) {
    index.withUnsafeBufferPointer { index in
      guard let base = index.baseAddress else { return }
      parallelRanges(index.count) { range in
        S._kernels.table.gather(
          Int64(range.count), base + range.lowerBound, a, out + range.lowerBound)
      }
    }
  }

  /// The sums of `a[q]` over the q with `index[q] = p`, for p in `0 ..< count`. Negative indices are left out.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func scatterAdd<S: SparseScalar>(_ a: [S], to index: [Int32], count: Int) -> [S] {
    var out: [S] = zeros(count)
    scatterAdd(a, to: index, into: &out)
    return out
  }

  /// `out[index[q]] += a[q]`, where the index is not negative.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func scatterAdd<S: SparseScalar>(_ a: [S], to index: [Int32], into out: inout [S])
  {
    check(a.count, index.count)
    update(&out) { out in S._kernels.table.scatterAdd(Int64(a.count), index, a, out) }
  }

  /// `⟨a, b⟩`, summed in double precision in blocks of fixed length, so the same for any number of threads.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func dot<S: SparseScalar>(_ a: [S], _ b: [S]) -> S {
    check(a.count, b.count)
    return S(sumOfBlocks(a.count) { S._kernels.table.dotBlocks($0, $1, Int64(a.count), a, b, $2) })
  }

  /// The sum of all elements, as ``dot(_:_:)``.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func sum<S: SparseScalar>(_ a: [S]) -> S {
    S(sumOfBlocks(a.count) { S._kernels.table.sumBlocks($0, $1, Int64(a.count), a, $2) })
  }

  /// `√⟨a, a⟩`, rounded to `S` only after the root.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func norm<S: SparseScalar>(_ a: [S]) -> S {
    S(
      sumOfBlocks(a.count) { S._kernels.table.dotBlocks($0, $1, Int64(a.count), a, a, $2) }
        .squareRoot())
  }

  /// Adds up the partial sums that `partialSums(first, last, out)` makes of the blocks of `n` elements.
  static func sumOfBlocks(
    _ n: Int, _ partialSums: (Int64, Int64, UnsafeMutablePointer<Double>) -> Void
  ) -> Double {
    let blocks = (n + SAD_DOT_BLOCK - 1) / SAD_DOT_BLOCK
    if blocks == 1 {
      var sum = 0.0
      partialSums(0, 1, &sum)
      return 0 + sum
    }
    var partial = [Double](repeating: 0, count: blocks)
    update(&partial) { partial in
      let grain = max(1, (1 << 16) / SAD_DOT_BLOCK)
      let chunks = n >= Threads.serialCutoff ? (blocks + grain - 1) / grain : 1
      let share = (blocks + chunks - 1) / chunks
      parallel(chunks: chunks) { chunk in
        let first = chunk * share
        let last = min(blocks, first + share)
        partialSums(Int64(first), Int64(max(first, last)), partial)
      }
    }
    return partial.reduce(0, +)
  }
}

extension Kernels {
  /// `a ← alpha a`.
  @specialized(where S == Double)
  @specialized(where S == Float)
  package static func scale<S: SparseScalar>(_ alpha: S, _ a: inout [S]) {
    let count = a.count
    update(&a) { base in
      parallelRanges(count) { range in
        let start = base + range.lowerBound
        S._kernels.table.axpby(Int64(range.count), alpha, start, 0, start, start)
      }
    }
  }
}
