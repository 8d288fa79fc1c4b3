#if SuiteSparse
import CSuiteSparse
import SparseMatrices

/// KLU's analysis of a pattern; freed once, in `deinit`. Only read after it was made.
///
/// Our rows are its columns, so what it analyses and factors is `Aᵀ`.
struct KLUAnalysis: ~Copyable, @unchecked Sendable {
  /// Nil for a matrix of order 0, which KLU does not know.
  let pointer: UnsafeMutablePointer<klu_symbolic>?

  private init(_ pointer: UnsafeMutablePointer<klu_symbolic>?) { self.pointer = pointer }

  deinit {
    var (pointer, common) = (pointer, klu_common.defaults)
    klu_free_symbolic(&pointer, &common)
  }

  static func of(
    _ pattern: SparsityPattern, ordering: SymbolicLU.Ordering
  ) throws(LUError) -> KLUAnalysis {
    let order = pattern.rows
    guard order > 0 else { return KLUAnalysis(nil) }
    var common = klu_common.defaults
    common.ordering = ordering == .colamd ? 1 : 0
    let symbolic = withKLUView(of: pattern) { starts, columns in
      ordering == .natural
        ? klu_analyze_given(Int32(order), starts, columns, nil, nil, &common)
        : klu_analyze(Int32(order), starts, columns, &common)
    }
    guard let symbolic else { throw LUError(common) }
    let analysis = KLUAnalysis(symbolic)
    // The natural order looks for no matching: factoring finds a singular pattern there.
    let rank = ordering == .natural ? order : Int(symbolic.pointee.structural_rank)
    guard rank == order else { throw .structurallySingular(rank: rank) }
    return analysis
  }
}

extension klu_common {
  /// KLU's settings, and where a call leaves its status; a call needs one of its own.
  static var defaults: klu_common {
    var common = klu_common()
    klu_defaults(&common)
    return common
  }
}

extension LUError {
  /// The failure of a call.
  init(_ common: klu_common) {
    self =
      switch common.status {
      case KLU_SINGULAR: .singular(row: Int(common.singular_col))
      case KLU_TOO_LARGE: .indexOverflow
      case KLU_OUT_OF_MEMORY: .outOfMemory
      case let status: stop("KLU refused its arguments with status \(status)")
      }
  }
}

/// Lends a pattern to KLU for the length of one call; nothing is copied, and KLU writes nothing.
func withKLUView<Result>(
  of pattern: SparsityPattern,
  _ body: (_ starts: UnsafeMutablePointer<Int32>?, _ columns: UnsafeMutablePointer<Int32>?) ->
    Result
) -> Result {
  pattern.structure.starts.withUnsafeBufferPointer { starts in
    pattern.structure.columns.withUnsafeBufferPointer { columns in
      body(
        UnsafeMutablePointer(mutating: starts.baseAddress),
        UnsafeMutablePointer(mutating: columns.baseAddress))
    }
  }
}
#endif
