#if SuiteSparse
import CSuiteSparse
import SparseMatrices

/// KLU's factors of a matrix on an analysed pattern; freed once, in `deinit`.
///
/// They never change after they were made. KLU computes in a space that is part of its factors, and calls here bring one
/// of their own, so any number of threads can solve.
struct KLUFactor: ~Copyable, @unchecked Sendable {
  /// Nil for a matrix of order 0.
  let numeric: UnsafeMutablePointer<klu_numeric>?

  private init(_ numeric: UnsafeMutablePointer<klu_numeric>?) { self.numeric = numeric }

  deinit {
    var (numeric, common) = (numeric, klu_common.defaults)
    klu_free_numeric(&numeric, &common)
  }

  /// Factors a matrix, and looks for pivots anew.
  static func of(
    _ a: CSRMatrix<Double>, _ analysis: borrowing KLUAnalysis
  ) throws(LUError) -> KLUFactor {
    guard let symbolic = analysis.pointer else { return KLUFactor(nil) }
    var common = klu_common.defaults
    let numeric = withKLUView(of: a) { klu_factor($0, $1, $2, symbolic, &common) }
    guard let numeric else { throw LUError(common) }
    let factor = KLUFactor(numeric)
    guard factor.hasFinitePivots(symbolic) else { throw .overflow }
    return factor
  }

  /// Factors a matrix with the pivots of this factor; nil where these are too small for it.
  func refactored(
    _ a: CSRMatrix<Double>, _ analysis: borrowing KLUAnalysis
  ) throws(LUError) -> KLUFactor? {
    guard let symbolic = analysis.pointer, let numeric else { return KLUFactor(nil) }
    let result = KLUFactor(try copy(of: numeric))
    var common = klu_common.defaults
    withKLUView(of: a) { starts, columns, values in
      if klu_refactor(starts, columns, values, symbolic, result.numeric, &common) != 0 {
        klu_rgrowth(starts, columns, values, symbolic, result.numeric, &common)
      }
    }
    guard common.status == KLU_OK, common.rgrowth >= Self.leastReciprocalGrowth,
      result.hasFinitePivots(symbolic)
    else { return nil }
    return result
  }

  /// With fresh pivots, each at least 1/1000 of its column, the growth is hardly ever this bad.
  private static var leastReciprocalGrowth: Double { 1e-6 }

  private func hasFinitePivots(_ symbolic: UnsafeMutablePointer<klu_symbolic>) -> Bool {
    var common = klu_common.defaults
    return klu_rcond(symbolic, numeric, &common) != 0 && common.status == KLU_OK
  }

  /// Solves `op(A) x = b` for `count` right-hand sides, one after another, in place.
  func solve(
    _ b: inout [Double], count: Int, transpose: Bool, _ analysis: borrowing KLUAnalysis
  ) {
    guard let symbolic = analysis.pointer, let numeric else { return }
    let order = Int(numeric.pointee.n)
    // KLU walks its factors once for four right-hand sides.
    let group = 4
    let groups = (count + group - 1) / group
    let isLarge = Int(numeric.pointee.lnz) * count >= Threads.serialCutoff
    let chunks = isLarge ? min(groups, Threads.count) : 1
    b.withUnsafeMutableBufferPointer { b in
      let start = b.baseAddress
      parallel(chunks: chunks) { chunk in
        let first = groups * chunk / chunks * group
        let last = min(count, groups * (chunk + 1) / chunks * group)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: group * order) { space in
          var (own, common) = (numeric.pointee, klu_common.defaults)
          own.Xwork = UnsafeMutableRawPointer(space.baseAddress)
          let right = start.map { $0 + first * order }
          let solve = transpose ? klu_solve : klu_tsolve
          _ = solve(symbolic, &own, Int32(order), Int32(last - first), right, &common)
        }
      }
    }
  }
}

/// A factor's numbers, read.
extension KLUFactor {
  /// Entries of L, U and what is between the blocks; the diagonal is counted once.
  var count: Int {
    guard let numeric = numeric?.pointee else { return 0 }
    return Int(numeric.lnz) + Int(numeric.unz) - Int(numeric.n) + Int(numeric.nzoff)
  }

