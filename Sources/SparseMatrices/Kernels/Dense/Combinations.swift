import CSparseKernels

/// What a solver of differential equations does with its states.
extension Kernels {
  /// `out ← β out + α x + h Σ w_j k_j`, where `x` and `k(j)` are asked for only if their factors are not 0.
  @specialized(where S == Double)
  @specialized(where S == Float)
  static func combine<S: SparseScalar>(
    _ beta: S, _ alpha: S, _ x: () -> [S], _ h: Double, _ weights: [Double], _ k: (Int) -> [S],
    _ out: inout [S]
  ) {
    combine(
      beta, weights.count + 1, { $0 == 0 ? alpha : S(h * weights[$0 - 1]) },
      { $0 == 0 ? x() : k($0 - 1) }, &out)
  }

  /// `out ← β out + Σ c_j x_j` over so many terms; what has the factor 0 is not read.
  @specialized(where S == Double)
  @specialized(where S == Float)
  static func combine<S: SparseScalar>(
    _ beta: S, _ terms: Int, _ c: (Int) -> S, _ x: (Int) -> [S], _ out: inout [S]
  ) {
    let count = out.count
    update(&out) { out in combine(beta, terms, c, x, out, count) }
  }

  /// `Σ c_j x_j`, a new array of `count` elements.
  static func combination<S: SparseScalar>(
    _ terms: Int, _ c: (Int) -> S, _ x: (Int) -> [S], count: Int
  ) -> [S] {
    array(count) { out in combine(0, terms, c, x, out, count) }
  }

  private static func combine<S: SparseScalar>(
    _ beta: S, _ terms: Int, _ c: (Int) -> S, _ x: (Int) -> [S], _ out: UnsafeMutablePointer<S>,
    _ count: Int
  ) {
    withUnsafeTemporaryAllocation(of: S.self, capacity: terms) { factors in
      withUnsafeTemporaryAllocation(of: UnsafePointer<S>?.self, capacity: terms) { arrays in
        guard let factors = factors.baseAddress, let arrays = arrays.baseAddress else { return }
        lend(0, of: terms, c, x, count, factors, arrays, lent: 0) { lent in
          parallelRanges(count) { range in
            S._kernels.table.combine(
              Int64(range.lowerBound), Int64(range.upperBound), Int32(lent), factors, arrays, beta,
              out)
          }
        }
      }
    }
  }

  /// Lends the arrays whose factors are not 0 all at once, from number `first` on.
  private static func lend<S: SparseScalar>(
    _ first: Int, of terms: Int, _ c: (Int) -> S, _ x: (Int) -> [S], _ count: Int,
    _ factors: UnsafeMutablePointer<S>, _ arrays: UnsafeMutablePointer<UnsafePointer<S>?>,
    lent: Int, _ body: (Int) -> Void
  ) {
    var j = first
    while j < terms, c(j) == 0 { j += 1 }
    guard j < terms else { return body(lent) }
    let term = x(j)
    require(term.count == count, "\(term.count) and \(count) coordinates")
    term.withUnsafeBufferPointer {
      (factors + lent).initialize(to: c(j))
      (arrays + lent).initialize(to: $0.baseAddress)
      lend(j + 1, of: terms, c, x, count, factors, arrays, lent: lent + 1, body)
    }
  }

  /// `Σ (e / (absolute + relative max(|y|, |z|)))²`, the same for any number of threads.
  @specialized(where S == Double)
  @specialized(where S == Float)
  static func squaredError<S: SparseScalar>(
    _ e: [S], _ y: [S], _ z: [S], relative: Double, absolute: Double
  ) -> Double {
    require(e.count == y.count && e.count == z.count, "\(e.count), \(y.count), \(z.count)")
    return sumOfBlocks(e.count) {
      S._kernels.table.errorBlocks($0, $1, Int64(e.count), e, y, z, relative, absolute, $2)
    }
  }

  /// `⟨a, b⟩` in double precision.
  @specialized(where S == Double)
  @specialized(where S == Float)
  static func doubleDot<S: SparseScalar>(_ a: [S], _ b: [S]) -> Double {
    require(a.count == b.count, "\(a.count) elements and \(b.count)")
    return sumOfBlocks(a.count) { S._kernels.table.dotBlocks($0, $1, Int64(a.count), a, b, $2) }
  }
}
