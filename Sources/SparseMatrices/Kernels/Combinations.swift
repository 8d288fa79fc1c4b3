import CSparseKernels

/// What a solver of differential equations does with its states.
extension Kernels {
  /// `out ← beta out + Σ c_j x_j`; `out` is not read where `beta` is 0.
  static func combine<S: SparseScalar>(_ c: [S], _ x: [[S]], _ beta: S, _ out: inout [S]) {
    let count = out.count
    update(&out) { out in combine(c, x, beta, out, count) }
  }

  /// `Σ c_j x_j`, a new array of `count` elements.
  static func combination<S: SparseScalar>(_ c: [S], _ x: [[S]], count: Int) -> [S] {
    array(count) { out in combine(c, x, 0, out, count) }
  }

  private static func combine<S: SparseScalar>(
    _ c: [S], _ x: [[S]], _ beta: S, _ out: UnsafeMutablePointer<S>, _ count: Int
  ) {
    for term in x { require(term.count == count, "\(term.count) and \(count) coordinates") }
    withPointers(x) { x in
      parallelRanges(count) { range in
        S._kernels.table.combine(
          Int64(range.lowerBound), Int64(range.upperBound), Int32(c.count), c, x, beta, out)
      }
    }
  }

  /// Lends several arrays at once.
  private static func withPointers<S>(
    _ arrays: [[S]], _ body: ([UnsafePointer<S>?]) -> Void
  ) {
    func lend(_ k: Int, _ pointers: inout [UnsafePointer<S>?]) {
      guard k < arrays.count else { return body(pointers) }
      arrays[k].withUnsafeBufferPointer {
        pointers.append($0.baseAddress)
        lend(k + 1, &pointers)
      }
    }
    var pointers: [UnsafePointer<S>?] = []
    lend(0, &pointers)
  }

  /// `Σ (e / (absolute + relative max(|y|, |z|)))²`, the same for any number of threads.
  static func squaredError<S: SparseScalar>(
    _ e: [S], _ y: [S], _ z: [S], relative: Double, absolute: Double
  ) -> Double {
    require(e.count == y.count && e.count == z.count, "\(e.count), \(y.count), \(z.count)")
    return sumOfBlocks(e.count) {
      S._kernels.table.errorBlocks($0, $1, Int64(e.count), e, y, z, relative, absolute, $2)
    }
  }

  /// `⟨a, b⟩` in double precision.
  static func doubleDot<S: SparseScalar>(_ a: [S], _ b: [S]) -> Double {
    require(a.count == b.count, "\(a.count) elements and \(b.count)")
    return sumOfBlocks(a.count) { S._kernels.table.dotBlocks($0, $1, Int64(a.count), a, b, $2) }
  }

  /// How many elements are positive in one of the arrays and not in the other.
  package static func maskChanges<S: SparseScalar>(_ a: [S], _ b: [S]) -> Int {
    require(a.count == b.count, "\(a.count) elements and \(b.count)")
    var changes: Int64 = 0
    S._kernels.table.maskChanges(Int64(a.count), a, b, &changes)
    return Int(changes)
  }
}
