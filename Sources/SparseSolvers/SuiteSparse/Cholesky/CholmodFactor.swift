#if SuiteSparse
import CSuiteSparse
import SparseMatrices

/// A CHOLMOD factor, symbolic or numeric, and the workspace it was made in; freed once, in `deinit`.
///
/// It never changes after it was made. Calls that use it bring a workspace of their own, so any number of
/// threads can.
struct CholmodFactor: ~Copyable, @unchecked Sendable {
  private let common: CholmodCommon
  private let factor: UnsafeMutablePointer<cholmod_factor>

  private init(common: consuming CholmodCommon, factor: UnsafeMutablePointer<cholmod_factor>) {
    self.common = common
    self.factor = factor
  }

  deinit {
    var factor: UnsafeMutablePointer? = factor
    cholmod_free_factor(&factor, common.pointer)
  }

  /// Orders a symmetric pattern and counts the entries of its factor.
  static func analyse(
    _ pattern: SparsityPattern, stype: Int32, ordering: SymbolicCholesky.Ordering,
    method: SymbolicCholesky.Method
  ) throws(CholmodError) -> CholmodFactor {
    let common = CholmodCommon()
    common.pointer.pointee.nmethods = 1
    common.pointer.pointee.method.0.ordering =
      switch ordering {
      case .natural: CHOLMOD_NATURAL
      case .amd: CHOLMOD_AMD
      case .metis: CHOLMOD_METIS
      }
    // A postorder is a permutation too: natural means natural.
    common.pointer.pointee.postorder = ordering == .natural ? 0 : 1
    common.pointer.pointee.supernodal =
      method == .simplicial ? CHOLMOD_SIMPLICIAL : CHOLMOD_SUPERNODAL
    let factor = withCholmodView(of: pattern, values: nil, stype: stype) { a in
      ordering == .metis
        ? withAbortUnblocked { cholmod_analyze(a, common.pointer) }
        : cholmod_analyze(a, common.pointer)
    }
    try common.check()
    guard let factor else { throw .invalidInput }
    let analysis = CholmodFactor(common: common, factor: factor)
    // Where METIS fails, CHOLMOD takes the next method, minimum degree, and reports success.
    let used = analysis.common.pointer.pointee
    guard ordering != .metis || used.selected == 0 else {
      throw used.called_nd != 0 ? .outOfMemory : .notInstalled
    }
    return analysis
  }

  /// The numeric factor of a matrix whose pattern `self` is the analysis of.
  func factorise(
    _ pattern: SparsityPattern, _ values: [Double], stype: Int32
  ) throws(CholmodError) -> CholmodFactor {
    let result = try copy()
    let common = result.common.pointer
    _ = withCholmodView(of: pattern, values: values, stype: stype) {
      cholmod_factorize($0, result.factor, common)
    }
    try result.common.check()
    guard result.factor.pointee.minor == result.factor.pointee.n else {
      throw .notPositiveDefinite(column: result.original(Int(result.factor.pointee.minor)))
    }
    return result
  }

  private func copy() throws(CholmodError) -> CholmodFactor {
    let common = CholmodCommon()
    let factor = cholmod_copy_factor(self.factor, common.pointer)
    try common.check()
    guard let factor else { throw .invalidInput }
    return CholmodFactor(common: common, factor: factor)
  }

  /// Entries of `L`, and operations to compute them, as the analysis counted them.
  var predicted: (count: Double, flops: Double) {
    (common.pointer.pointee.lnz, common.pointer.pointee.fl)
  }

  private var order: Int { Int(factor.pointee.n) }

  /// Column `k` of the permuted matrix, in the matrix's own numbering.
  private func original(_ k: Int) -> Int {
    guard let order = factor.pointee.Perm else { return k }
    return Int(order.assumingMemoryBound(to: Int32.self)[k])
  }

  /// Row and column `k` of the factored matrix are row and column `permutation[k]` of the given one.
  var permutation: [Int] { (0..<order).map { original($0) } }

  /// The solution of `A X = B`, or of another system of the factor's; `b` holds `count` right-hand sides, one after another.
  func solve(
    _ b: [Double], count: Int, system: Int32 = CHOLMOD_A
  ) throws(CholmodError) -> [Double] {
    guard !b.isEmpty else { return [] }
    let common = CholmodCommon()
    let x = b.withUnsafeBufferPointer { b in
      [Double](unsafeUninitializedCapacity: b.count) { x, xCount in
        // C writes all of `x` unless it fails; a failure must not leave rubbish to be counted as numbers.
        x.initialize(repeating: 0)
        var right = cholmodDense(rows: order, columns: count, b.baseAddress)
        var solution = cholmodDense(rows: order, columns: count, x.baseAddress)
        withUnsafeMutablePointer(to: &solution) { solution in
          // CHOLMOD writes into an `X` that is large enough, and allocates only what is missing: Y and E.
          var handle: UnsafeMutablePointer<cholmod_dense>? = solution
          var y: UnsafeMutablePointer<cholmod_dense>?
          var e: UnsafeMutablePointer<cholmod_dense>?
          cholmod_solve2(system, factor, &right, nil, &handle, nil, &y, &e, common.pointer)
          cholmod_free_dense(&y, common.pointer)
          cholmod_free_dense(&e, common.pointer)
        }
        xCount = b.count
      }
    }
    try common.check()
    return x
  }

  /// `L` by columns, which are the rows of `Lᵀ`, in increasing order.
  func columns() throws(CholmodError) -> (starts: [Int32], rows: [Int32], values: [Double]) {
    // The conversion takes the numbers out of the factor it is given.
    let copy = try copy()
    var sparse = cholmod_factor_to_sparse(copy.factor, copy.common.pointer)
    defer { cholmod_free_sparse(&sparse, copy.common.pointer) }
    try copy.common.check()
    guard let l = sparse?.pointee, let p = l.p, let i = l.i, let x = l.x else {
      throw .invalidInput
    }
    func array<T>(_ start: UnsafeMutableRawPointer, _ count: Int) -> [T] {
      Array(UnsafeBufferPointer(start: start.assumingMemoryBound(to: T.self), count: count))
    }
    let starts: [Int32] = array(p, order + 1)
    let count = Int(starts[order])
    return (starts, array(i, count), array(x, count))
  }

  /// The diagonal of `L`, in the factor's order.
  var diagonal: [Double] {
    let l = factor.pointee
    guard order > 0, let x = l.x?.assumingMemoryBound(to: Double.self) else { return [] }
    if l.is_super == 0 {
      // The first entry of a column is its diagonal.
      guard let starts = l.p?.assumingMemoryBound(to: Int32.self) else { return [] }
      return (0..<order).map { x[Int(starts[$0])] }
    }
    guard let first = l.super?.assumingMemoryBound(to: Int32.self),
      let rows = l.pi?.assumingMemoryBound(to: Int32.self),
      let values = l.px?.assumingMemoryBound(to: Int32.self)
    else { return [] }
    // A supernode is a dense block of columns, its triangle on top.
    return (0..<Int(l.nsuper)).flatMap { s in
      let height = Int(rows[s + 1] - rows[s])
      let start = Int(values[s])
      return (0..<Int(first[s + 1] - first[s])).map { x[start + $0 * (height + 1)] }
    }
  }
}
#endif