  func flops(_ analysis: borrowing KLUAnalysis) -> Double {
    guard let symbolic = analysis.pointer else { return 0 }
    var common = klu_common.defaults
    klu_flops(symbolic, numeric, &common)
    return common.flops
  }

  /// An estimate of `‖A‖∞ ‖A⁻¹‖∞`: KLU's is of the 1-norm, and of `Aᵀ`.
  func conditionEstimate(_ a: CSRMatrix<Double>, _ analysis: borrowing KLUAnalysis) throws(LUError)
    -> Double
  {
    guard let symbolic = analysis.pointer, let numeric else { return 0 }
    // A copy, for the space that KLU computes in.
    let own = KLUFactor(try copy(of: numeric))
    var common = klu_common.defaults
    withKLUView(of: a) { starts, _, values in
      _ = klu_condest(starts, values, symbolic, own.numeric, &common)
    }
    return common.condest
  }
}

/// A copy of all that KLU allocated for a factor.
private func copy(
  of numeric: UnsafeMutablePointer<klu_numeric>
) throws(LUError) -> UnsafeMutablePointer<klu_numeric> {
  let old = numeric.pointee
  let (n, blocks) = (Int(old.n), Int(old.nblocks))
  var common = klu_common.defaults

  func allocate<T>(_ count: Int, of type: T.Type) -> UnsafeMutablePointer<T>? {
    klu_malloc(max(1, count), MemoryLayout<T>.size, &common)?.assumingMemoryBound(to: T.self)
  }
  func copy<T>(_ source: UnsafeMutablePointer<T>?, _ count: Int) -> UnsafeMutablePointer<T>? {
    guard let source, let target = allocate(count, of: T.self) else { return nil }
    target.update(from: source, count: count)
    return target
  }
  func copy(_ source: UnsafeMutableRawPointer?, _ count: Int) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(copy(source?.assumingMemoryBound(to: Double.self), count))
  }

  guard let result = allocate(1, of: klu_numeric.self) else { throw .outOfMemory }
  var new = old
  new.Pnum = copy(old.Pnum, n)
  new.Pinv = copy(old.Pinv, n)
  new.Lip = copy(old.Lip, n)
  new.Uip = copy(old.Uip, n)
  new.Llen = copy(old.Llen, n)
  new.Ulen = copy(old.Ulen, n)
  new.LUsize = copy(old.LUsize, blocks)
  new.LUbx = allocate(blocks, of: UnsafeMutableRawPointer?.self)
  for block in 0..<blocks {
    new.LUbx?[block] = old.LUbx[block].flatMap { copy($0, Int(old.LUsize[block])) }
  }
  new.Udiag = copy(old.Udiag, n)
  new.Rs = copy(old.Rs, n)
  new.Offp = copy(old.Offp, n + 1)
  new.Offi = copy(old.Offi, Int(old.nzoff))
  new.Offx = copy(old.Offx, Int(old.nzoff))
  new.Work = klu_malloc(old.worksize, 1, &common)
  new.Xwork = new.Work
  new.Iwork = new.Work.map {
    ($0 + n * MemoryLayout<Double>.size).assumingMemoryBound(to: Int32.self)
  }
  result.initialize(to: new)
  guard common.status == KLU_OK else {
    var failed: UnsafeMutablePointer? = result
    klu_free_numeric(&failed, &common)
    throw .outOfMemory
  }
  return result
}

/// Lends a matrix to KLU for the length of one call; nothing is copied, and KLU writes nothing.
private func withKLUView<Result>(
  of a: CSRMatrix<Double>,
  _ body: (
    _ starts: UnsafeMutablePointer<Int32>?, _ columns: UnsafeMutablePointer<Int32>?,
    _ values: UnsafeMutablePointer<Double>?
  ) -> Result
) -> Result {
  withKLUView(of: a.pattern) { starts, columns in
    a.values.withUnsafeBufferPointer {
      body(starts, columns, UnsafeMutablePointer(mutating: $0.baseAddress))
    }
  }
}
#endif
