#if SuiteSparse
import CSuiteSparse
import SparseMatrices

/// CHOLMOD's settings, workspace and the status of its last call.
///
/// CHOLMOD keeps the address, so it lives on the heap; it serves one thread at a time, so each owner has its
/// own.
struct CholmodCommon: ~Copyable {
  let pointer: UnsafeMutablePointer<cholmod_common>

  init() {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: cholmod_common())
    cholmod_start(pointer)
    pointer.pointee.print = 0  // errors are thrown, never printed
    // L Lᵀ: the default L D Lᵀ reports success on an indefinite matrix.
    pointer.pointee.final_ll = 1
  }

  deinit {
    cholmod_finish(pointer)
    pointer.deallocate()
  }

  /// The failure of the last call. A matrix that is not positive definite is no failure of the call, only a
  /// warning.
  var failure: CholmodError? {
    switch pointer.pointee.status {
    case CHOLMOD_OUT_OF_MEMORY: .outOfMemory
    case CHOLMOD_TOO_LARGE: .indexOverflow
    case CHOLMOD_NOT_INSTALLED: .notInstalled
    case let status where status < 0: .invalidInput
    default: nil
    }
  }

  func check() throws(CholmodError) {
    if let failure { throw failure }
  }
}
#endif
