import SparseAD

extension SeededGenerator {
  /// Uniform in [-1, 1).
  package mutating func symmetric() -> Double { 2 * uniform() - 1 }
}
