import SparseAutodiff
import SparseMatrices

/// How a level's prolongation and coarse matrix come from its matrix: found once for a pattern, then only values move.
///
///     P = (I − ω D⁻¹ A_F) T,      ω = 4 / (3 λ),      A_coarse = Pᵀ A P
///
/// A_F has the strong connections of A; the weak ones are added to its diagonal, so that its row sums are A's.
struct MultigridCoarsening<S: SparseScalar>: Sendable {
  let tentative: CSRMatrix<S>
  private let strong: SparsityPattern
  /// Where the strong entries are in A.
  private let kept: [Int32]
  private let smoothing: SpgemmPlan
  private let timesP: SpgemmPlan
  private let galerkin: SpgemmPlan
  /// Where the entries of T are in P.
  private let places: [Int32]

  /// - Throws: `SizeError`.
  init(
    _ a: CSRMatrix<S>, strong: SparsityPattern, kept: [Int32], tentative: CSRMatrix<S>
  ) throws(SizeError) {
    (self.strong, self.kept, self.tentative) = (strong, kept, tentative)
    smoothing = try SpgemmPlan(strong, tentative.pattern)
    places = Self.places(of: tentative.pattern, in: smoothing.pattern)
    timesP = try SpgemmPlan(a.pattern, smoothing.pattern)
    galerkin = try SpgemmPlan(smoothing.pattern.transpose.pattern, timesP.pattern)
  }

  /// The prolongation, its transpose and the coarse matrix.
  @specialized(where S == Double)
  @specialized(where S == Float)
  func apply(
    _ a: CSRMatrix<S>, inverseDiagonal: [S], largest: S
  ) -> (p: CSRMatrix<S>, restriction: CSRMatrix<S>, coarse: CSRMatrix<S>) {
    let product = smoothing.forward(filtered(a), tentative)
    let weights = inverseDiagonal.map { -4 / (3 * largest) * $0 }
    var p = Scaling.forward(product, rows: weights)
    for (q, place) in places.enumerated() { p.values[Int(place)] += tentative.values[q] }
    let restriction = p.transposed()
    return (p, restriction, galerkin.forward(restriction, timesP.forward(a, p)))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  private func filtered(_ a: CSRMatrix<S>) -> CSRMatrix<S> {
    if kept.isEmpty { return a }
    var filtered = CSRMatrix(pattern: strong, values: Kernels.gather(a.values, at: kept))
    let (sums, rest) = (RowSums.forward(a), RowSums.forward(filtered))
    for i in 0..<a.rows where sums[i] != rest[i] {
      if let k = strong.entry(i, i) { filtered.values[k] += sums[i] - rest[i] }
    }
    return filtered
  }

  private static func places(of part: SparsityPattern, in whole: SparsityPattern) -> [Int32] {
    var places: [Int32] = []
    places.reserveCapacity(part.count)
    for i in 0..<part.rows {
      var q = Int(whole.structure.starts[i])
      for k in part.entries(inRow: i) {
        while whole.structure.columns[q] != part.structure.columns[k] { q += 1 }
        places.append(Int32(q))
      }
    }
    return places
  }
}

/// A level: its matrix, a smoother, and the way to the next.
struct MultigridLevel<S: SparseScalar>: Sendable {
  let a: CSRMatrix<S>
  let inverseDiagonal: [S]
  /// A bound of the eigenvalues of `D⁻¹ A`: the largest row sum of magnitudes (Gershgorin).
  let largest: S
  let coarsening: MultigridCoarsening<S>
  let p: CSRMatrix<S>
  let restriction: CSRMatrix<S>

  /// The eigenvalues of `D⁻¹ A` from this part of the largest on are what the smoother damps.
  private static var smoothedPart: S { 0.25 }

  /// A level, and the matrix of the next.
  @specialized(where S == Double)
  @specialized(where S == Float)
  static func make(
    _ a: CSRMatrix<S>, _ diagonal: [S], _ coarsening: MultigridCoarsening<S>
  ) -> (level: MultigridLevel, coarse: CSRMatrix<S>) {
    let inverse = diagonal.map { 1 / $0 }
    let sums = RowSums.forward(a.map { $0.magnitude })
    let largest = zip(sums, inverse).reduce(0 as S) { max($0, $1.0 * $1.1) }
    let (p, restriction, coarse) = coarsening.apply(
      a, inverseDiagonal: inverse, largest: largest)
    let level = MultigridLevel(
      a: a, inverseDiagonal: inverse, largest: largest, coarsening: coarsening, p: p,
      restriction: restriction)
    return (level, coarse)
  }

  /// Steps of Chebyshev's iteration on `A x = b` with `D⁻¹`, from `x`; nil is 0.
  ///
  /// Source: Saad, Iterative Methods for Sparse Linear Systems, 2nd edition, algorithm 12.1.
  @specialized(where S == Double)
  @specialized(where S == Float)
  func smoothed(_ b: [S], from x: [S]?, degree: Int) -> [S] {
    let (high, low) = (largest, Self.smoothedPart * largest)
    let (center, radius) = ((high + low) / 2, (high - low) / 2)
    let sigma = center / radius
    var step: [S]
    var result: [S]
    if let x {
      step = Kernels.uninitialized(b.count)
      result = chebyshev(b, x, keep: 0, share: 1 / center, before: b, &step)
    } else {
      step = Kernels.multiply(1 / center, inverseDiagonal, b)
      result = step
    }
    var rho = 1 / sigma
    for _ in 1..<degree {
      let next = 1 / (2 * sigma - rho)
      var following: [S] = Kernels.uninitialized(b.count)
      result = chebyshev(
        b, result, keep: next * rho, share: 2 * next / radius, before: step, &following)
      (step, rho) = (following, next)
    }
    return result
  }

  private func chebyshev(
    _ b: [S], _ x: [S], keep: S, share: S, before: [S], _ step: inout [S]
  ) -> [S] {
    Kernels.chebyshev(
      a.pattern.structure, a.values, inverseDiagonal: inverseDiagonal, b, x, keep: keep,
      share: share, before: before, step: &step)
  }
}

/// The coarsest matrix, dense, and its Cholesky factor. A pivot that rounding makes of zero, as of a problem with only fluxes
/// given, counts as infinite: its unknown is 0. It is our own, so that multigrid needs no system library.
struct DenseCholesky<S: SparseScalar>: Sendable {
  private let order: Int
  /// L by rows, with the inverse of its diagonal.
  private var l: [S]

  @specialized(where S == Double)
  @specialized(where S == Float)
  init(_ a: CSRMatrix<S>) {
    let n = a.rows
    order = n
    l = Kernels.zeros(n * n)
    for i in 0..<n {
      for k in a.pattern.entries(inRow: i) {
        l[i * n + Int(a.pattern.structure.columns[k])] = a.values[k]
      }
    }
    let least = (a.diagonal.max() ?? 0) * S(n) * S.ulpOfOne
    l.withUnsafeMutableBufferPointer { l in
      for i in 0..<n {
        for j in 0...i {
          var sum = l[i * n + j]
          for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
          l[i * n + j] = i > j ? sum * l[j * n + j] : sum > least ? 1 / S.sqrt(sum) : 0
        }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func solve(_ b: [S]) -> [S] {
    var x = b
    for i in 0..<order {
      for k in 0..<i { x[i] -= l[i * order + k] * x[k] }
      x[i] *= l[i * order + i]
    }
    for i in (0..<order).reversed() {
      x[i] *= l[i * order + i]
      for k in 0..<i { x[k] -= l[i * order + k] * x[i] }
    }
    return x
  }
}
