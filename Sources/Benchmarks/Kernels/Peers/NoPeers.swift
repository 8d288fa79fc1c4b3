import SparseAD

#if !SuiteSparse
/// Without the trait `SuiteSparse` there are no peers in this process.
enum CXSparsePeer {
  static func gaxpy<S>(_ a: CSRMatrix<S>) -> (() -> Void)? { nil }
  static func multiply<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> (() -> Void)? { nil }
  static func add<S>(_ a: CSRMatrix<S>, _ b: CSRMatrix<S>) -> (() -> Void)? { nil }
  static func transpose<S>(_ a: CSRMatrix<S>) -> (() -> Void)? { nil }
  static func compress<S>(_ a: COOMatrix<S>) -> (() -> Void)? { nil }
}

enum CholmodPeer {
  static func multiply<S>(
    _ a: CSRMatrix<S>, columns: Int, beta: Double = 0, transpose: Bool = false
  ) -> (() -> Void)? { nil }
  static func scale<S>(_ a: CSRMatrix<S>) -> (() -> Void)? { nil }
}

extension Operation {
  /// Factors are CHOLMOD's.
  static var systems: [Operation] { [] }
}
#endif
